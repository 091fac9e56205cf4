const surrogate = /\p{Surrogate}/u;

/** Whether a string is Unicode all through: no surrogate stands alone. */
export function isWellFormed(text: string): boolean {
  return !surrogate.test(text);
}
