/** One thing a mask does to an event, with its pointer read. */
export interface Mask {
  readonly op: 'remove' | 'upsert';
  readonly pointer: string;
  /** The member of the event: `input`, `result` or `nd_builtin_cache`. */
  readonly root: string;
  /** The way from there; empty for the whole member. */
  readonly steps: readonly string[];
  readonly value?: unknown;
}

/** A mask that means nothing. The message has nothing of the mask in it: a policy may build masks from what it hides. */
export class MaskError extends Error {
  override readonly name = 'MaskError';
}

const ROOTS = ['input', 'result', 'nd_builtin_cache'];

/**
 * Reads what `data.system.log.mask` gave: a set of pointers, or of `{"op": "remove" | "upsert", "path", "value"}`.
 * Pointers are those of RFC 6901. Throws a MaskError. Source: OPA documentation, "Decision Logs", masking.
 */
export function readMasks(result: unknown): Mask[] {
  if (!Array.isArray(result)) throw new MaskError('the mask rule gave something other than a set');
  return result.map(readMask);
}

function readMask(item: unknown): Mask {
  if (typeof item === 'string') return { op: 'remove', ...readPointer(item) };
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    throw new MaskError('a mask is neither a string nor an object');
  }
  const { op, path, value } = item as Record<string, unknown>;
  if (op !== 'remove' && op !== 'upsert')
    throw new MaskError('the op of a mask is neither remove nor upsert');
  if (typeof path !== 'string') throw new MaskError('the path of a mask is not a string');
  if (op === 'remove') return { op, ...readPointer(path) };
  return { op, ...readPointer(path), value: value ?? null };
}

function readPointer(pointer: string): Pick<Mask, 'pointer' | 'root' | 'steps'> {
  if (!pointer.startsWith('/')) throw new MaskError('the path of a mask does not begin with a slash');
  if (/~(?![01])/.test(pointer)) throw new MaskError('the path of a mask has a ~ that is neither ~0 nor ~1');
  const [root = '', ...steps] = pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (!ROOTS.includes(root)) throw new MaskError('the path of a mask is neither below /input nor /result');
  return { pointer, root, steps };
}
