import type { FilterProcessResult } from '../filter-process.ts';
import type { ClassFigure, ClassFigures } from '../processes/filter-classes.ts';
import { SHOWN } from './filter-classes.ts';
import { median } from './statistics.ts';
import { figure, table } from './table.ts';

/** A table a size of company, then long lists and joins. */
export function filterProcessReport({ companies, lists }: FilterProcessResult): string {
  return [...companies.map(companyReport), listsReport(lists)].join('\n\n');
}

function companyReport({ users, teams, figures, firstJoin, afterChange }: ClassFigures): string {
  const subjects = [...new Set(figures.map(({ subject }) => subject))];
  const rows = subjects.map((subject) => {
    const own = figures.filter((each) => each.subject === subject);
    const shown = SHOWN.map(({ action }) => figure(own.find((each) => each.action === action)?.rows));
    return [subject, ...shown, ...summary(own, 'rows'), ...summary(own, 'answer')];
  });
  const all = ['all', ...SHOWN.map(() => ''), ...summary(figures, 'rows'), ...summary(figures, 'answer')];
  const head = [
    `µs a filter, p50, ${users.toLocaleString('en')} users`,
    ...SHOWN.map(({ action }) => action),
    'all actions',
    'slowest',
    'answer',
    'slowest',
  ];
  const join = `${teams.toLocaleString('en')} teams: ${figure(firstJoin)} ms once for the index, ${figure(afterChange)} µs right after a change`;
  return `${table(head, [...rows, all])}\nanswer: with masks and SQL; ${join}`;
}

/** The middle and the slowest of all actions. */
function summary(figures: readonly ClassFigure[], of: 'rows' | 'answer'): string[] {
  const times = figures.map((each) => each[of]);
  return [figure(median(times)), figure(Math.max(...times))];
}

function listsReport(lists: FilterProcessResult['lists']): string {
  if ('missing' in lists) return `lists and joins: (${lists.missing})`;
  const rows = lists.figures.map(({ what, size, listed, milliseconds }) => [
    what,
    size.toLocaleString('en'),
    listed.toLocaleString('en'),
    figure(milliseconds),
  ]);
  return table(['lists and joins', 'entries', 'listed', 'ms a filter'], rows);
}
