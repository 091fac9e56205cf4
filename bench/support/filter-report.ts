import type { FilterResult } from '../filter.ts';
import type { FilterHttpResult } from '../filter-http.ts';
import type { FilterSqlResult } from '../filter-sql.ts';
import { filterProcessReport } from './filter-process-report.ts';
import { figure, table } from './table.ts';

/** A table for each of the three parts. */
export function filterReport({ http, process, sql }: FilterResult): string {
  return [httpReport(http), filterProcessReport(process), sqlReport(sql)].join('\n\n');
}

function httpReport({ users, missing, ways }: FilterHttpResult): string {
  if (missing !== undefined) return `filters over HTTP: (${missing})`;
  let [base] = ways;
  const rows = ways.map((figures) => {
    const { way, perSecond, cpuMicroseconds, p50, p99 } = figures;
    if (way.startsWith('OPA')) base = figures;
    return [
      way,
      figure(perSecond),
      figure(cpuMicroseconds),
      figure(p50),
      figure(p99),
      `${figure(perSecond / (base?.perSecond ?? Number.NaN))}x`,
      `${figure((base?.cpuMicroseconds ?? Number.NaN) / cpuMicroseconds)}x`,
    ];
  });
  const head = [
    `${users.toLocaleString('en')} users`,
    'filters/s',
    'CPU µs',
    'p50 ms',
    'p99 ms',
    'of OPA',
    'by CPU',
  ];
  return table(head, rows);
}

function sqlReport({ rows, figures }: FilterSqlResult): string {
  const lines = figures.map(({ what, selected, filter, byHand, ratio, sameIndexes, indexes }) => [
    what,
    selected.toLocaleString('en'),
    figure(filter),
    figure(byHand),
    figure(ratio),
    sameIndexes ? (indexes.length === 0 ? 'none' : `the same ${indexes.length}`) : 'others',
  ]);
  const head = [
    `PostgreSQL, ${rows.toLocaleString('en')} rows`,
    'selected',
    'filter ms',
    'by hand ms',
    'ratio',
    'indexes',
  ];
  return table(head, lines);
}
