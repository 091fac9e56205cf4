/**
 * A process that starts an embedded Postgres and keeps it: `embedded-process.ts <options as JSON>`. It prints one line
 * of JSON, `{url}` or `{error}`, and stops when its standard input ends. With `uid`, it becomes that user first.
 */
import { type EmbeddedOptions, startEmbedded } from '../../src/db/embedded.ts';

const { uid, ...options } = JSON.parse(process.argv[2] ?? '{}') as EmbeddedOptions & { uid?: number };

// What the first start imports must be there before the files can be out of reach.
await import('pg');
if (uid !== undefined) {
  process.setgroups?.([]);
  process.setgid?.(uid);
  process.setuid?.(uid);
}
try {
  const embedded = await startEmbedded({ ...options, durable: false });
  process.stdout.write(`${JSON.stringify({ url: embedded.url })}\n`);
  process.stdin.resume();
  process.stdin.once('end', () => {
    void embedded.stop().then(() => process.exit(0));
  });
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: (error as Error).message })}\n`);
  process.exitCode = 1;
}
