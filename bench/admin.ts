import { Pool } from 'undici';
import { createPool } from '../src/db/pool.ts';
import { adminCallers, type Callers } from './support/admin-callers.ts';
import { openBenchDatabase } from './support/bench-database.ts';
import { Command } from './support/command.ts';
import { organizationId, teamId } from './support/company.ts';
import { namePeople, RARE } from './support/name-people.ts';
import { quantile } from './support/statistics.ts';

export interface AdminOptions {
  readonly users: number;
  /** How often each list is asked for. */
  readonly requests: number;
  readonly log: (line: string) => void;
}

/** One list asked for in one way, one request after the other; milliseconds. */
export interface ListFigures {
  readonly list: string;
  readonly caller: keyof Callers;
  /** Things on a page, in the middle. */
  readonly items: number;
  readonly p50: number;
  readonly p99: number;
}

export interface AdminResult {
  readonly users: number;
  readonly lists: readonly ListFigures[];
}

/** Requests that are not counted. */
const WARM_UP = 5;
/** How many pages are turned to come to a deep one. */
const DEEP = 40;

interface List {
  readonly path: string;
  readonly caller?: keyof Callers;
  /** Pages before the one that is measured. */
  readonly deep?: number;
}

/** What lists of the management API take in a large company, through HTTP. */
export async function measureAdmin({ users, requests, log }: AdminOptions): Promise<AdminResult> {
  const database = await openBenchDatabase(users, log);
  const pool = createPool(database.url);
  const control = new Command(['control'], {
    DATABASE_URL: database.url,
    POSTERN_ADMIN_LISTEN: '127.0.0.1:0',
    POSTERN_CONTROL_LISTEN: '127.0.0.1:0',
    POSTERN_BOOTSTRAP_TOKEN: 'only-for-benchmarks',
  });
  let client: Pool | undefined;
  try {
    if (await namePeople(pool)) log('made names, history and roles');
    client = new Pool(`http://${await control.said('Management API')}`, { connections: 1 });
    const callers = await adminCallers(pool);
    const lists: ListFigures[] = [];
    for (const list of listsOf()) {
      const figures = await measure(client, callers, list, requests);
      log(`${figures.list} (${figures.caller}): ${figures.p50.toFixed(1)}, p99 ${figures.p99.toFixed(1)} ms`);
      lists.push(figures);
    }
    return { users, lists };
  } finally {
    await client?.destroy();
    await control.stop();
    await pool.end();
    await database.stop();
  }
}

function listsOf(): List[] {
  const of = (noun: string, ...queries: string[]) =>
    queries.map((query): List => ({ path: `/${noun}?${query}` }));
  const searches = [
    'anna',
    'ANNA',
    'elodie',
    'kowalska',
    RARE.name,
    'brzeczyszcz',
    'nobody at all',
    'zoe&sort=name',
    'zoe&sort=created_at',
    'o',
    'an',
    'zq',
    '%',
    '王',
  ].map((search) => `search=${search.split('&').map(encodeURIComponent).join('&').replace('%3D', '=')}`);
  const sorts = ['id', '-id', 'name', '-name', 'email', 'created_at', '-created_at'].map(
    (sort) => `sort=${sort}`,
  );
  const everybody = [
    ...of('users', ...sorts, 'sort=status', 'sort=last_login_at', 'sort=-last_login_at'),
    { path: '/users?sort=name', deep: DEEP },
    ...of(
      'users',
      ...searches,
      'status=active&sort=name',
      'status=deactivated&sort=name',
      'status=invited&sort=created_at',
    ),
    ...of(
      'users',
      'role=tech&sort=name',
      'role=admin',
      'role=admin&sort=name',
      'role=rare',
      'role=rare&sort=-created_at',
      'role=nobodys',
      'role=admin&search=anna&status=active',
    ),
    ...of(
      'employees',
      ...sorts,
      'search=anna',
      'search=nobody',
      'search=technician&sort=name',
      `organization=${organizationId(3)}&sort=name`,
      `team=${teamId(3)}`,
      'assignable=true&sort=name',
    ),
    ...of('organizations', 'sort=name', 'sort=-code', 'search=17', 'search=nobody'),
    ...of('teams', 'sort=name', 'search=nobody', `organization=${organizationId(3)}`),
    ...of('roles', 'sort=name', 'search=nobody', 'organization=none'),
    ...of(
      'audit-events',
      '',
      `actor=actor-7`,
      'actor=nobody',
      'action=users.update',
      'action=users.',
      'action=teams.',
      'target_type=team',
      'target=nobody',
      'until=2020-01-01T00:00:00Z',
      'since=2024-01-01T00:00:00Z&until=2024-01-02T00:00:00Z',
    ),
  ];
  const scoped = [
    ...of('users', '', 'sort=name', 'search=anna', 'search=nobody', 'status=active&sort=-last_login_at'),
    ...of('employees', '', 'sort=name', 'search=anna'),
    ...of('organizations', 'sort=name'),
    ...of('teams', 'sort=name'),
    ...of('roles', 'sort=name'),
    ...of('audit-events', ''),
  ];
  return [
    ...everybody,
    ...scoped.map((list): List => ({ ...list, caller: 'organization' })),
    ...scoped
      .filter(({ path }) => /^.(users|employees|teams)/.test(path))
      .map((list): List => ({ ...list, caller: 'team' })),
  ];
}

async function measure(
  client: Pool,
  callers: Callers,
  { path, caller = 'all', deep = 0 }: List,
  requests: number,
): Promise<ListFigures> {
  const headers = { authorization: `Bearer ${callers[caller]}` };
  const ask = async (cursor: string) => {
    const { statusCode, body } = await client.request({
      method: 'GET',
      path: `/admin/v1${path}${cursor}`,
      headers,
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}: ${text}`);
    return JSON.parse(text) as { items: unknown[]; next_cursor: string | null };
  };
  let cursor = '';
  for (let page = 0; page < deep; page++) {
    const { next_cursor } = await ask(cursor);
    if (next_cursor !== null) cursor = `&cursor=${encodeURIComponent(next_cursor)}`;
  }
  const times: number[] = [];
  const items: number[] = [];
  for (let n = -WARM_UP; n < requests; n++) {
    const began = performance.now();
    const page = await ask(cursor);
    if (n >= 0) times.push(performance.now() - began);
    items.push(page.items.length);
  }
  const list = `${decodeURIComponent(path)}${deep > 0 ? ` page ${deep}` : ''}`;
  return { list, caller, items: quantile(items, 0.5), p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}
