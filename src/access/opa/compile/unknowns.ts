/** The names of a reference below `input`, such as `['fruits']`. */
export type InputPath = readonly string[];

const REFERENCE = /^(\w+)((?:\.[A-Za-z_]\w*|\["(?:[^"\\]|\\.)*"\])*)$/;
const STEP = /\.([A-Za-z_]\w*)|\[("(?:[^"\\]|\\.)*")\]/g;

/** Reads `input.fruits` or `input["fruits"]`. Undefined for what is no such reference; a RangeError for another document. */
export function readUnknown(text: string): InputPath | undefined {
  const [, root, steps = ''] = REFERENCE.exec(text) ?? [];
  if (root === undefined) return undefined;
  if (root !== 'input') throw new RangeError(`unknowns must be prefixed with \`input\`: ${text}`);
  try {
    return [...steps.matchAll(STEP)].map(([, name, quoted]) => name ?? (JSON.parse(quoted ?? '') as string));
  } catch {
    return undefined;
  }
}
