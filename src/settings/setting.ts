/** One setting: an environment variable, and what is made of its text. */
export interface Setting<T = unknown> {
  /** The name of the environment variable. */
  readonly variable: string;
  /** As it would be written; undefined where there is none. */
  readonly default: string | undefined;
  /** What stands in for a default, in words. */
  readonly otherwise?: string;
  readonly sentence: string;
  /** What a value looks like, to complete "expected …". */
  readonly expected: string;
  /** Undefined when the text is no value of this setting; or throws an Error that says why, without the text. */
  readonly parse: (text: string) => T | undefined;
  /** Its value is not repeated in messages. */
  readonly secret?: true;
}

type Described<T> = Omit<Setting<T>, 'default' | 'otherwise'>;

/** A setting with a default. */
export function setting<T>(described: Described<T> & { readonly default: string }): Setting<T> {
  return described;
}

/** A setting that may be missing; `otherwise` says what holds then. */
export function optional<T>(
  described: Described<T> & { readonly otherwise: string },
): Setting<T | undefined> {
  return { ...described, default: undefined };
}

/** The values of some settings by the names that the program has for them. */
export type Values<S extends Readonly<Record<string, Setting>>> = {
  readonly [K in keyof S]: S[K] extends Setting<infer T> ? T : never;
};
