import type { Value } from '../values/value.ts';
import type { Builtin, Builtins } from './builtin.ts';
import { decodeBase64, decodeBase64Url, encodeBase64, encodeBase64Url, textOfBytes } from './go/base64.ts';
import { fromBytes, toBytes } from './go/bytes.ts';
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

/** Names in order, the values of each in theirs. */
function encodeObject(entries: readonly (readonly [Value, Value])[]): string | undefined {
  const pairs: string[] = [];
  for (const [key, value] of entries) {
    const name = textOf(key);
    const single = textOf(value);
    const values = single === undefined ? stringsOf(value) : [single];
    if (name === undefined || values === undefined) return undefined;
    pairs.push(...values.map((one) => `${escapeQuery(name)}=${escapeQuery(one)}`));
  }
  return pairs.join('&');
}

function onText(operation: (text: string) => Value | undefined): Builtin {
  return ([operand]) => {
    const text = textOf(operand);
    return text === undefined ? undefined : operation(text);
  };
}
