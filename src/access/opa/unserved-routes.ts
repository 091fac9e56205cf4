import type { FastifyInstance, HTTPMethods } from 'fastify';
import { Refusal } from '../errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route only says that something is not served here; it is left out of the API's description. */
    unserved?: boolean;
  }
}

interface Unserved {
  readonly urls: readonly string[];
  readonly methods: readonly HTTPMethods[];
  /** The methods that are served; a 405 names them. */
  readonly allow: string;
  readonly message: string;
}

const ALL: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const WRITES: readonly HTTPMethods[] = ['PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** What OPA answers and Postern does not, with what to do instead. */
const UNSERVED: readonly Unserved[] = [
  {
    urls: ['/v1/policies', '/v1/policies/*'],
    methods: ALL,
    allow: '',
    message:
      'policies are neither listed nor written here: they come compiled, in a policy bundle. Build one with `postern policy build`, and publish it through the control plane or replace the file that is watched',
  },
  {
    urls: ['/v1/data', '/v1/data/*'],
    methods: WRITES,
    allow: 'GET, HEAD, POST',
    message:
      'policy data is not written here: it comes from the control plane, which has an API for administrators, or from the data file that is watched',
  },
  {
    urls: ['/v0/data', '/v0/data/*'],
    methods: ['GET', 'HEAD', ...WRITES],
    allow: 'POST',
    message: 'documents are asked for with POST here, and with GET or POST at /v1/data',
  },
  {
    urls: ['/v1/query', '/v1/query/*'],
    methods: ALL,
    allow: '',
    message:
      "queries of one's own are not served: the policy is compiled for its entrypoints. Ask for one of them at /v1/data",
  },
  {
    urls: ['/v1/compile'],
    methods: ALL,
    allow: '',
    message:
      "queries of one's own are not served: the policy is compiled. Ask for filters of its rules at /v1/compile/<path>",
  },
];

const NOT_POST: Unserved = {
  urls: ['/v1/compile/*'],
  methods: ['GET', 'HEAD', ...WRITES],
  allow: 'POST',
  message: 'filters are asked for with POST',
};
const NO_FILTERS: Unserved = {
  urls: ['/v1/compile/*'],
  methods: ALL,
  allow: '',
  message: 'this server does not serve filters',
};

/** Answers what is not served with 405, `Allow` and a message that says what is. */
export function unservedRoutes(scope: FastifyInstance, { filters }: { readonly filters: boolean }): void {
  for (const { urls, methods, allow, message } of [...UNSERVED, filters ? NOT_POST : NO_FILTERS]) {
    for (const url of urls) {
      scope.route({
        url,
        method: [...methods],
        config: { authority: 'decide', unserved: true },
        handler: () => {
          throw new Refusal(405, message, { Allow: allow });
        },
      });
    }
  }
}
