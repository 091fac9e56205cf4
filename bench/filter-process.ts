import type { ClassFigures } from './processes/filter-classes.ts';
import type { ListFigures } from './processes/filter-lists.ts';
import { Child } from './support/child.ts';
import { SERVER_CORE } from './support/cores.ts';

export interface FilterProcessOptions {
  /** How many users the companies have. */
  readonly sizes: readonly number[];
  /** How long filters of a company are warmed up, and measured. */
  readonly seconds: number;
  readonly log: (line: string) => void;
}

export interface FilterProcessResult {
  readonly companies: readonly ClassFigures[];
  readonly lists: ListFigures;
}

/** What a filter takes in process: of the shipped policy by subject and action, over long lists, and of a join. */
export async function measureFilterProcess(options: FilterProcessOptions): Promise<FilterProcessResult> {
  const companies: ClassFigures[] = [];
  for (const users of options.sizes) {
    options.log(`filters in process: ${users} users`);
    companies.push(await figuresOf('filter-classes', [String(users), String(options.seconds)]));
  }
  options.log('filters in process: lists and joins');
  return { companies, lists: await figuresOf<ListFigures>('filter-lists', []) };
}

async function figuresOf<T>(process: string, args: readonly string[]): Promise<T> {
  const child = new Child(new URL(`./processes/${process}.ts`, import.meta.url), SERVER_CORE, args);
  try {
    return await child.next<T>();
  } finally {
    await child.stop();
  }
}
