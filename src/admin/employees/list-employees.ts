import { type Static, Type } from 'typebox';
import { pageQuery } from '../http/page.ts';
import type { ListPage, Placed } from '../list-allowed.ts';
import type { ListedRows } from '../list-scope.ts';
import { isFound, isIndexed, search } from '../list-search.ts';
import type { Queryable } from '../queryable.ts';
import { withMoments } from '../row-moments.ts';
import { closed, id } from '../schemas.ts';
import { readSorted, sortBy } from '../sorted-list.ts';
import { EMPLOYEE_COLUMNS, EMPLOYEES, type EmployeeRow } from './queries.ts';
import type { Employee } from './schemas.ts';

const orders = {
  id: ['e.id', 'text'],
  name: ['lower(e.name)', 'text'],
  email: ["COALESCE(lower(e.email), '')", 'text'],
  created_at: ['e.created_at', 'timestamptz'],
} as const;

export const employeeQuery = closed({
  ...pageQuery.properties,
  search: search('the name, the address or the title'),
  organization: Type.Optional(id),
  team: Type.Optional(id),
  assignable: Type.Optional(
    Type.Boolean({ description: 'Whether work can be assigned to them: exactly those with an active user.' }),
  ),
  sort: sortBy(orders),
});
export type EmployeeQuery = Static<typeof employeeQuery>;

/** As `placedEmployee` says it. */
export const listedEmployees: ListedRows = {
  type: 'employee',
  columns: {
    id: { column: ['e', 'id'], type: 'string', nullable: false },
    'properties.owner': { column: ['e', 'id'], type: 'string', nullable: false },
    'properties.organization': { column: ['e', 'organization_id'], type: 'string' },
    'properties.team': { column: ['e', 'team_id'], type: 'string' },
  },
};

const ASSIGNABLE = "COALESCE(u.status = 'active', false) = $7";

/** Employees as asked for, those after the key `after`. */
export async function listEmployees(
  db: Queryable,
  query: EmployeeQuery,
  page: ListPage,
): Promise<Placed<Employee>[]> {
  const found = await readSorted<EmployeeRow>(db, page, {
    orders,
    columns: EMPLOYEE_COLUMNS,
    table: 'employees AS e',
    from: EMPLOYEES,
    ...(query.assignable === undefined ? { found: 'employees AS e' } : {}),
    where: `${isFound('$4', 'e.searched')}
            AND ($5::text IS NULL OR e.organization_id = $5)
            AND ($6::text IS NULL OR e.team_id = $6)
            AND ${query.assignable === undefined ? '$7::boolean IS NULL' : ASSIGNABLE}`,
    indexed: isIndexed(query.search),
    values: [query.search ?? null, query.organization ?? null, query.team ?? null, query.assignable ?? null],
    sort: query.sort,
  });
  return found.map(({ item, key }) => ({ item: withMoments(item), key }));
}
