import type { Ucast } from '../policy/conditions/ucast.ts';

/** The part of a filter's answer that says which rows: all, none, or those of which a condition holds. */
export type FilterAnswer =
  | { readonly kind: 'always' | 'never' }
  | { readonly kind: 'conditional'; readonly condition: Ucast };
