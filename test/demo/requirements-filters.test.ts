import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { companyApp } from './support/company-app.ts';
import {
  checked,
  type FilteredTable,
  filterFor,
  listed,
  queryOf,
  type Row,
} from './support/filtered-table.ts';

const places = { organization: 'organization_id', team: 'team_id', owner: 'owner_id' };
const ASSETS: FilteredTable = {
  type: 'asset',
  table: 'demo.assets',
  places,
  secret: ['purchase_cost', 'serial_number'],
};
const INCIDENTS: FilteredTable = { type: 'incident', table: 'demo.incidents', places, secret: [] };
const CONTRACTS: FilteredTable = {
  type: 'contract',
  table: 'demo.contracts',
  places,
  secret: ['cost', 'penalty'],
};

/** `npm run soak` raises it: then every row is checked for every user and action. */
const everyRow = Number(process.env.POSTERN_TEST_RUNS ?? '1') > 1;
/** Otherwise one of so many, another for each user and action, so that each is checked for some. */
const STRIDE = 20;

const TECH = 'u-amara.okafor';
const TECHS_TEAM = 't-nord-grid';
const MANAGER = 'u-sigrun.helgadottir';

describe('the example company: what a service lists with a filter is what checks allow', () => {
  const company = companyApp('kaliaops', true);
  const rows = new Map<FilteredTable, Row[]>();
  const rowsOf = (table: FilteredTable) => rows.get(table) ?? [];
  const actions = new Map<FilteredTable, string[]>();
  let users: string[] = [];

  const list = async (user: string, action: string, table: FilteredTable, page?: number) =>
    listed(company.pool(), await filterFor(company, user, action, table), table, page);
  const check = (user: string, action: string, table: FilteredTable, of = rowsOf(table)) =>
    checked(company, user, action, table, of);
  const allowed = async (user: string, action: string, table: FilteredTable) => {
    const checks = await check(user, action, table);
    return rowsOf(table).filter((_, n) => checks[n]?.decision);
  };
  const idsOf = (some: readonly { readonly id: string }[]) => some.map(({ id }) => id);

  before(async () => {
    const pool = company.pool();
    for (const table of [ASSETS, INCIDENTS, CONTRACTS]) {
      const found = await pool.query<Row>(`SELECT * FROM ${table.table} ORDER BY id`);
      rows.set(table, found.rows);
      const named = await pool.query<{ name: string }>(
        "SELECT name FROM permissions WHERE name LIKE $1 AND name NOT LIKE '%.field.%' ORDER BY name",
        [`${table.type}s.%`],
      );
      actions.set(
        table,
        named.rows.map(({ name }) => name),
      );
    }
    users = (await pool.query<{ id: string }>('SELECT id FROM users ORDER BY id')).rows.map(({ id }) => id);
  });

  test('for every user, action and table', async (t) => {
    const counts = { questions: 0, checks: 0, allowed: 0, conditional: 0 };
    for (const table of [ASSETS, INCIDENTS, CONTRACTS]) {
      for (const action of actions.get(table) ?? []) {
        for (const user of users) {
          const filter = await filterFor(company, user, action, table);
          assert.ok(Object.keys(filter.masks).every((field) => table.secret.includes(field)));
          const listing = new Map((await listed(company.pool(), filter, table)).map((row) => [row.id, row]));
          const first = counts.questions % STRIDE;
          const some = everyRow ? rowsOf(table) : rowsOf(table).filter((_, n) => n % STRIDE === first);
          const checks = await check(user, action, table, some);
          for (const [n, row] of some.entries()) {
            const found = listing.get(row.id);
            const verdict = checks[n];
            const place = `${user} ${action} ${row.id}`;
            assert.equal(found !== undefined, verdict?.decision, place);
            if (found === undefined) continue;
            for (const field of table.secret) {
              const seen = verdict?.masks.includes(field) ? null : row[field];
              assert.equal(found[field], seen, `${place}: ${field}`);
            }
            counts.allowed += 1;
          }
          counts.questions += 1;
          counts.checks += some.length;
          if (filter.kind === 'conditional') counts.conditional += 1;
        }
      }
    }
    t.diagnostic(JSON.stringify(counts));
    assert.equal(counts.questions, users.length * (7 + 9 + 6));
    assert.ok(counts.allowed > counts.checks / 10 && counts.conditional > counts.questions / 4);
  });

  test('a list, its export and its count come out of one query', async () => {
    const filter = await filterFor(company, TECH, 'assets.view', ASSETS);
    assert.equal(filter.kind, 'conditional');
    const { text, values } = queryOf(filter, ASSETS);
    assert.ok(!/Okafor|t-nord-grid|u-amara/i.test(text), 'values are no part of the text');
    assert.ok(JSON.stringify(values).includes(TECHS_TEAM));

    const everything = await listed(company.pool(), filter, ASSETS);
    const page = await listed(company.pool(), filter, ASSETS, 20);
    const expected = await allowed(TECH, 'assets.view', ASSETS);
    assert.ok(expected.length > 20 && expected.length < rowsOf(ASSETS).length);
    assert.deepEqual(idsOf(everything), idsOf(expected), 'the export');
    assert.deepEqual(idsOf(page), idsOf(expected).slice(0, 20), 'the list');
    assert.deepEqual(new Set([...page, ...everything].map(({ total }) => total)), new Set([expected.length]));
    assert.ok(
      everything.every(({ purchase_cost }) => purchase_cost === null),
      'a Tech sees no cost',
    );
    assert.ok(
      everything.some(({ serial_number }) => serial_number !== null),
      'and sees serial numbers',
    );
  });

  test('O4: a field permission decides who sees a cost, and check and filter hide the same fields', async () => {
    const shown = async (user: string) => {
      const listing = await list(user, 'contracts.view', CONTRACTS);
      const of = rowsOf(CONTRACTS).filter(({ id }) => listing.some((row) => row.id === id));
      const checks = await check(user, 'contracts.view', CONTRACTS, of);
      for (const [n, row] of listing.entries()) {
        for (const field of CONTRACTS.secret) {
          const hidden = checks[n]?.masks.includes(field);
          assert.equal(row[field], hidden ? null : of[n]?.[field], `${user} ${row.id} ${field}`);
        }
      }
      return { all: listing.length, costs: listing.filter(({ cost }) => cost !== null).length };
    };
    const admin = await shown('u-sofia.lindqvist');
    assert.deepEqual(admin, { all: 240, costs: 240 });
    const manager = await shown(MANAGER);
    assert.ok(manager.costs === manager.all && manager.all > 0);
    const tech = await shown(TECH);
    assert.ok(tech.costs === 0 && tech.all > 0, 'a Tech sees contracts and not what they cost');
    const denied = await shown('u-diego.fernandez');
    assert.ok(denied.costs === 0 && denied.all > 0, 'nor does a Manager to whom it is denied');

    // With the permission for what is her own, she sees the cost of that, and of nothing else of her team's.
    await company.manage('POST', `/users/${TECH}/grants`, {
      permission: 'contracts.field.cost',
      scope: 'own',
    });
    const filter = await filterFor(company, TECH, 'contracts.view', CONTRACTS);
    assert.deepEqual([filter.masks.cost?.visible, filter.masks.penalty?.visible], ['conditional', 'never']);
    const granted = await shown(TECH);
    const own = rowsOf(CONTRACTS).filter(({ owner_id }) =>
      ['u-amara.okafor', 'e-amara.okafor'].includes(`${owner_id}`),
    );
    assert.deepEqual(granted, { all: tech.all, costs: own.length });
    assert.ok(own.length > 0 && own.length < tech.all);
  });

  test('O6: the scope applies by itself to lists, single actions, exports and reports, and they never disagree', async () => {
    const inTeam = rowsOf(ASSETS).filter(
      ({ team_id, owner_id }) =>
        team_id === TECHS_TEAM || ['u-amara.okafor', 'e-amara.okafor'].includes(`${owner_id}`),
    );
    const inOrganization = rowsOf(ASSETS).filter(
      ({ organization_id, team_id, owner_id }) =>
        organization_id === 'o-nordwind' ||
        `${team_id}`.startsWith('t-nord-') ||
        ['u-sigrun.helgadottir', 'e-sigrun.helgadottir'].includes(`${owner_id}`),
    );
    const own = rowsOf(ASSETS).filter(({ owner_id }) => ['u-li.wen', 'e-li.wen'].includes(`${owner_id}`));
    const expected: readonly (readonly [user: string, action: string, of: readonly Row[]])[] = [
      ['u-sofia.lindqvist', 'assets.view', rowsOf(ASSETS)],
      ['u-sofia.lindqvist', 'assets.delete', rowsOf(ASSETS)],
      ['u-sofia.lindqvist', 'assets.export', rowsOf(ASSETS)],
      [MANAGER, 'assets.view', inOrganization],
      [MANAGER, 'assets.edit', inOrganization],
      [MANAGER, 'assets.delete', inOrganization],
      [MANAGER, 'assets.export', inOrganization],
      [TECH, 'assets.view', inTeam],
      [TECH, 'assets.edit', inTeam],
      [TECH, 'assets.delete', []],
      [TECH, 'assets.export', []],
      ['u-li.wen', 'assets.view', own],
      ['u-li.wen', 'assets.edit', []],
      ['u-anders.dahl', 'assets.view', []],
    ];
    for (const [user, action, of] of expected) {
      assert.deepEqual(idsOf(await list(user, action, ASSETS)), idsOf(of), `${user} ${action}: filter`);
      assert.deepEqual(idsOf(await allowed(user, action, ASSETS)), idsOf(of), `${user} ${action}: checks`);
    }
    assert.ok(own.length > 0 && own.length < inTeam.length && inTeam.length < inOrganization.length);

    // A report that counts incidents by severity, of what a Tech's filter admits, counts what checks allow.
    const filter = await filterFor(company, TECH, 'incidents.view', INCIDENTS);
    const { rows: report } = await company
      .pool()
      .query<{ severity: number; count: number }>(
        `SELECT t.severity, count(*)::int FROM demo.incidents AS t WHERE ${filter.sql?.text} GROUP BY 1 ORDER BY 1`,
        [...(filter.sql?.values ?? [])],
      );
    const seen = await allowed(TECH, 'incidents.view', INCIDENTS);
    const bySeverity = report.map(({ severity }) => ({
      severity,
      count: seen.filter((row) => row.severity === severity).length,
    }));
    assert.deepEqual(report, bySeverity);
    assert.equal(
      report.reduce((sum, { count }) => sum + count, 0),
      seen.length,
    );

    // The resources that are registered with Postern are searched alike.
    await company.pool().query(
      `INSERT INTO postern.resources (type, id, organization_id, team_id, owner_id)
       SELECT 'asset', id, organization_id, team_id, owner_id FROM demo.assets`,
    );
    await company.manage('PUT', '/resources/asset/zz-last', { team: TECHS_TEAM });
    const found: string[] = [];
    for (let token: string | undefined; token !== ''; ) {
      const answer = await company.ask<{ results: { id: string }[]; page: { next_token: string } }>(
        'search/resource',
        {
          subject: { type: 'user', id: TECH },
          action: { name: 'assets.edit' },
          resource: { type: 'asset' },
          page: { limit: 25, ...(token === undefined ? {} : { token }) },
        },
      );
      found.push(...answer.results.map(({ id }) => id));
      token = answer.page.next_token;
    }
    assert.deepEqual(found, [...idsOf(inTeam), 'zz-last']);
  });

  test('O7: organization scope covers what belongs to a team of it, even where the row names only the team', async () => {
    const named = (test: (organization: string, team: string) => boolean) =>
      rowsOf(ASSETS).filter(({ organization_id, team_id }) => test(`${organization_id}`, `${team_id}`));
    const teamAlone = named((organization, team) => organization === 'null' && team.startsWith('t-nord-'));
    const elsewhere = named((organization, team) => organization === 'null' && team.startsWith('t-lumen-'));
    const nowhere = named((organization, team) => organization === 'null' && team === 'null').filter(
      ({ owner_id }) => !`${owner_id}`.endsWith('-sigrun.helgadottir'),
    );
    for (const some of [teamAlone, elsewhere, nowhere]) assert.ok(some.length > 0);
    for (const action of ['assets.view', 'assets.edit', 'assets.export']) {
      const listing = new Set(idsOf(await list(MANAGER, action, ASSETS)));
      const checks = new Set(idsOf(await allowed(MANAGER, action, ASSETS)));
      for (const ids of [listing, checks]) {
        assert.ok(
          teamAlone.every(({ id }) => ids.has(id)),
          `${action}: covered by the team alone`,
        );
        assert.ok(!elsewhere.some(({ id }) => ids.has(id)), `${action}: another organization's team`);
        assert.ok(!nowhere.some(({ id }) => ids.has(id)), `${action}: what names nothing`);
      }
    }
    // Team scope does not go up and down again: other teams of the same organization are not covered.
    const others = teamAlone.filter(
      ({ team_id, owner_id }) => team_id !== TECHS_TEAM && !`${owner_id}`.endsWith('-amara.okafor'),
    );
    const ofTech = new Set(idsOf(await list(TECH, 'assets.view', ASSETS)));
    assert.ok(others.length > 0 && !others.some(({ id }) => ofTech.has(id)));
    // A team that moves takes its rows along.
    await company.manage(
      'PATCH',
      '/teams/t-nord-turbines',
      { organization: 'o-lumen' },
      '/teams/t-nord-turbines',
    );
    const moved = teamAlone.filter(({ team_id }) => team_id === 't-nord-turbines');
    const lumen = new Set(idsOf(await list('u-helene.dubois', 'assets.view', ASSETS)));
    assert.ok(moved.length > 0 && moved.every(({ id }) => lumen.has(id)));
    await company.manage(
      'PATCH',
      '/teams/t-nord-turbines',
      { organization: 'o-nordwind' },
      '/teams/t-nord-turbines',
    );
  });

  test('K9: an organization that is limited to named contracts lists and reaches those, and all of what is not limited', async () => {
    const limited = await company
      .pool()
      .query<{ resource_id: string }>(
        "SELECT resource_id FROM postern.organization_limit_resources WHERE resource_type = 'contract' ORDER BY 1",
      );
    const ids = limited.rows.map(({ resource_id }) => resource_id);
    assert.equal(ids.length, 8);
    const head = 'u-carmen.ortega';
    assert.deepEqual(idsOf(await list(head, 'contracts.view', CONTRACTS)), ids);
    assert.deepEqual(idsOf(await allowed(head, 'contracts.view', CONTRACTS)), ids);
    const own = rowsOf(ASSETS).filter(
      ({ organization_id, team_id, owner_id }) =>
        organization_id === 'o-castella' ||
        `${team_id}`.startsWith('t-cast-') ||
        `${owner_id}`.endsWith('-carmen.ortega'),
    );
    assert.deepEqual(idsOf(await list(head, 'assets.view', ASSETS)), idsOf(own), 'assets are open');
  });
});

describe('under the kiwi catalog', () => {
  const kiwi = companyApp('kiwi', false);
  const CLUSTERS: FilteredTable = {
    type: 'cluster',
    table: 'app.clusters',
    places: { organization: 'organization' },
    secret: [],
  };
  const SERVICES: FilteredTable = { ...CLUSTERS, type: 'service', table: 'app.services' };
  const ids = Array.from({ length: 12 }, (_, n) => `${n % 2 === 0 ? 'north' : 'south'}-${n}`).sort();

  before(async () => {
    for (const id of ['north', 'south']) {
      await kiwi.manage('POST', '/organizations', { id, code: id.toUpperCase(), name: id });
      const person = { id: `${id}-operator`, name: id, email: `${id}@example.com`, organizations: [id] };
      const assignments = [{ role: 'operator' }, { role: 'developer' }];
      await kiwi.manage('POST', '/users', { ...person, assignments });
    }
    await kiwi.pool().query('CREATE SCHEMA app');
    for (const { table } of [CLUSTERS, SERVICES]) {
      await kiwi.pool().query(`CREATE TABLE ${table} (id text PRIMARY KEY, organization text)`);
      await kiwi
        .pool()
        .query(`INSERT INTO ${table} SELECT i, split_part(i, '-', 1) FROM unnest($1::text[]) AS i`, [ids]);
    }
  });

  const both = async (user: string, action: string, table: FilteredTable) => {
    const { rows } = await kiwi.pool().query<Row>(`SELECT * FROM ${table.table} ORDER BY id`);
    const filter = await filterFor(kiwi, user, action, table);
    const listing = await listed(kiwi.pool(), filter, table);
    const checks = await checked(kiwi, user, action, table, rows);
    const found = listing.map(({ id }) => id);
    assert.deepEqual(
      found,
      rows.filter((_, n) => checks[n]?.decision).map(({ id }) => id),
      `${user} ${action}`,
    );
    return found;
  };

  test('K9: only the named clusters and services; what is not limited stays open; for checks and filters alike', async () => {
    assert.deepEqual(await both('north-operator', 'infra.manage', CLUSTERS), ids);
    const place = '/organizations/north';
    await kiwi.manage('PUT', `${place}/limits/cluster`, { resources: ['north-0', 'south-3'] }, place);
    assert.deepEqual(await both('north-operator', 'infra.manage', CLUSTERS), ['north-0', 'south-3']);
    assert.deepEqual(await both('north-operator', 'infra.view', CLUSTERS), ['north-0', 'south-3']);
    assert.deepEqual(await both('north-operator', 'service.manage', SERVICES), ids, 'services are open');
    assert.deepEqual(await both('south-operator', 'infra.manage', CLUSTERS), ids, 'the other is not limited');
    await kiwi.manage('PUT', `${place}/limits/service`, { resources: [] }, place);
    assert.deepEqual(await both('north-operator', 'service.manage', SERVICES), [], 'none is named');
    await kiwi.manage('DELETE', `${place}/limits/cluster`, undefined, place);
    assert.deepEqual(await both('north-operator', 'infra.manage', CLUSTERS), ids, 'open again');
  });
});
