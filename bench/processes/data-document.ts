/** The data document alone: memory for each record, look-ups, and changes under compaction. */
import { createDataDocument } from '../../src/data/data-document.ts';
import { uuid } from '../support/company.ts';
import { quantile } from '../support/statistics.ts';

export interface DocumentResult {
  readonly records: number;
  readonly recordBytes: number;
  /** Process memory that the records added. */
  readonly megabytes: number;
  readonly nanosecondsToCopy: number;
  readonly nanosecondsToMiss: number;
  /** Microseconds of a change of one record. */
  readonly changeP50: number;
  readonly changeP99: number;
  readonly changeMax: number;
}

const CHANGES = 200_000;
const records = Number(process.argv[2]);
const filler = 'x'.repeat(130);

const document = createDataDocument();
const emptyBytes = process.memoryUsage.rss();
const snapshot = document.beginSnapshot();
for (let n = 0; n < records; n++) snapshot.add('users', uuid(1, n), record(n, 0));
snapshot.commit({ epoch: 1, number: 0 });
const megabytes = (process.memoryUsage.rss() - emptyBytes) / 1e6;

const keys = Array.from({ length: 50_000 }, (_, n) => uuid(1, (n * 7919) % records));
const absent = keys.map((_, n) => uuid(2, n));
const target = new Uint8Array(4096);
const copy = (key: string) => document.copyInto('users', key, target, 0);
const result: DocumentResult = {
  records,
  recordBytes: record(0, 0).length,
  megabytes,
  nanosecondsToCopy: nanosecondsEach(keys, copy),
  nanosecondsToMiss: nanosecondsEach(absent, copy),
  ...measureChanges(),
};
process.send?.(result);
process.disconnect?.();

function record(n: number, version: number): string {
  return `{"status":"active","version":${version},"teams":["${uuid(4, n)}"],"name":"${filler}"}`;
}

function nanosecondsEach(asked: readonly string[], ask: (key: string) => unknown): number {
  const rounds: number[] = [];
  for (let round = 0; round < 10; round++) {
    const began = performance.now();
    for (const key of asked) ask(key);
    rounds.push(((performance.now() - began) * 1e6) / asked.length);
  }
  return quantile(rounds, 0.5);
}

function measureChanges(): Pick<DocumentResult, 'changeP50' | 'changeP99' | 'changeMax'> {
  const times: number[] = [];
  for (let n = 1; n <= CHANGES; n++) {
    const changed = (n * 104_729) % records;
    const change = { collection: 'users', key: uuid(1, changed), document: record(changed, n) };
    const began = performance.now();
    document.applyDelta({ epoch: 1, number: n }, [change]);
    times.push((performance.now() - began) * 1000);
  }
  return { changeP50: quantile(times, 0.5), changeP99: quantile(times, 0.99), changeMax: quantile(times, 1) };
}
