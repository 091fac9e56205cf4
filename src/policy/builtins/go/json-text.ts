import { compareStrings } from '../../values/compare.ts';
import { numberText, RegoNumber } from '../../values/number.ts';
import { RegoObject } from '../../values/object.ts';
import { RegoSet } from '../../values/set.ts';
import type { Value } from '../../values/value.ts';

/** Line breaks and indentation of Go's json.MarshalIndent. */
export interface Indentation {
  readonly prefix: string;
  readonly indent: string;
}

/** JSON as Go's encoding/json writes it: `<`, `>` and `&` escaped, members sorted by name. */
export function marshal(value: Value, indentation?: Indentation): string {
  return marshalAt(value, indentation, 0);
}

function marshalAt(value: Value, indentation: Indentation | undefined, depth: number): string {
  if (typeof value === 'string') return marshalString(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number' || value instanceof RegoNumber) return numberText(value);
  if (value instanceof RegoSet) return marshalAt(value.values(), indentation, depth);
  const inside = (parts: readonly string[], open: string, close: string) => {
    if (indentation === undefined || parts.length === 0) return open + parts.join(',') + close;
    const line = `\n${indentation.prefix}${indentation.indent.repeat(depth)}`;
    return `${open}${line}${indentation.indent}${parts.join(`,${line}${indentation.indent}`)}${line}${close}`;
  };
  if (!(value instanceof RegoObject)) {
    return inside(
      value.map((element) => marshalAt(element, indentation, depth + 1)),
      '[',
      ']',
    );
  }
  const members = new Map<string, Value>();
  for (const [key, member] of value.entries()) {
    members.set(typeof key === 'string' ? key : marshal(key), member);
  }
  const colon = indentation === undefined ? ':' : ': ';
  const parts = [...members]
    .sort(([a], [b]) => compareStrings(a, b))
    .map(([name, member]) => marshalString(name) + colon + marshalAt(member, indentation, depth + 1));
  return inside(parts, '{', '}');
}

function marshalString(text: string): string {
  return JSON.stringify(text)
    .replace(/[<>&\u2028\u2029]/g, (one) => `\\u${(one.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)
    .replace(/((?:^|[^\\])(?:\\\\)*)((?:\\udc[89a-f][0-9a-f])+)/g, (_, before: string, bytes: string) => {
      return before + '\\ufffd'.repeat(bytes.length / 6);
    });
}
