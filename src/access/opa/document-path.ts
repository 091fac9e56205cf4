/** Where a document lies: a rule of the policy, and the way from its value to the document. */
export interface DocumentPlace {
  readonly entrypoint: string;
  readonly below: readonly string[];
}

/**
 * The segments of a URL's path below `/v1/data`, each decoded by itself, so that an encoded slash is part of a name.
 * Empty ones do not count. Source: `stringPathToRef` of OPA's server.
 */
export function documentSegments(path: string): string[] {
  return path
    .split('/')
    .filter((segment) => segment !== '')
    .map(decode);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The entrypoint at the segments, or the one nearest above them. Undefined where there is none. */
export function placeOf(
  segments: readonly string[],
  entrypoints: ReadonlySet<string>,
): DocumentPlace | undefined {
  for (let length = segments.length; length > 0; length -= 1) {
    const rule = segments.slice(0, length);
    const entrypoint = rule.join('/');
    if (!entrypoints.has(entrypoint) || rule.some((segment) => segment.includes('/'))) continue;
    return { entrypoint, below: segments.slice(length) };
  }
  return undefined;
}

/** As OPA reads a segment: what looks like an integer is one, and no name of an object's member. */
const INTEGER = /^[+-]?\d+$/;

/**
 * What lies in a rule's value below these names; undefined where there is nothing. Only objects are looked into: a set
 * reaches us as an array, and then nobody can tell what a number names.
 */
export function documentWithin(value: unknown, below: readonly string[]): unknown {
  let found = value;
  for (const name of below) {
    if (typeof found !== 'object' || found === null || Array.isArray(found)) return undefined;
    if (INTEGER.test(name) || !Object.hasOwn(found, name)) return undefined;
    found = (found as Record<string, unknown>)[name];
  }
  return found;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The segments as a reference in Rego: `data.app["a-b"][0]`. */
export function documentReference(segments: readonly string[]): string {
  const parts = segments.map((segment) => {
    if (NAME.test(segment)) return `.${segment}`;
    return INTEGER.test(segment) ? `[${BigInt(segment.replace(/^\+/, ''))}]` : `[${JSON.stringify(segment)}]`;
  });
  return `data${parts.join('')}`;
}
