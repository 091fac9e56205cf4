import type { TestContext } from 'node:test';
import type { FastifyInstance } from 'fastify';
import type { DecisionLog } from '../../../src/access/decision-log/decision-log.ts';
import type { DecisionEvent } from '../../../src/access/decision-log/event.ts';
import { type AccessOptions, createAccessServer } from '../../../src/access/server.ts';
import { createDataDocument } from '../../../src/data/data-document.ts';
import type { DecisionRequest } from '../../../src/policy/decision.ts';
import { fakeEngine } from '../../support/fake-engine.ts';
import { logLines } from '../../support/log-lines.ts';
import { conformanceTo } from '../../support/openapi/conformance.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: a test says by its assertions what it expects
  readonly body: any;
  readonly text: string;
}

export type Rule = (request: DecisionRequest) => unknown;

/** A decision API on an engine that decides by a function, with what it was asked, logged and recorded. */
export function pdp(
  t: Pick<TestContext, 'after'>,
  rule: Rule = () => true,
  options: Partial<AccessOptions> = {},
) {
  const data = createDataDocument();
  data.beginSnapshot().commit({ epoch: 1, number: 1 });
  const engine = fakeEngine((input) => ({ kind: 'defined', result: rule(input as DecisionRequest) }));
  const { log, lines } = logLines();
  const events: DecisionEvent[] = [];
  const decisionLog = { record: (event: DecisionEvent) => events.push(event) } as unknown as DecisionLog;
  const app = createAccessServer({ engine: () => engine, data, log, decisionLog, ...options });
  t.after(() => app.close());
  return { app, data, lines, events, asked: engine.inputs as DecisionRequest[], ...client(app) };
}

/** Speaks with a decision API, and checks that it answers as it says of itself. Text and bytes go as they are. */
export function client(app: FastifyInstance) {
  const send = async (
    method: 'GET' | 'POST',
    url: string,
    payload: unknown,
    headers: Record<string, string>,
  ): Promise<Answer> => {
    const answer = await app.inject({
      method,
      url,
      headers,
      ...(payload === undefined
        ? {}
        : {
            payload:
              typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload),
          }),
    });
    const { body: description } = await app.inject('/openapi.json');
    const { statusCode: status, headers: given, body: text } = answer;
    conformanceTo(description).check({ method, url, status, headers: given, text });
    const json = /^application\/json/.test(String(answer.headers['content-type']));
    return { status, headers: given, body: json ? JSON.parse(text) : undefined, text };
  };
  return {
    get: (url: string, headers: Record<string, string> = {}) => send('GET', url, undefined, headers),
    /** @param path below `/access/v1/` */
    post: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      send('POST', `/access/v1/${path}`, body, { 'content-type': 'application/json', ...headers }),
  };
}

/** The example request of the specification, section 6.1.1. */
export const EXAMPLE = {
  subject: { type: 'user', id: 'alice@example.com' },
  resource: { type: 'account', id: '123' },
  action: { name: 'can_read', properties: { method: 'GET' } },
  context: { time: '1985-10-26T01:22-07:00' },
};
