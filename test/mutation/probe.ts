import type { FilterCode } from './filter-code.ts';

/** One question whose answer stands beside it; the answer may be an error's name and what its message says. */
export type Probe = readonly [what: string, ask: (code: FilterCode) => unknown, answer: unknown];
