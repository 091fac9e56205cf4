import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lint } from '../../support/openapi/lint.ts';
import { servedDescription, withoutDatabase } from './support.ts';

test("the description passes Redocly's rules without a warning", async (t) => {
  const { text, description } = await servedDescription(withoutDatabase(t));
  assert.deepEqual(lint(t, text), []);
  const broken = { ...description, paths: { '/x': { get: { responses: { 200: {} } } } } };
  assert.ok(lint(t, JSON.stringify(broken)).length > 2, 'the linter finds what is wrong');
});
