import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { findExamples } from '../../src/commands/dev/examples.ts';
import { runningApp } from '../support/running-app.ts';
import { runs } from '../support/runs.ts';

const app = runningApp();
/** A change that takes longer (ms) is lost; how fast it should be is a figure of the benchmarks. */
const PATIENCE = 5_000;
const TRIES = runs(20);

test(`${TRIES} grants and their ends through the management API are in the decisions`, async (t) => {
  const { data, decide } = app.serving();
  const { denied } = findExamples(data, decide);
  assert.ok(denied);
  const { subject, action } = denied.request;
  const grants = `/users/${subject.id}/grants`;
  const waits: number[] = [];

  /** Milliseconds until the decision is the one expected, at a revision not before that of the answer. */
  const until = async (allowed: boolean, revision: string | null): Promise<number> => {
    const began = performance.now();
    for (;;) {
      const answer = (await (await app.evaluate(denied.request)).json()) as Answer;
      const took = performance.now() - began;
      if (answer.decision === allowed && number(answer.context.revision) >= number(revision)) return took;
      assert.ok(
        took < PATIENCE,
        `still ${answer.decision} at ${answer.context.revision}, wanted ${revision}`,
      );
      await sleep(1);
    }
  };

  for (let tries = 0; tries < TRIES; tries += 1) {
    const given = await app.manage('POST', grants, { permission: action.name, scope: 'all' });
    assert.equal(given.status, 201, await given.clone().text());
    const { id } = (await given.json()) as { id: string };
    waits.push(await until(true, given.headers.get('postern-revision')));
    const user = await app.manage('GET', `/users/${subject.id}`);
    await user.arrayBuffer();
    const version = { 'if-match': user.headers.get('etag') ?? '' };
    const taken = await app.manage('DELETE', `${grants}/${id}`, undefined, version);
    assert.ok(taken.ok, await taken.clone().text());
    await taken.arrayBuffer();
    waits.push(await until(false, taken.headers.get('postern-revision')));
  }
  waits.sort((a, b) => a - b);
  t.diagnostic(`from the answer to the decision: median ${at(waits, 0.5)} ms, p99 ${at(waits, 0.99)} ms`);
});

interface Answer {
  readonly decision: boolean;
  readonly context: { readonly revision: string };
}

function number(revision: string | null): number {
  const match = /^\d+\.(\d+)$/.exec(revision ?? '');
  assert.ok(match, `no revision: ${revision}`);
  return Number(match[1]);
}

function at(sorted: readonly number[], quantile: number): string {
  return (sorted[Math.floor(sorted.length * quantile)] ?? Number.NaN).toFixed(1);
}
