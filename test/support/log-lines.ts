import { Writable } from 'node:stream';
import { pino } from 'pino';
import type { Log } from '../../src/log.ts';

/** A log whose lines are kept, parsed. */
export function logLines(): { log: Log; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)) as Record<string, unknown>);
      done();
    },
  });
  return { log: pino({ level: 'trace' }, stream), lines };
}
