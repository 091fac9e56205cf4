import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readTokenGrants, SHORTEST_TOKEN } from '../../../src/access/gate/token-grants.ts';

const first = 'aAzZ09-._~+/bcdef==';
const second = '0123456789abcdef';
const usual = ['decide', 'filter', 'search'];

describe('the text of tokens', () => {
  const texts: [name: string, text: string, expected: [token: string, authorities: readonly string[]][]][] = [
    ['one', second, [[second, usual]]],
    [
      'several, by commas',
      `${first} , ${second}:metrics`,
      [
        [first, usual],
        [second, ['metrics']],
      ],
    ],
    [
      'several, by lines',
      `${first}\r\n\n${second}:decide+metrics\n`,
      [
        [first, usual],
        [second, ['decide', 'metrics']],
      ],
    ],
    ['lines with a remark', `# since May, ${first}\n${second}`, [[second, usual]]],
    ['a comma at the end', `${second},`, [[second, usual]]],
    [
      'every authority',
      `${second}:metrics+explain+search+filter+decide`,
      [[second, [...usual, 'explain', 'metrics']]],
    ],
  ];
  for (const [name, text, expected] of texts) {
    test(`${name} is read`, () => {
      const found = readTokenGrants(text).map(({ token, authorities }) => [token, authorities]);
      assert.deepEqual(found, expected);
    });
  }

  const refused: [name: string, text: string, message: RegExp][] = [
    ['nothing', ' \n# none\n,', /there is no token/],
    [
      'a short one',
      `${second},${'abcdefghijklmnop'.slice(1)}`,
      new RegExp(`token 2 is too weak: .* ${SHORTEST_TOKEN} characters`),
    ],
    ['a uniform one', 'abababababababababababab', /token 1 is too weak: it has fewer than 6 different/],
    ['an unknown authority', `${second}:decide+write`, /token 1 has an unknown authority/],
    ['no authority after the colon', `${second}:`, /token 1 has an unknown authority/],
    ['an authority twice', `${second}:decide+decide`, /token 1 has an unknown authority/],
    ['a foreign character', `${second}!`, /token 1 is not of the form/],
    ['white space inside', `${second} ${first}`, /token 1 is not of the form/],
    ['two colons', `${second}:decide:metrics`, /token 1 is not of the form/],
    ['the same token twice', `${second},${first},${second}:metrics`, /a token is there twice/],
  ];
  for (const [name, text, message] of refused) {
    test(`${name} is refused, and not repeated`, () => {
      assert.throws(
        () => readTokenGrants(text),
        (error: Error) =>
          message.test(error.message) && !error.message.includes(second) && !error.message.includes('abab'),
      );
    });
  }
});
