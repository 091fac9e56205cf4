import type { ApiResult } from '../api.ts';
import type { FleetResult } from '../fleet.ts';
import type { MemoryResult } from '../memory.ts';
import type { DocumentResult } from '../processes/data-document.ts';
import type { Measured } from '../throughput.ts';
import { figure, table } from './table.ts';

/** One table a size: what each contender does, and that as a part of the echo and a multiple of the OPA server. */
export function throughputReport(all: readonly Measured[]): string {
  return [...new Set(all.map(({ users }) => users))]
    .map((users) => {
      const measured = all.filter((each) => each.users === users);
      const rate = (contender: string) => measured.find((each) => each.contender === contender)?.perSecond;
      const rows = measured.map(
        ({ contender, missing, perSecond, microseconds, cpuMicroseconds, p50, p99 }) =>
          missing !== undefined
            ? [contender, `(${missing})`]
            : [
                contender,
                figure(perSecond),
                figure(microseconds),
                figure(cpuMicroseconds),
                figure(p50),
                figure(p99),
                ratio(perSecond, rate('bare Fastify echo')),
                ratio(perSecond, rate('OPA server')),
              ],
      );
      const head = [
        `${users.toLocaleString('en')} users`,
        'decisions/s',
        'µs each',
        'CPU µs',
        'p50 ms',
        'p99 ms',
        'of echo',
        'of OPA',
      ];
      return table(head, rows);
    })
    .join('\n\n');
}

function ratio(rate: number | undefined, base: number | undefined): string {
  return rate === undefined || base === undefined ? '' : `${figure(rate / base)}x`;
}

/** One way of asking a line, with what an item costs as a part of what one asked for alone does. */
export function apiReport({ users, ways, paced }: ApiResult): string {
  const [single] = ways;
  const rows = ways.map(({ way, requestsPerSecond, itemsPerSecond, cpuMicroseconds }) => [
    way,
    figure(requestsPerSecond),
    figure(itemsPerSecond),
    figure(1e6 / itemsPerSecond),
    figure(cpuMicroseconds),
    ratio(single?.itemsPerSecond, itemsPerSecond),
  ]);
  const head = [
    `${users.toLocaleString('en')} users`,
    'requests/s',
    'items/s',
    'µs each',
    'CPU µs',
    'of one',
  ];
  const waits = `p50 ${figure(paced.p50)}, p99 ${figure(paced.p99)}, p99.9 ${figure(paced.p999)}, max ${figure(paced.max)} ms`;
  return `${table(head, rows)}\nwaits at ${figure(paced.perSecond)} a second, ${paced.share * 100} % of the rate above: ${waits}`;
}

export function memoryReport(result: MemoryResult): string {
  const rows: [string, string][] = [
    ['start to ready, on an existing database', `${figure(result.readySeconds)} s`],
    ['  of that, the snapshot', `${figure(result.snapshotSeconds)} s`],
    ['process memory with everything loaded', `${figure(result.residentMegabytes)} MB`],
    [`a decision, 1,000 users`, `${figure(result.smallMicroseconds)} µs`],
    ['a decision, all users', `${figure(result.largeMicroseconds)} µs`],
    ['  as a multiple', `${figure(result.largeMicroseconds / result.smallMicroseconds)}x`],
    ...result.waits.flatMap(
      ({ changes, requests, heldUp, ownHeldUp, longestDelta, p50, p99, p999, max }): [string, string][] => [
        [
          `waits with ${changes} changes, over ${requests} requests`,
          `p50 ${figure(p50)}, p99 ${figure(p99)}, p99.9 ${figure(p999)}, max ${figure(max)} ms`,
        ],
        ['  server held up at most, by the clock', `${figure(heldUp)} ms`],
        ['  the same, by its own processor time', `${figure(ownHeldUp)} ms`],
        ['  longest delta, processor time', `${figure(longestDelta)} ms`],
      ],
    ),
    [
      'change committed to decided with, p50 and p99',
      `${figure(result.freshP50)} and ${figure(result.freshP99)} ms`,
    ],
  ];
  return list(`${result.users.toLocaleString('en')} users from Postgres`, rows);
}

export function fleetReport({ sidecars, changes, p50, p99, max, everywhereP99 }: FleetResult): string {
  return list(
    `${sidecars} sidecars on this machine, ${changes} changes, from the commit to a decision over HTTP`,
    [
      ['any sidecar', `p50 ${figure(p50)}, p99 ${figure(p99)}, max ${figure(max)} ms`],
      ['the last of them', `p99 ${figure(everywhereP99)} ms`],
    ],
  );
}

export function documentReport(result: DocumentResult): string {
  return list(
    `The data document alone, ${result.records.toLocaleString('en')} records of ${result.recordBytes} bytes`,
    [
      ['process memory', `${figure(result.megabytes)} MB`],
      ['copying a record', `${figure(result.nanosecondsToCopy)} ns`],
      ['looking for one that is not there', `${figure(result.nanosecondsToMiss)} ns`],
      [
        'changing a record, p50, p99, max',
        `${figure(result.changeP50)}, ${figure(result.changeP99)}, ${figure(result.changeMax)} µs`,
      ],
    ],
  );
}

function list(title: string, rows: readonly [label: string, value: string][]): string {
  const width = Math.max(...rows.map(([label]) => label.length));
  return [title, ...rows.map(([label, value]) => `${label.padEnd(width)}  ${value}`)].join('\n');
}
