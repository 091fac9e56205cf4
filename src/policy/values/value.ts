import type { RegoNumber } from './number.ts';
import type { RegoObject } from './object.ts';
import type { RegoSet } from './set.ts';

/**
 * A value of Rego. Numbers are JavaScript's where these write them as they were written (`1`, `0.5`), else RegoNumbers
 * (`1.0`, `9007199254740993`). Strings may hold lone surrogates from U+DC80 to U+DCFF, each for one byte that is not
 * UTF-8. Values never change.
 */
export type Value = null | boolean | number | RegoNumber | string | readonly Value[] | RegoObject | RegoSet;
