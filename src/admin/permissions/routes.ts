import type { AdminApp } from '../admin-app.ts';
import type { AdminDependencies } from '../dependencies.ts';
import { pageOf, pageQuery } from '../http/page.ts';
import { notFound } from '../http/problems.ts';
import { listAllowed } from '../list-allowed.ts';
import { listedPermissions, listPermissions, readCatalog } from './queries.ts';
import { catalog, permission } from './schemas.ts';

export function permissionRoutes(app: AdminApp, { pool }: AdminDependencies): void {
  app.get(
    '/permissions',
    {
      config: { operation: 'permissions.list' },
      schema: { querystring: pageQuery, response: { 200: pageOf(permission) } },
    },
    (request) => listAllowed(request, listedPermissions, (page) => listPermissions(pool, page)),
  );

  app.get(
    '/catalog',
    { config: { operation: 'catalog.get' }, schema: { response: { 200: catalog } } },
    async ({ judge }) => {
      const found = await readCatalog(pool);
      await judge.demand('catalog.get', { type: 'catalog', id: found?.name ?? '' });
      if (found === undefined) throw notFound('catalog', '');
      return found;
    },
  );
}
