import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { requireBinaries } from '../../src/db/embedded/binaries.ts';
import { HomeInUseError } from '../../src/db/embedded/home-lock.ts';
import { readPidFile } from '../../src/db/embedded/postmaster.ts';
import { processIdentity } from '../../src/db/embedded/process-identity.ts';
import { chooseRunAs } from '../../src/db/embedded/run-as.ts';
import { runnableBinaries } from '../../src/db/embedded/stage-binaries.ts';
import { type EmbeddedOptions, startEmbedded } from '../../src/db/embedded.ts';
import { packageRoot } from '../../src/package-root.ts';

const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;
const needsRoot = isRoot ? {} : { skip: 'only root can become another user' };
const needsProc = process.platform === 'linux' ? {} : { skip: 'needs /proc' };

function folder(t: TestContext, mode = 0o755): string {
  const made = mkdtempSync(join(tmpdir(), 'postern-embedded-'));
  chmodSync(made, mode);
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

let initialised: string | undefined;

/** A home with data in it, copied from one that was made once: quicker than to make it each time. */
async function usedHome(t: TestContext): Promise<string> {
  if (initialised === undefined) {
    initialised = mkdtempSync(join(tmpdir(), 'postern-embedded-'));
    chmodSync(initialised, 0o755);
    await (await startEmbedded({ home: initialised, durable: false })).stop();
  }
  const home = folder(t);
  assert.equal(spawnSync('cp', ['-a', `${initialised}/.`, home]).status, 0);
  return home;
}

after(() => {
  if (initialised !== undefined) rmSync(initialised, { recursive: true, force: true });
});

async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

interface Started {
  readonly child: ChildProcess;
  readonly url?: string;
  readonly error?: string;
}

/** Starts one in a process of its own, which the test may kill. */
async function startElsewhere(t: TestContext, options: EmbeddedOptions & { uid?: number }): Promise<Started> {
  const script = join(packageRoot, 'test/support/embedded-process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(async () => {
    child.stdin?.end();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  });
  const [line] = (await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line')) as [
    string,
  ];
  return { child, ...(JSON.parse(line) as { url?: string; error?: string }) };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!condition()) {
    assert.ok(performance.now() < deadline, `${condition} did not come true`);
    await sleep(10);
  }
}

test('data is kept between runs, and a fresh run begins without it', async (t) => {
  const home = folder(t);
  const first = await startEmbedded({ home });
  await query(first.url, 'CREATE TABLE kept AS SELECT 1 AS n');
  await first.stop();
  await first.stop();
  const second = await startEmbedded({ home });
  assert.deepEqual(await query(second.url, 'SELECT n FROM kept'), [{ n: 1 }]);
  await second.stop();
  const third = await startEmbedded({ home, fresh: true });
  assert.deepEqual(await query(third.url, "SELECT to_regclass('kept') AS kept"), [{ kept: null }]);
  await third.stop();
});

test('stopping drops clients, waits for none of them and leaves nothing running', async (t) => {
  const home = await usedHome(t);
  const embedded = await startEmbedded({ home });
  const pid = readPidFile(join(home, 'postgres'))?.pid ?? 0;
  const client = new pg.Client({ connectionString: embedded.url });
  client.on('error', () => {});
  await client.connect();
  const sleeping = client.query('SELECT pg_sleep(60)').catch((error: Error) => error);
  const begun = performance.now();
  await embedded.stop();
  assert.ok(performance.now() - begun < 20_000);
  assert.ok((await sleeping) instanceof Error);
  assert.equal(processIdentity(pid), undefined);
  assert.equal(existsSync(join(home, 'lock')), false);
  await embedded.ended;
});

test('only its owner may enter the folder of the socket, and there is no port', async (t) => {
  const home = await usedHome(t);
  const embedded = await startEmbedded({ home, durable: false });
  assert.equal(statSync(join(home, 'postgres')).mode & 0o777, 0o700);
  assert.deepEqual(await query(embedded.url, 'SHOW listen_addresses'), [{ listen_addresses: '' }]);
  await embedded.stop();
});

test('two homes at once', async (t) => {
  const both = await Promise.all(
    [1, 2].map(async () => startEmbedded({ home: await usedHome(t), durable: false })),
  );
  for (const { url } of both) assert.equal((await query(url, 'SELECT 1')).length, 1);
  await Promise.all(both.map((embedded) => embedded.stop()));
});

test('of processes that start on one home at once, one does, and the others name it', async (t) => {
  const home = await usedHome(t);
  const all = await Promise.all([1, 2, 3, 4].map(() => startElsewhere(t, { home })));
  const winners = all.filter(({ url }) => url !== undefined);
  assert.equal(winners.length, 1);
  for (const { error } of all.filter((one) => one !== winners[0])) {
    assert.match(error ?? '', new RegExp(`in use by process ${winners[0]?.child.pid}\\b.*POSTERN_HOME`));
  }
});

test('a home is free again when its process has stopped', async (t) => {
  const home = await usedHome(t);
  const embedded = await startEmbedded({ home, durable: false });
  await assert.rejects(
    startEmbedded({ home }),
    (error) => error instanceof HomeInUseError && error.pid === process.pid,
  );
  await embedded.stop();
  await (await startEmbedded({ home, durable: false })).stop();
});

for (const [name, content] of Object.entries({
  'of a process that is gone': JSON.stringify({ pid: 2 ** 22 - 1, identity: 'gone' }),
  'of a process whose id another one has now': JSON.stringify({ pid: process.pid, identity: 'another' }),
  'that is empty': '',
})) {
  test(`a lock ${name} does not count`, async (t) => {
    const home = await usedHome(t);
    writeFileSync(join(home, 'lock'), content);
    await (await startEmbedded({ home, durable: false })).stop();
    assert.deepEqual(readdirSync(home).sort(), ['postgres', 'postgres.log']);
  });
}

test('a killed process takes its server with it, and the next start is not stopped by what it left', async (t) => {
  const home = await usedHome(t);
  const { child, url } = await startElsewhere(t, { home });
  assert.ok(url);
  const pid = readPidFile(join(home, 'postgres'))?.pid ?? 0;
  await kill(child);
  assert.ok(existsSync(join(home, 'lock')));
  const next = await startEmbedded({ home, durable: false });
  assert.equal((await query(next.url, 'SELECT 1')).length, 1);
  await next.stop();
  await until(() => processIdentity(pid) === undefined);
});

test('a server left behind is stopped by the next start', needsProc, async (t) => {
  const home = await usedHome(t);
  const { child } = await startElsewhere(t, { home });
  const orphan = readPidFile(join(home, 'postgres'))?.pid ?? 0;
  const watchdog = processes().find(({ command }) => command.endsWith(`watchdog\0${orphan}\0`));
  assert.ok(watchdog);
  process.kill(watchdog.pid, 'SIGKILL');
  await kill(child);
  await sleep(100);
  assert.ok(processIdentity(orphan));
  const next = await startEmbedded({ home, durable: false });
  assert.equal(processIdentity(orphan), undefined);
  await next.stop();
});

test('what a killed server left lying does not stop the next start', async (t) => {
  const home = await usedHome(t);
  const first = await startEmbedded({ home });
  const client = new pg.Client({ connectionString: first.url });
  client.on('error', () => {});
  await client.connect();
  process.kill(readPidFile(join(home, 'postgres'))?.pid ?? 0, 'SIGKILL');
  await first.ended;
  await first.stop();
  const second = await startEmbedded({ home });
  await second.stop();
  writeFileSync(join(home, 'postgres/postmaster.pid'), `${process.pid}\n${join(home, 'postgres')}\n`);
  await (await startEmbedded({ home })).stop();
});

function processes(): { pid: number; command: string }[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      return /^\d+$/.test(name)
        ? [{ pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, 'utf8') }]
        : [];
    } catch {
      return [];
    }
  });
}

test('Ctrl-C in a terminal does not reach the server: it has a group of its own', needsProc, async (t) => {
  const home = await usedHome(t);
  const embedded = await startEmbedded({ home, durable: false });
  const pid = readPidFile(join(home, 'postgres'))?.pid;
  const group = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[2];
  assert.equal(Number(group), pid);
  await embedded.stop();
});

test('a home below a folder that only its owner may enter, and one whose path is too long for a socket', async (t) => {
  for (const home of [join(folder(t, 0o700), 'home'), join(folder(t), 'x'.repeat(100), 'home')]) {
    const embedded = await startEmbedded({ home, durable: false });
    assert.equal((await query(embedded.url, 'SELECT 1')).length, 1);
    await embedded.stop();
    const again = await startEmbedded({ home, durable: false });
    await again.stop();
  }
});

test('data of another major version is refused', async (t) => {
  const home = await usedHome(t);
  await (await startEmbedded({ home, durable: false })).stop();
  writeFileSync(join(home, 'postgres/PG_VERSION'), '14\n');
  await assert.rejects(startEmbedded({ home }), /written by Postgres 14.*brings Postgres \d+.*--fresh/s);
  await (await startEmbedded({ home, fresh: true, durable: false })).stop();
});

test('a fresh start does not delete what is not its data', async (t) => {
  const home = folder(t);
  mkdirSync(join(home, 'postgres'));
  writeFileSync(join(home, 'postgres/thesis.txt'), 'irreplaceable');
  await assert.rejects(startEmbedded({ home, fresh: true }), /is not deleted/);
  assert.ok(existsSync(join(home, 'postgres/thesis.txt')));
});

test(
  'as an ordinary user, with the links missing in a package that can not be written to',
  needsRoot,
  async (t) => {
    const place = folder(t);
    const binaries = copyBinaries(place, { links: false });
    const home = join(place, 'home');
    mkdirSync(home);
    chownSync(home, NOBODY, NOBODY);
    const { url, error } = await startElsewhere(t, { home, binaries, uid: NOBODY });
    assert.equal(error, undefined);
    assert.equal((await query(url ?? '', 'SELECT 1')).length, 1);
    assert.equal(statSync(join(home, 'postgres')).uid, NOBODY);
  },
);

test('root runs it as the owner of the home', needsRoot, (t) => {
  const home = folder(t);
  chownSync(home, 1, 1);
  assert.equal(chooseRunAs([join(home, 'postgres'), home])?.uid, 1);
  assert.equal(chooseRunAs(['/'])?.uid, NOBODY);
});

test(
  'a package below a folder that only root may enter is run from a copy, which is mended',
  needsRoot,
  (t) => {
    const binaries = copyBinaries(folder(t, 0o700), { links: true });
    const place = folder(t);
    const user = { uid: NOBODY, gid: NOBODY };
    const runs = (program: string) =>
      spawnSync(program, ['--version'], { ...user, encoding: 'utf8' }).status === 0;
    assert.equal(runs(join(binaries.folder, 'bin/postgres')), false);
    const copy = runnableBinaries(binaries, user, [place]);
    assert.ok(runs(join(copy.folder, 'bin/postgres')));
    rmSync(join(copy.folder, 'share/postgresql/postgres.bki'));
    assert.equal(runnableBinaries(binaries, user, [place]).folder, copy.folder);
    assert.ok(existsSync(join(copy.folder, 'share/postgresql/postgres.bki')));
    assert.deepEqual(readdirSync(place).length, 1);
  },
);

test('a copy that someone else could change is not run', needsRoot, (t) => {
  const binaries = copyBinaries(folder(t, 0o700), { links: true });
  const [hostile, place] = [folder(t), folder(t)];
  const planted = join(hostile, `postern-postgres-${binaries.version}`);
  mkdirSync(planted);
  writeFileSync(join(planted, 'postgres'), 'evil');
  chownSync(planted, NOBODY, NOBODY);
  const copy = runnableBinaries(binaries, { uid: NOBODY, gid: NOBODY }, [hostile, place]);
  assert.ok(copy.folder.startsWith(place));
});

function copyBinaries(place: string, { links }: { links: boolean }) {
  const installed = requireBinaries();
  const copy = join(place, 'package/native');
  cpSync(installed.folder, copy, { recursive: true, verbatimSymlinks: true });
  if (!links) {
    for (const entry of readdirSync(join(copy, 'lib'), { withFileTypes: true })) {
      if (entry.isSymbolicLink()) rmSync(join(copy, 'lib', entry.name));
    }
  }
  return { ...installed, folder: copy };
}
