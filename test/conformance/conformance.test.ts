import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { needsOpa, opa } from '../support/opa.ts';
import { findOpaSources, readCases } from './cases.ts';
import { engines, judgeCase } from './judge-case.ts';

const sources = findOpaSources();
const skip = needsOpa.skip || (sources === undefined ? 'OPA’s sources are not in Go’s module cache' : false);

/** A sample of folders, the rest of which `npm run conformance` runs. */
const folders = ['elsekeyword', 'negation', 'partialobjectdoc', 'partialsetdoc', 'virtualdocs'];

describe('OPA’s compliance cases', { skip }, () => {
  const cases = sources === undefined ? [] : readCases(sources);
  for (const folder of folders) {
    test(`${folder} pass on every engine`, async () => {
      const own = cases.filter((each) => each.folder === folder);
      let passed = 0;
      for (const each of own) {
        const judged = await judgeCase(opa, each);
        for (const engine of engines) {
          assert.notEqual(
            judged[engine].kind,
            'failed',
            `${engine}: ${each.note}: ${JSON.stringify(judged[engine])}`,
          );
          if (judged[engine].kind === 'passed') passed += 1;
        }
      }
      assert.ok(passed >= own.length * engines.length * 0.9, `only ${passed} of ${own.length} cases passed`);
    });
  }
});
