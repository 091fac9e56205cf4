import { compareStrings } from '../values/compare.ts';
import type { Entry } from '../values/object.ts';
import type { Value } from '../values/value.ts';
import type { Builtin, Builtins } from './builtin.ts';
import { decodeBase64, decodeBase64Url, encodeBase64, encodeBase64Url, textOfBytes } from './go/base64.ts';
import { fromBytes, toBytes } from './go/bytes.ts';
import { marshal } from './go/json-text.ts';
import { escapeQuery, parseQuery, unescapeQuery } from './go/url.ts';
import { makeArray, makeObject, objectOf, stringsOf, textOf } from './operands.ts';

/** Source: OPA, topdown/encoding.go. */
export const encodingBuiltins: Builtins = {
  'base64.encode': onText(encodeBase64),
  'base64.decode': onText((text) => textOfBytes(decodeBase64(text))),
  'base64.is_valid': ([operand]) => {
    const text = textOf(operand);
    return text !== undefined && decodeBase64(text) !== undefined;
  },
  'base64url.encode': onText((text) => encodeBase64Url(text, true)),
  'base64url.encode_no_pad': onText((text) => encodeBase64Url(text, false)),
  'base64url.decode': onText((text) => textOfBytes(decodeBase64Url(text))),
  'hex.encode': onText((text) => toBytes(text).toString('hex')),
  'hex.decode': onText((text) =>
    /^(?:[0-9a-fA-F]{2})*$/.test(text) ? fromBytes(Buffer.from(text, 'hex')) : undefined,
  ),
  'urlquery.encode': onText(escapeQuery),
  'urlquery.decode': onText(unescapeQuery),
  'urlquery.encode_object': ([operand]) => {
    const object = objectOf(operand);
    return object && encodeObject(object.entries());
  },
  'urlquery.decode_object': onText((text) => {
    const values = parseQuery(text);
    return values && makeObject([...values].map(([name, list]) => [name, makeArray(list)]));
  }),
};

/** Names in order, the values of each in theirs. A key that is no string is written as JSON. */
function encodeObject(entries: readonly Entry[]): string | undefined {
  const pairs: (readonly [name: string, value: string])[] = [];
  for (const [key, value] of entries) {
    const single = textOf(value);
    const values = single === undefined ? stringsOf(value) : [single];
    if (values === undefined) return undefined;
    const name = textOf(key) ?? marshal(key);
    pairs.push(...values.map((one) => [name, one] as const));
  }
  return pairs
    .sort(([a], [b]) => compareStrings(a, b))
    .map(([name, value]) => `${escapeQuery(name)}=${escapeQuery(value)}`)
    .join('&');
}

function onText(operation: (text: string) => Value | undefined): Builtin {
  return ([operand]) => {
    const text = textOf(operand);
    return text === undefined ? undefined : operation(text);
  };
}
