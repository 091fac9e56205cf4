import type { AdminApp } from '../../../src/admin/admin-app.ts';
import { Conformance } from '../../support/openapi/conformance.ts';

/** Headers that an answer has only where its description says so. */
const DESCRIBED = [
  'etag',
  'location',
  'postern-revision',
  'set-cookie',
  'x-csrf-token',
  'retry-after',
  'idempotent-replayed',
];

let known: { readonly text: string; readonly conformance: Conformance } | undefined;

/** The description that the management API gives of itself, to compare answers with. */
export function managementConformance(text: string): Conformance {
  if (known?.text !== text) known = { text, conformance: new Conformance(text, { described: DESCRIBED }) };
  return known.conformance;
}

/** From now on, each answer to `app.inject` that is not as the API describes itself is an error. */
export async function checkAnswers(app: AdminApp): Promise<void> {
  const inject = app.inject.bind(app) as (options: InjectOptions | string) => Promise<Injected>;
  const conformance = managementConformance((await inject('/admin/openapi.json')).body);
  const checked = async (options: InjectOptions | string) => {
    const answer = await inject(options);
    const { url, method = 'GET' }: InjectOptions = typeof options === 'string' ? { url: options } : options;
    const path = typeof url === 'string' ? url : (url?.pathname ?? '');
    if (!/^\/dev\//.test(path)) {
      const { statusCode: status, headers, rawPayload, body } = answer;
      const text = rawPayload.length === 0 ? '' : body;
      conformance.check({ method, url: path, status, headers, text });
    }
    return answer;
  };
  app.inject = checked as AdminApp['inject'];
}

interface InjectOptions {
  readonly method?: string;
  readonly url?: string | { readonly pathname: string };
}

interface Injected {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly rawPayload: Buffer;
  readonly body: string;
}
