import assert from 'node:assert/strict';
import { chownSync, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { testDatabase } from '../support/database.ts';
import { type DevProcess, reachableCheckout, startDev, temporaryFolder } from '../support/dev-process.ts';
import { freePort } from '../support/free-port.ts';
import { hasCurl, shell } from '../support/shell.ts';

const skip = hasCurl ? false : 'curl is not installed';

/** The user without rights of nearly every system. */
const NOBODY = 65_534;

interface Answer {
  readonly decision: boolean;
  readonly context: { readonly reasons: { readonly code: string }[]; readonly revision: string };
}

/** Runs the printed lines in their order, the second again after the third. */
async function runPrintedLines(dev: DevProcess): Promise<void> {
  const [allowed, denied, change] = dev.curlLines() as [string, string, string];
  const ask = async (line: string) => JSON.parse(await shell(line)) as Answer;
  assert.equal((await ask(allowed)).decision, true, dev.stdout());
  const before = await ask(denied);
  assert.equal(before.decision, false);
  assert.equal(before.context.reasons[0]?.code, 'permission_required');
  const grant = JSON.parse(await shell(change)) as Record<string, unknown>;
  assert.equal(grant.scope, 'all', JSON.stringify(grant));
  const after = await ask(denied);
  assert.equal(after.decision, true, JSON.stringify(after));
  assert.notEqual(after.context.revision, before.context.revision);
}

async function stop(dev: DevProcess, signal: NodeJS.Signals, within = 2_000): Promise<void> {
  const began = performance.now();
  dev.child.kill(signal);
  const { code } = await dev.ended;
  const took = performance.now() - began;
  assert.equal(code, 0, dev.stderr());
  assert.ok(took < within, `stopping took ${took} ms`);
}

const databaseRuns = (home: string) => existsSync(join(home, 'postgres/postmaster.pid'));

async function ready(t: TestContext, options: Parameters<typeof startDev>[1]): Promise<DevProcess> {
  const dev = await startDev(t, options);
  await dev.ready;
  return dev;
}

describe('postern dev', { skip }, () => {
  test('from nothing to a decision in 5 s; the printed lines do what they say, on every start', async (t) => {
    const home = temporaryFolder(t);
    const began = performance.now();
    const first = await ready(t, { home });
    assert.equal((JSON.parse(await shell(first.curlLines()[0] ?? '')) as Answer).decision, true);
    const took = performance.now() - began;
    t.diagnostic(`first decision after ${Math.round(took)} ms`);
    assert.ok(took < 5_000 * slowness(), `the first decision took ${took} ms`);
    await runPrintedLines(first);
    const tokenFile = join(home, 'bootstrap-token');
    const token = readFileSync(tokenFile, 'utf8').trim();
    assert.equal(statSync(tokenFile).mode & 0o077, 0);
    assert.ok(first.stdout().includes(token), 'a token that was made is printed');
    await stop(first, 'SIGTERM');
    assert.equal(databaseRuns(home), false);

    const second = await ready(t, { home });
    assert.ok(!second.stdout().includes(token), 'a token that was printed is not printed again');
    assert.notEqual(second.curlLines()[1], first.curlLines()[1]);
    await runPrintedLines(second);
    await stop(second, 'SIGINT');
    assert.equal(databaseRuns(home), false);

    const fresh = await ready(t, { home, args: ['--fresh'] });
    assert.deepEqual(
      fresh.curlLines().map(withoutPorts),
      first.curlLines().map(withoutPorts),
      'begun again, it is as it was',
    );
    await runPrintedLines(fresh);
    await stop(fresh, 'SIGTERM');
  });

  test('kill -9 leaves nothing that stops the next start', async (t) => {
    const home = temporaryFolder(t);
    const ports = { access: `127.0.0.1:${await freePort()}`, admin: `127.0.0.1:${await freePort()}` };
    const killed = await ready(t, { home, ...ports });
    killed.child.kill('SIGKILL');
    await killed.ended;
    const next = await ready(t, { home, ...ports });
    await runPrintedLines(next);
    await stop(next, 'SIGTERM');
  });

  test('a signal during the start stops what has been started', async (t) => {
    const home = temporaryFolder(t);
    for (const delay of [100, 500, 900, 1_300, 1_700]) {
      const dev = await startDev(t, { home, args: ['--fresh'] });
      await new Promise((resolve) => setTimeout(resolve, delay));
      dev.child.kill('SIGTERM');
      const { code, signal } = await dev.ended;
      // Before the program is loaded the signal itself ends it.
      assert.ok(code === 0 || (signal === 'SIGTERM' && !existsSync(join(home, 'lock'))), `${code} ${signal}`);
      assert.equal(dev.stderr(), '');
      assert.equal(databaseRuns(home), false);
    }
    await stop(await ready(t, { home }), 'SIGTERM');
  });

  test('a second start on one home names the process that holds it, and leaves it alone', async (t) => {
    const home = temporaryFolder(t);
    const ports = { access: `127.0.0.1:${await freePort()}`, admin: `127.0.0.1:${await freePort()}` };
    const first = await ready(t, { home, ...ports });
    for (const options of [{ home }, { home, ...ports }, { home, args: ['--fresh'] }]) {
      const second = await startDev(t, options);
      assert.equal((await second.ended).code, 1);
      assert.match(second.stderr(), new RegExp(`\\b${first.child.pid}\\b`));
      assert.match(second.stderr(), /POSTERN_HOME/);
    }
    await runPrintedLines(first);
    await stop(first, 'SIGTERM');
  });

  test('two at once with other homes and ports', async (t) => {
    const both = [
      await startDev(t, { home: temporaryFolder(t) }),
      await startDev(t, { home: temporaryFolder(t) }),
    ];
    for (const dev of both) {
      await dev.ready;
      await runPrintedLines(dev);
    }
    await Promise.all(both.map((dev) => stop(dev, 'SIGTERM')));
  });

  for (const which of ['access', 'admin'] as const) {
    test(`a taken ${which} port is said, and nothing is started`, async (t) => {
      const home = temporaryFolder(t);
      const holder = createServer();
      const port = await new Promise<number>((resolve) => {
        holder.listen(0, '127.0.0.1', () => resolve((holder.address() as { port: number }).port));
      });
      t.after(() => holder.close());
      const dev = await startDev(t, { home, [which]: `127.0.0.1:${port}` });
      assert.equal((await dev.ended).code, 1);
      assert.match(dev.stderr(), new RegExp(`127.0.0.1:${port}.*POSTERN_${which.toUpperCase()}_LISTEN`));
      assert.equal(existsSync(join(home, 'postgres')), false);
    });
  }

  test('an unknown and a wrong setting are named', async (t) => {
    const home = temporaryFolder(t);
    const env = { POSTERN_ACCES_LISTEN: '127.0.0.1:1', POSTERN_CATALOG: 'none' };
    const dev = await startDev(t, { home, env });
    assert.equal((await dev.ended).code, 2);
    assert.match(dev.stderr(), /POSTERN_ACCES_LISTEN.*POSTERN_ACCESS_LISTEN/);
    assert.match(dev.stderr(), /POSTERN_CATALOG.*none/);
    assert.equal(dev.stdout(), '');
  });

  test('on Unix sockets, with a token that was given', async (t) => {
    const home = temporaryFolder(t);
    const sockets = { access: `unix:${home}/access.sock`, admin: `unix:${home}/admin's.sock` };
    const env = { POSTERN_BOOTSTRAP_TOKEN: 'a-token-of-our-own' };
    const killed = await ready(t, { home, ...sockets, env });
    assert.ok(!killed.stdout().includes('a-token-of-our-own'));
    killed.child.kill('SIGKILL');
    await killed.ended;
    assert.ok(existsSync(`${home}/access.sock`));
    const dev = await ready(t, { home, ...sockets, env });
    await runPrintedLines(dev);
    await stop(dev, 'SIGTERM');
    assert.equal(existsSync(`${home}/access.sock`), false);
  });

  const ordinary = process.getuid?.() === 0 ? false : 'every test here runs as an ordinary user';
  test('as an ordinary user, when the others run as root', { skip: ordinary }, async (t) => {
    const home = temporaryFolder(t);
    chownSync(home, NOBODY, NOBODY);
    const main = join(reachableCheckout(t, NOBODY), 'dist/main.js');
    const dev = await ready(t, { home, uid: NOBODY, command: [process.execPath, main, 'dev'] });
    await runPrintedLines(dev);
    await stop(dev, 'SIGTERM');
  });

  test('on a database of its own', async (t) => {
    const { url } = await testDatabase(t);
    const home = temporaryFolder(t);
    for (const _start of ['first', 'second']) {
      const dev = await ready(t, { home, env: { DATABASE_URL: url } });
      await runPrintedLines(dev);
      await stop(dev, 'SIGTERM');
    }
    assert.equal(existsSync(join(home, 'postgres')), false);
  });

  test('npm start passes options and signals on, and its end ends everything', async (t) => {
    const home = temporaryFolder(t);
    const command = ['npm', 'start', '--silent', '--', '--fresh'] as const;
    const dev = await ready(t, { home, command });
    await runPrintedLines(dev);
    dev.child.kill('SIGTERM');
    await dev.ended;
    await gone(home);

    const interrupted = await ready(t, { home, command, ownGroup: true });
    process.kill(-(interrupted.child.pid ?? Number.NaN), 'SIGINT');
    await interrupted.ended;
    assert.equal(interrupted.stderr(), '');
    await gone(home);

    const killed = await ready(t, { home, command });
    killed.child.kill('SIGKILL');
    await gone(home);
    await stop(await ready(t, { home }), 'SIGTERM');
  });
});

async function gone(home: string): Promise<void> {
  const deadline = performance.now() + 3_000;
  while (existsSync(join(home, 'lock')) && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.equal(existsSync(join(home, 'lock')), false, 'the home is still held');
  assert.equal(databaseRuns(home), false);
}

function withoutPorts(line: string): string {
  return line.replace(/:\d+\//, '/');
}

/** How much slower than alone this machine may be while other tests run beside. */
function slowness(): number {
  return 3;
}
