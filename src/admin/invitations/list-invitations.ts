import { type Static, Type } from 'typebox';
import { pageQuery } from '../http/page.ts';
import type { ListPage, Placed } from '../list-allowed.ts';
import type { ListedRows } from '../list-scope.ts';
import type { Queryable } from '../queryable.ts';
import { closed } from '../schemas.ts';
import { readSorted } from '../sorted-list.ts';
import { fromRow, type InvitationRow, SELECT_INVITATIONS } from './queries.ts';
import { type Invitation, invitationStatus } from './schemas.ts';

const orders = { id: ['i.id', 'uuid'] } as const;

export const invitationQuery = closed({
  ...pageQuery.properties,
  status: Type.Optional(invitationStatus),
});

/** As `invitationResource` says it. */
export const listedInvitations: ListedRows = {
  type: 'invitation',
  columns: {
    id: { column: ['i', 'id'], type: 'uuid', nullable: false },
    'properties.owner': { column: ['i', 'user'], type: 'string' },
    'properties.organizations': { column: ['places', 'organizations'], type: 'string[]', nullable: false },
    'properties.teams': { column: ['places', 'teams'], type: 'string[]', nullable: false },
  },
};

/** Invitations in the order in which they were first sent. */
export async function listInvitations(
  db: Queryable,
  { status }: Static<typeof invitationQuery>,
  page: ListPage,
): Promise<Placed<Invitation>[]> {
  const found = await readSorted<InvitationRow>(db, page, {
    orders,
    columns: 'i.*',
    from: `(${SELECT_INVITATIONS}) AS i
           CROSS JOIN LATERAL (
             SELECT texts_of(i.organizations) AS organizations, texts_of(i.teams) AS teams
           ) AS places`,
    where: '($4::text IS NULL OR i.status = $4)',
    values: [status ?? null],
  });
  return found.map(({ item, key }) => ({ item: fromRow(item), key }));
}
