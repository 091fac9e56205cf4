/**
 * A program as somebody writes it against the types that `openapi-typescript` makes of the description. It is compiled
 * by the test beside it, with those types in place of `./management-api.ts`, and never run.
 */
export const CLIENT_PROGRAM = `
import createClient from 'openapi-fetch';
import type { components, operations, paths } from './management-api.ts';

const client = createClient<paths>({ baseUrl: 'http://127.0.0.1:8282', headers: { authorization: 'Bearer token' } });

export async function giveRole(id: string, role: string): Promise<components['schemas']['Assignment']> {
  const { data: user, response } = await client.GET('/admin/v1/users/{id}', { params: { path: { id } } });
  if (user === undefined) throw new Error('no such user');
  const status: 'invited' | 'active' | 'deactivated' = user.status;
  const held: string[] = user.assignments.map((assignment) => assignment.role);
  if (status === 'deactivated' || held.includes(role)) throw new Error('not now');
  const { data, error } = await client.POST('/admin/v1/users/{user}/assignments', {
    params: { path: { user: id }, header: { 'If-Match': response.headers.get('etag') ?? '' } },
    body: { role, not_after: '2030-01-31T12:00:00Z' },
  });
  if (data === undefined) throw new Error(error.detail + (error.permission ?? ''));
  return data;
}

export async function everyone(): Promise<string[]> {
  const names: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { data } = await client.GET('/admin/v1/users', {
      params: { query: { limit: 200, ...(cursor === undefined ? {} : { cursor }) } },
    });
    if (data === undefined) throw new Error('no list');
    names.push(...data.items.map(({ name }) => name));
    cursor = data.next_cursor;
  }
  return names;
}

export async function rename(id: string, match: string): Promise<void> {
  await client.PATCH('/admin/v1/organizations/{id}', {
    params: { path: { id }, header: { 'If-Match': match } },
    body: { name: 'North and more' },
  });
  // @ts-expect-error If-Match is demanded
  await client.PATCH('/admin/v1/organizations/{id}', { params: { path: { id } }, body: { name: 'North' } });
  // @ts-expect-error a role has no such scope
  await client.POST('/admin/v1/roles', { body: { name: 'Everything', scope: 'galaxy' } });
  // @ts-expect-error there is no such route
  await client.GET('/admin/v1/galaxies');
}

export type Refused = operations['createUser']['responses'][403]['content']['application/problem+json'];
`;
