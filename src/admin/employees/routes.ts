import type { AdminApp } from '../admin-app.ts';
import { alterThing, createThing, deleteThing, readThing } from '../change.ts';
import type { AdminDependencies } from '../dependencies.ts';
import { pageOf } from '../http/page.ts';
import { listAllowed } from '../list-allowed.ts';
import { idParams, noContent } from '../schemas.ts';
import { demandPlaces } from './demand-places.ts';
import { employeeQuery, listEmployees, listedEmployees } from './list-employees.ts';
import { employees, insertEmployee, updateEmployee } from './queries.ts';
import { employee, employeeChange, newEmployee } from './schemas.ts';

export function employeeRoutes(app: AdminApp, { pool }: AdminDependencies): void {
  app.get(
    '/employees',
    {
      config: { operation: 'employees.list' },
      schema: { querystring: employeeQuery, response: { 200: pageOf(employee) } },
    },
    (request) => listAllowed(request, listedEmployees, (page) => listEmployees(pool, request.query, page)),
  );

  app.get(
    '/employees/:id',
    { config: { operation: 'employees.get' }, schema: { params: idParams, response: { 200: employee } } },
    (request, reply) => readThing({ pool, request, reply }, employees, request.params.id),
  );

  app.post(
    '/employees',
    { config: { operation: 'employees.create' }, schema: { body: newEmployee, response: { 201: employee } } },
    (request, reply) =>
      createThing({ pool, request, reply }, employees, {
        async work({ client, judge }) {
          await demandPlaces(judge, 'employees.create', request.body.id ?? '', request.body);
          return insertEmployee(client, request.body);
        },
      }),
  );

  app.patch(
    '/employees/:id',
    {
      config: { operation: 'employees.update', furtherOperations: ['employees.move'] },
      schema: { params: idParams, body: employeeChange, response: { 200: employee } },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { organization, team } = request.body;
      const { thing } = await alterThing({ pool, request, reply }, employees, {
        id,
        rights: organization === undefined && team === undefined ? 'same' : 'changed',
        async work({ client, judge }, before) {
          const moved = {
            organization: organization === before.organization ? undefined : organization,
            team: team === before.team ? undefined : team,
          };
          if (moved.organization !== undefined || moved.team !== undefined) {
            await judge.demand('employees.move', employees.resource(before));
            await demandPlaces(judge, 'employees.move', id, moved);
          }
          await updateEmployee(client, before, request.body);
        },
      });
      return thing;
    },
  );

  app.delete(
    '/employees/:id',
    { config: { operation: 'employees.delete' }, schema: { params: idParams, response: { 204: noContent } } },
    async (request, reply) => {
      await deleteThing({ pool, request, reply }, employees, request.params.id);
      return null;
    },
  );
}
