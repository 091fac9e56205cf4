import { createFilterer } from '../../src/access/filter/filterer.ts';
import type { Condition } from '../../src/policy/conditions/condition.ts';
import { ConditionTable } from '../../src/policy/conditions/condition-table.ts';
import type { DeclaredFields } from '../../src/policy/evaluator/residual/row-fields.ts';
import { createPolicyFilters } from '../../src/policy/filter/policy-filters.ts';
import type { SqlMapping } from '../../src/policy/sql/columns.ts';
import { type Sql, writeSql } from '../../src/policy/sql/write-sql.ts';
import { type BenchCompany, organizationId, teamId, uuid } from './company.ts';
import { companyClasses } from './filter-classes.ts';
import { loadDocument, shippedBundle } from './load-document.ts';

/** One question in two texts. */
export interface SqlCase {
  readonly what: string;
  readonly filter: Sql;
  readonly byHand: Sql;
}

/** Filters of the shipped policy, then conditions of other kinds, each beside what one would write by hand. */
export async function sqlCases(company: BenchCompany): Promise<SqlCase[]> {
  return [...(await shippedCases(company)), ...otherCases()];
}

const SHIPPED_COLUMNS: SqlMapping = {
  id: { column: 'id', type: 'string', nullable: false },
  'properties.organization': { column: 'organization_id', type: 'string' },
  'properties.team': { column: 'team_id', type: 'string' },
  'properties.owner': { column: 'owner_id', type: 'string' },
};

async function shippedCases(company: BenchCompany): Promise<SqlCase[]> {
  const filters = createPolicyFilters(await shippedBundle(), loadDocument(company));
  const filter = createFilterer({
    filters: () => filters,
    rule: 'authz/allow',
    masks: 'authz/masks',
    at: () => ({ revision: '1.1', policyRevision: undefined }),
  });
  const fields: DeclaredFields = new Map(Object.keys(SHIPPED_COLUMNS).map((name) => [name, 'string']));
  const classes = companyClasses(company);
  const of = (name: string, action: string, byHand: (user: Holder) => Sql): SqlCase => {
    const id = classes.find((each) => each.name === name)?.ids[0];
    if (id === undefined) throw new Error(`no user is ${name}`);
    const question = {
      subject: { type: 'user', id },
      action: { name: action },
      resource: { type: 'asset' },
    };
    const asked = { question, dialect: 'postgresql', mapping: SHIPPED_COLUMNS, fields } as const;
    const { answer } = filter(
      { ...asked, atLeastRevision: undefined },
      {
        requestId: undefined,
        requestedBy: undefined,
      },
    );
    if (answer.kind !== 'conditional' || answer.sql === undefined) {
      throw new Error(`${name} sees ${answer.kind}`);
    }
    return { what: `${name}, ${action}`, filter: answer.sql, byHand: byHand(holderOf(company, id)) };
  };
  const cases = [
    of('tech', 'assets.view', ({ id, employee, team }) => ({
      text: 'team_id = $1 OR owner_id IN ($2, $3)',
      values: [team, id, employee],
    })),
    of('manager', 'assets.view', ({ id, employee, organization, teams }) => ({
      text: 'organization_id = $1 OR team_id = ANY ($2) OR owner_id IN ($3, $4)',
      values: [organization, teams, id, employee],
    })),
    of('viewer', 'assets.view', ({ id, employee }) => ({
      text: 'owner_id IN ($1, $2)',
      values: [id, employee],
    })),
  ];
  filters.close();
  return cases;
}

interface Holder {
  readonly id: string;
  readonly employee: string;
  readonly team: string;
  readonly organization: string;
  /** Of the organization. */
  readonly teams: readonly string[];
}

function holderOf(company: BenchCompany, id: string): Holder {
  for (let n = 0; n < company.users; n++) {
    if (uuid(1, n) !== id) continue;
    const { employee, team, organization } = company.user(n);
    const all = Array.from({ length: company.teams }, (_, number) => number);
    const teams = all.filter((number) => company.organizationOf(number) === organization).map(teamId);
    return { id, employee, team: teamId(team), organization: organizationId(organization), teams };
  }
  throw new Error(`${id} is no user`);
}

const OTHER_COLUMNS: SqlMapping = {
  name: { column: 'name', type: 'string', nullable: false },
  price: { column: 'price', type: 'number' },
  size: { column: 'size', type: 'integer', nullable: false },
  place: { column: 'place_id', type: 'uuid', nullable: false },
  owner: { column: 'owner_id', type: 'string' },
  tags: { column: 'tags', type: 'string[]', nullable: false },
};

const PLACE = '3fdb1a3c-3d9b-5a1e-8a0f-6a1e1b0e2c11';

function otherCases(): SqlCase[] {
  const table = new ConditionTable();
  const of = (what: string, condition: Condition, text: string, ...values: unknown[]): SqlCase => ({
    what,
    filter: writeSql(condition, table, { dialect: 'postgresql', mapping: OTHER_COLUMNS }),
    byHand: { text, values },
  });
  const { compare, equals, oneOf } = {
    compare: table.compare.bind(table),
    equals: table.equals.bind(table),
    oneOf: table.oneOf.bind(table),
  };
  return [
    of(
      'number, a range',
      table.and([compare(['price'], 'gte', 10), compare(['price'], 'lt', 20.5)]),
      'price >= $1 AND price < $2',
      10,
      20.5,
    ),
    of('number, below or null', compare(['price'], 'lt', 5), 'price < $1 OR price IS NULL', 5),
    of('integer, equal', equals(['size'], 77), 'size = $1', 77),
    of('integer, below a fraction', compare(['size'], 'lt', 9.5), 'size < $1', 10),
    of(
      'text, a range in byte order',
      table.and([compare(['name'], 'gte', 'Asset a'), compare(['name'], 'lt', 'Asset a1')]),
      'name COLLATE "C" >= $1 AND name COLLATE "C" < $2',
      'Asset a',
      'Asset a1',
    ),
    of('text, a beginning', table.text(['name'], 'startswith', 'Asset ab'), 'name ^@ $1', 'Asset ab'),
    of('text, contained', table.text(['name'], 'contains', 'abcd'), `name LIKE '%' || $1 || '%'`, 'abcd'),
    of(
      'uuid, one of',
      oneOf(['place'], [PLACE, '00000000-0000-0000-0000-000000000000']),
      'place_id = ANY ($1)',
      [PLACE, '00000000-0000-0000-0000-000000000000'],
    ),
    of(
      'uuid, a range',
      compare(['place'], 'lt', '00100000-0000-0000-0000-000000000000'),
      'place_id < $1',
      '00100000-0000-0000-0000-000000000000',
    ),
    of('array, one of', table.has(['tags'], ['tag-1999', 'tag-1998']), 'tags && $1', [
      'tag-1999',
      'tag-1998',
    ]),
    of('not one of', table.not(oneOf(['owner'], ['x', 'y'])), 'owner_id <> ALL ($1) OR owner_id IS NULL', [
      'x',
      'y',
    ]),
    of('no owner', equals(['owner'], null), 'owner_id IS NULL'),
  ];
}
