/** Whether Postgres and the policy engine can hold a text: no NUL character, no surrogate without its other half. */
export function isStorable(text: string): boolean {
  return !UNSTORABLE.test(text);
}

const UNSTORABLE = /[\0\p{Surrogate}]/u;
