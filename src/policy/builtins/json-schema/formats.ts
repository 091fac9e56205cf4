import { parseAddress } from '../go/ip.ts';
import { matchesLayout } from '../go/parse-time.ts';
import { compileRegexp, type Regexp } from '../go/regexp.ts';
import { parseUrl } from '../go/url.ts';

// RE2 where a text could make JavaScript's expressions search for long.
const label = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]{0,61}[a-zA-Z0-9])';
const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\x{80}-\\x{10ffff}-]+";
const quotedLocal = '"(?:[^"\\\\\\n\\r]|\\\\.)*"';
const address = `(?:${atom}(?:\\.${atom})*|${quotedLocal})@(?:${atom}(?:\\.${atom})*|\\[[^\\]]*\\])`;
const hostname = compileRegexp(`^${label}(?:\\.${label})*$`);
const email = compileRegexp(
  `^\\s*(?:${address}|(?:(?:${atom}|${quotedLocal}|\\.)[ \\t]*)*<${address}>)\\s*$`,
);
const template = compileRegexp('^([^{]*({[^}]*})?)*$');

const formats: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['date', (text) => matchesLayout('2006-01-02', text)],
  ['time', isTime],
  ['date-time', (text) => isTime(text) || isDateTime(text)],
  ['hostname', (text) => matches(hostname, text) && text.length < 256],
  ['email', (text) => matches(email, text)],
  ['idn-email', (text) => matches(email, text)],
  ['ipv4', (text) => text.includes('.') && parseAddress(text) !== undefined],
  ['ipv6', (text) => text.includes(':') && parseAddress(text) !== undefined],
  ['uri', isUri],
  ['uri-reference', isReference],
  ['iri', isUri],
  ['iri-reference', isReference],
  ['uri-template', (text) => isReference(text) && matches(template, parseUrl(text)?.path ?? '')],
  ['uuid', (text) => /^[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$/i.test(text)],
  ['regex', (text) => compileRegexp(text) !== undefined],
  ['json-pointer', (text) => /^(?:\/(?:[^~/]|~0|~1)*)*$/.test(text)],
  ['relative-json-pointer', (text) => /^(?:0|[1-9][0-9]*)(?:#|(?:\/(?:[^~/]|~0|~1)*)*)$/.test(text)],
]);

/** Whether a string has a format; it has every format that is not known. */
export function hasFormat(name: string, text: string): boolean {
  return formats.get(name)?.(text) ?? true;
}

function matches(regexp: Regexp | undefined, text: string): boolean {
  return regexp?.matches(text) === true;
}

function isTime(text: string): boolean {
  return matchesLayout('15:04:05', text) || matchesLayout('15:04:05Z07:00', text);
}

function isDateTime(text: string): boolean {
  return matchesLayout('2006-01-02', text) || matchesLayout('2006-01-02T15:04:05Z07:00', text);
}

function isUri(text: string): boolean {
  return isReference(text) && parseUrl(text)?.scheme !== '';
}

function isReference(text: string): boolean {
  return parseUrl(text) !== undefined && !text.includes('\\');
}
