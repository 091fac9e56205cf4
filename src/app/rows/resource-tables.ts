import type { RowShape } from '../../access/search/resource-rows.ts';
import type { FieldType } from '../../policy/evaluator/residual/row-fields.ts';
import type { ColumnMapping } from '../../policy/sql/columns.ts';

/** Where a collection's resources are rows, and where their fields are. */
export interface ResourceTable extends RowShape {
  /** What rows are selected from, named `entity`; with a `key` in the order of code points. */
  readonly from: string;
  /** The column of a field, by its name below the properties; `id` for the id itself. */
  readonly column: (field: string) => ColumnMapping;
}

const NOTHING: ReadonlySet<string> = new Set();

const text = (column: string): ColumnMapping => ({ column: ['entity', column], type: 'string' });

/**
 * Resources of other services. Their places have columns of their own; the policy data makes of an attribute a property
 * of the same name, and of a place none but these three.
 */
const registered: ResourceTable = {
  sparse: { without: new Set(['properties.organizations', 'properties.teams']) },
  from: 'SELECT key COLLATE "C" AS key, id, organization_id, team_id, owner_id, attributes FROM postern.resources',
  column(field) {
    const place = REGISTERED_COLUMNS.get(field);
    return place === undefined
      ? { column: ['entity', 'attributes'], json: field.split('.').slice(1) }
      : text(place);
  },
};

const REGISTERED_COLUMNS: ReadonlyMap<string, string> = new Map([
  ['id', 'id'],
  ['properties.organization', 'organization_id'],
  ['properties.team', 'team_id'],
  ['properties.owner', 'owner_id'],
]);

/** What Postern keeps itself, by its documents. `members` are those of the document that are properties as they are. */
function own(
  collection: string,
  members: Readonly<Record<string, FieldType>>,
  others: Readonly<Record<string, ColumnMapping & { readonly type: 'string' | 'string[]' }>>,
): ResourceTable {
  const fields = new Map<string, FieldType>([['id', 'string']]);
  for (const [name, type] of Object.entries(members)) fields.set(`properties.${name}`, type);
  for (const [name, { type }] of Object.entries(others)) {
    fields.set(`properties.${name}`, type === 'string' ? type : 'array');
  }
  return {
    fields,
    sparse: { without: NOTHING },
    from: `SELECT key, ARRAY[key] AS itself, document FROM postern.policy_document WHERE collection = '${collection}' AND document IS NOT NULL`,
    column(field) {
      if (field === 'id') return text('key');
      const name = field.slice('properties.'.length);
      return others[name] ?? { column: ['entity', 'document'], json: [name] };
    },
  };
}

const itself = text('key') as ColumnMapping & { readonly type: 'string' };
const onlyItself = { column: ['entity', 'itself'], type: 'string[]' } as const;

/** As `posternEntities` says them, by collection. */
export const resourceTables: ReadonlyMap<string, ResourceTable> = new Map([
  ['resources', registered],
  ['users', own('users', { organizations: 'array', teams: 'array' }, { owner: itself })],
  ['roles', own('roles', { organization: 'string' }, {})],
  ['organizations', own('organizations', {}, { organizations: onlyItself })],
  ['teams', own('teams', { organization: 'string' }, { team: itself })],
  ['employees', own('employees', { organization: 'string', team: 'string' }, { owner: itself })],
]);
