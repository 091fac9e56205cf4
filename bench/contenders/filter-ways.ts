import type { FilterAnswer } from '../../src/access/filter/filter-answer.ts';
import type { FilterCase } from '../filter-http.ts';

/** The end of a statement that selects assets. */
export interface Where {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** A way to ask a server for a filter. */
export interface FilterWay {
  readonly name: string;
  /** Who is asked: OPA or Postern with the small policy, or Postern with the shipped one. */
  readonly server: 'opa' | 'small' | 'shipped';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  body(asked: FilterCase): object;
  where(answer: unknown): Where;
}

const COLUMNS = { organization: 'organization_id', team: 'team_id', owner: 'owner_id' };

/** Source: OPA's REST API, "Compile API": no `result` selects nothing, an empty query everything. */
const compile: Omit<FilterWay, 'name' | 'server'> = {
  path: '/v1/compile/lists/include',
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
};

/** The first is what others are compared with. */
export const filterWays: readonly FilterWay[] = [
  { ...compile, name: 'OPA server, /v1/compile', server: 'opa' },
  { ...compile, name: 'Postern, /v1/compile', server: 'small' },
  {
    name: 'Postern, /access/v1/filter, shipped policy, masks',
    server: 'shipped',
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
