import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

/**
 * The sections of the AuthZEN Authorization API 1.0 (final, 11 January 2026) that ask something of a policy decision
 * point, and what. Those left out define words, give examples, or ask something of others: 1 to 3, 8.2.3, 10.1.4, 11.4,
 * 11.8 and 12; so does 11.6, signed answers, which are optional and not offered.
 */
const SECTIONS: Readonly<Record<string, string>> = {
  '4': 'the version in the endpoints',
  '5.1': 'a subject has type and id, and may have properties',
  '5.1.1': 'simple and complex properties of a subject',
  '5.2': 'a resource has type and id, and may have properties',
  '5.2.1': 'properties of a resource',
  '5.3': 'an action has a name',
  '5.3.1': 'properties of an action',
  '5.4': 'the context is an object',
  '5.5': 'a decision is a boolean',
  '5.5.1': 'the context of a decision',
  '6.1': 'subject, action and resource are required, the context is not',
  '6.2': 'the answer is a decision',
  '7.1': 'evaluations, or one where there are none',
  '7.1.1': 'defaults',
  '7.1.2': 'options',
  '7.1.2.1': 'the three semantics',
  '7.2': 'decisions in order, and none at the top',
  '7.2.1': 'errors of the whole and of one',
  '8.1': 'results that would be permitted, transitively',
  '8.2': 'pages by tokens, and errors where a search has changed',
  '8.2.1': 'token, limit, properties',
  '8.2.2': 'next_token, count',
  '8.3': 'page, context, results',
  '8.4.1': 'a subject search',
  '8.5.1': 'a resource search',
  '8.6.1': 'an action search',
  '9.1.1': 'the endpoints in the metadata',
  '9.1.2': 'capabilities',
  '9.1.3': 'signed metadata',
  '9.2': 'where the metadata is',
  '9.2.1': 'by GET',
  '9.2.2': '200 in JSON, without what has no value',
  '9.2.3': 'the identifier is that of the URL',
  '10.1': 'POST, Content-Type, 200',
  '10.1.1': 'objects, required and unknown members, any order',
  '10.1.2': 'statuses',
  '10.1.3': 'request identifiers',
  '11.1': 'TLS',
  '11.2': 'credentials',
  '11.3': '401 with WWW-Authenticate',
  '11.5': 'I-JSON',
  '11.7': 'limits',
  '11.9': 'caching of metadata',
};

const folder = join(import.meta.dirname, '..');
const tests = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts') && !name.endsWith('every-section.test.ts'))
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n');

for (const [section, what] of Object.entries(SECTIONS)) {
  test(`section ${section} (${what}) has a test of its name`, () => {
    const named = new RegExp(`['"\`]${section.replaceAll('.', '\\.')}(?: [a-z$'"]|['"])`);
    assert.match(tests, named);
  });
}
