import type { FilterAnswer } from '../../src/access/filter/filter-answer.ts';
import type { FilterCase } from '../filter-http.ts';

/** The end of a statement that selects assets. */
export interface Where {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Policies in `bench/policies`, and the shipped one. */
export type FilterPolicy = 'lists' | 'rights' | 'shipped';

/** A way to ask a server for a filter. */
export interface FilterWay {
  readonly name: string;
  /** Who is asked, by whose rules. */
  readonly server: `${'OPA' | 'Postern'} ${FilterPolicy}`;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  body(asked: FilterCase): object;
  where(answer: unknown): Where;
}

const COLUMNS = { organization: 'organization_id', team: 'team_id', owner: 'owner_id' };

/** Source: OPA's REST API, "Compile API": no `result` selects nothing, an empty query everything. */
const compile = (who: 'OPA' | 'Postern', policy: 'lists' | 'rights'): FilterWay => ({
  name: `${who}, /v1/compile, ${policy}`,
  server: `${who} ${policy}`,
  path: `/v1/compile/${policy}/include`,
  headers: { accept: 'application/vnd.opa.sql.postgresql+json' },
  body: ({ subject, action }) => ({
    input: { subject: { type: 'user', id: subject }, action: { name: action } },
    unknowns: ['input.assets'],
    options: { targetSQLTableMappings: { postgresql: { assets: COLUMNS } } },
  }),
  where: (answer) => ({
    text: (answer as { result?: { query: string } }).result?.query ?? 'WHERE false',
    values: [],
  }),
});

/** Each OPA is what those after it are compared with. */
export const filterWays: readonly FilterWay[] = [
  compile('OPA', 'lists'),
  compile('Postern', 'lists'),
  compile('OPA', 'rights'),
  compile('Postern', 'rights'),
  {
    name: 'Postern, /access/v1/filter, shipped, masks',
    server: 'Postern shipped',
    path: '/access/v1/filter',
    headers: {},
    body: ({ subject, action }) => ({
      subject: { type: 'user', id: subject },
      action: { name: action },
      resource: { type: 'asset' },
      options: {
        dialect: 'postgresql',
        fields: Object.fromEntries(
          ['id', ...Object.keys(COLUMNS).map(property)].map((name) => [name, 'string']),
        ),
        mapping: Object.fromEntries(
          Object.entries(COLUMNS).map(([name, column]) => [property(name), column]),
        ),
      },
    }),
    where: (answer) => {
      const filter = answer as FilterAnswer;
      if (filter.kind !== 'conditional') {
        return { text: filter.kind === 'always' ? '' : 'WHERE false', values: [] };
      }
      if (filter.sql === undefined) throw new Error('a filter without SQL');
      return { text: `WHERE ${filter.sql.text}`, values: filter.sql.values };
    },
  },
];

function property(name: string): string {
  return `properties.${name}`;
}
