import type { AdminApp } from '../admin-app.ts';
import { alterThing, createThing, deleteThing, readThing } from '../change.ts';
import type { AdminDependencies } from '../dependencies.ts';
import { pageOf } from '../http/page.ts';
import { listAllowed } from '../list-allowed.ts';
import { idParams, noContent } from '../schemas.ts';
import { listedTeams, listTeams, teamQuery } from './list-teams.ts';
import { insertTeam, teams, updateTeam } from './queries.ts';
import { newTeam, team, teamChange } from './schemas.ts';

export function teamRoutes(app: AdminApp, { pool }: AdminDependencies): void {
  app.get(
    '/teams',
    {
      config: { operation: 'teams.list' },
      schema: { querystring: teamQuery, response: { 200: pageOf(team) } },
    },
    (request) => listAllowed(request, listedTeams, (page) => listTeams(pool, request.query, page)),
  );

  app.get(
    '/teams/:id',
    { config: { operation: 'teams.get' }, schema: { params: idParams, response: { 200: team } } },
    (request, reply) => readThing({ pool, request, reply }, teams, request.params.id),
  );

  app.post(
    '/teams',
    { config: { operation: 'teams.create' }, schema: { body: newTeam, response: { 201: team } } },
    (request, reply) =>
      createThing({ pool, request, reply }, teams, {
        work: ({ client }) => insertTeam(client, request.body),
      }),
  );

  app.patch(
    '/teams/:id',
    {
      config: { operation: 'teams.update', furtherOperations: ['teams.move'] },
      schema: { params: idParams, body: teamChange, response: { 200: team } },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { organization } = request.body;
      const { thing } = await alterThing({ pool, request, reply }, teams, {
        id,
        rights: organization === undefined ? 'same' : 'changed',
        async work({ client, judge }, before) {
          if (organization !== undefined && organization !== before.organization) {
            await judge.demand('teams.move', teams.resource(before));
            await judge.demand('teams.move', { type: 'team', id, properties: { organization } });
          }
          await updateTeam(client, id, request.body);
        },
      });
      return thing;
    },
  );

  app.delete(
    '/teams/:id',
    { config: { operation: 'teams.delete' }, schema: { params: idParams, response: { 204: noContent } } },
    async (request, reply) => {
      await deleteThing({ pool, request, reply }, teams, request.params.id);
      return null;
    },
  );
}
