import { v7 as uuidv7 } from 'uuid';
import { organizationProperties } from '../../own-entities.ts';
import type { Noun } from '../noun.ts';
import { type Queryable, row } from '../queryable.ts';
import { type Moments, withMoments } from '../row-moments.ts';
import type { NewOrganization, Organization, OrganizationChange } from './schemas.ts';

export const ORGANIZATION_COLUMNS = 'id, code, name, description, version, created_at, updated_at';

export type OrganizationRow = Moments<Organization>;

export const organizations: Noun<Organization> = {
  type: 'organization',
  table: 'organizations',
  async read(db, id) {
    const found = await row<OrganizationRow>(
      db,
      `SELECT ${ORGANIZATION_COLUMNS} FROM organizations WHERE id = $1`,
      [id],
    );
    return found && withMoments(found);
  },
  resource: (organization) => ({
    type: 'organization',
    id: organization.id,
    properties: organizationProperties(organization),
  }),
  people: () => Promise.resolve([]),
};

/** Returns the id. */
export async function insertOrganization(db: Queryable, body: NewOrganization): Promise<string> {
  const id = body.id ?? uuidv7();
  await db.query('INSERT INTO organizations (id, code, name, description) VALUES ($1, $2, $3, $4)', [
    id,
    body.code,
    body.name,
    body.description ?? '',
  ]);
  return id;
}

export async function updateOrganization(
  db: Queryable,
  id: string,
  change: OrganizationChange,
): Promise<void> {
  await db.query(
    `UPDATE organizations
     SET code = COALESCE($2, code), name = COALESCE($3, name), description = COALESCE($4, description)
     WHERE id = $1`,
    [id, change.code ?? null, change.name ?? null, change.description ?? null],
  );
}
