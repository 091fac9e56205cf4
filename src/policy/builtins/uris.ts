import type { Builtins } from './builtin.ts';
import { parseUrl } from './go/url.ts';
import { makeObject, textOf } from './operands.ts';

/** Source: OPA, topdown/uri.go. */
export const uriBuiltins: Builtins = {
  'uri.parse': ([operand]) => {
    const text = textOf(operand);
    const parts = text === undefined ? undefined : parseUrl(text);
    if (parts === undefined) return undefined;
    const { scheme, hostname, port, path, rawPath, rawQuery, fragment } = parts;
    const members: [string, string][] = [
      ['scheme', scheme],
      ['hostname', hostname],
      ['port', port],
      ['path', path],
      ['raw_path', rawPath],
      ['raw_query', rawQuery],
      ['fragment', fragment],
    ];
    return makeObject(members.filter(([, value]) => value !== ''));
  },
  'uri.is_valid': ([operand]) => {
    const text = textOf(operand);
    return text !== undefined && text !== '' && parseUrl(text) !== undefined;
  },
};
