import { type Entities, posternEntities } from '../../../src/access/search/entities.ts';
import type { SearcherOptions, SearchPage } from '../../../src/access/search/searcher.ts';
import { createAccessServer } from '../../../src/access/server.ts';
import { createDataDocument, type DataDocument } from '../../../src/data/data-document.ts';
import type { DecisionRequest } from '../../../src/policy/decision.ts';
import type { PolicyEngine } from '../../../src/policy/policy-engine.ts';
import { fakeEngine } from '../../support/fake-engine.ts';
import { logLines } from '../../support/log-lines.ts';

export type Data = Record<string, Record<string, unknown>>;

/** A data document with these collections, at revision 1.1. */
export function documentOf(data: Data): DataDocument {
  const document = createDataDocument();
  const snapshot = document.beginSnapshot();
  for (const [collection, records] of Object.entries(data)) {
    snapshot.setValue(collection, '{}');
    for (const [key, record] of Object.entries(records)) {
      snapshot.add(collection, key, JSON.stringify(record));
    }
  }
  snapshot.commit({ epoch: 1, number: 1 });
  return document;
}

/** Sets or removes (with `undefined`) one record, at the next revision. */
export function change(document: DataDocument, collection: string, key: string, record?: unknown): void {
  const { epoch, number } = document.revision ?? { epoch: 1, number: 0 };
  const text = record === undefined ? null : JSON.stringify(record);
  document.applyDelta({ epoch, number: number + 1 }, [{ collection, key, document: text }]);
}

/** An engine that allows what a function of the request says. */
export function deciding(allow: (request: DecisionRequest) => boolean): PolicyEngine {
  return fakeEngine((input) => ({ kind: 'defined', result: allow(input as DecisionRequest) }));
}

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  // A test says by its assertions what it expects of a body.
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly body: any;
}

export interface SearchApi {
  readonly document: DataDocument;
  /** Posts to `/access/v1/{path}`. */
  readonly post: (path: string, body: unknown, headers?: Record<string, string>) => Promise<Answer>;
  /** Every page of a search, each of which must be well. */
  readonly pages: (kind: string, body: object, limit?: number) => Promise<SearchPage[]>;
  /** Their results, as ids or names. */
  readonly all: (kind: string, body: object, limit?: number) => Promise<string[]>;
  readonly close: () => Promise<void>;
}

export interface SearchApiOptions extends Partial<Omit<SearcherOptions, 'decider' | 'data'>> {
  readonly document: DataDocument;
  readonly engine: PolicyEngine | (() => PolicyEngine | undefined);
  readonly entities?: Entities;
}

/** A decision API with the search routes. */
export function searchApi({ document, engine, decisionLog, ...options }: SearchApiOptions): SearchApi {
  const app = createAccessServer({
    engine: typeof engine === 'function' ? engine : () => engine,
    data: document,
    log: logLines().log,
    ...(decisionLog === undefined ? {} : { decisionLog }),
    search: { data: document, entities: posternEntities, ...options },
  });
  const post: SearchApi['post'] = async (path, body, headers = {}) => {
    const answer = await app.inject({
      method: 'POST',
      url: `/access/v1/${path}`,
      headers: { 'content-type': 'application/json', ...headers },
      payload: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(answer.body) };
  };
  const pages: SearchApi['pages'] = async (kind, body, limit) => {
    const found: SearchPage[] = [];
    for (let token: string | undefined; token !== ''; ) {
      const page = { ...(limit === undefined ? {} : { limit }), ...(token === undefined ? {} : { token }) };
      const answer = await post(`search/${kind}`, { ...body, page });
      if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
      found.push(answer.body);
      token = answer.body.page.next_token as string;
    }
    return found;
  };
  return {
    document,
    post,
    pages,
    all: async (kind, body, limit) =>
      (await pages(kind, body, limit)).flatMap(({ results }) =>
        results.map((found) => ('name' in found ? found.name : found.id)),
      ),
    close: () => app.close(),
  };
}
