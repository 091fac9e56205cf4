import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { Refusal } from '../errors.ts';

const WELL_KNOWN = '/.well-known/authzen-configuration';
/** How long the metadata may be kept, in seconds. */
const MAX_AGE = 3600;

/** The endpoints that metadata names where they are served. Source: AuthZEN Authorization API 1.0, section 10.1. */
const ENDPOINTS = {
  access_evaluation_endpoint: '/access/v1/evaluation',
  access_evaluations_endpoint: '/access/v1/evaluations',
  search_subject_endpoint: '/access/v1/search/subject',
  search_resource_endpoint: '/access/v1/search/resource',
  search_action_endpoint: '/access/v1/search/action',
} as const;

export type Metadata = { readonly policy_decision_point: string } & {
  readonly [Name in keyof typeof ENDPOINTS]?: string;
};

/**
 * `GET /.well-known/authzen-configuration`: where the endpoints are, below the configured base URL. A base URL with a path
 * has its metadata below that path too. Without a base URL it is the loopback address listened on; what a request says of
 * its host is never used. Source: the same, section 9.
 */
export function metadataRoute(app: FastifyInstance, baseUrl: string | undefined): void {
  const path = baseUrl === undefined ? '' : new URL(baseUrl).pathname.replace(/\/+$/, '');
  for (const url of path === '' ? [WELL_KNOWN] : [WELL_KNOWN, WELL_KNOWN + path.replaceAll(':', '::')]) {
    app.get(url, (_request, reply) => {
      const base = (baseUrl ?? ownUrl(app))?.replace(/\/+$/, '');
      if (base === undefined) throw new Refusal(404, 'the base URL of this service is not configured');
      reply.header('Cache-Control', `max-age=${MAX_AGE}`).type('application/json; charset=utf-8');
      return JSON.stringify(describe(app, base));
    });
  }
}

function describe(app: FastifyInstance, base: string): Metadata {
  const served = Object.entries(ENDPOINTS).filter(([, url]) => app.hasRoute({ method: 'POST', url }));
  return {
    policy_decision_point: base,
    ...Object.fromEntries(served.map(([name, path]) => [name, base + path])),
  };
}

/** Where this process can be reached on this machine; undefined for a unix socket, and where others reach it too. */
function ownUrl(app: FastifyInstance): string | undefined {
  const address = app.server.address() as AddressInfo | string | null;
  if (address === null || typeof address === 'string') return undefined;
  const { address: host, family, port } = address;
  if (host !== '::1' && !host.startsWith('127.')) return undefined;
  const scheme = 'setSecureContext' in app.server ? 'https' : 'http';
  return `${scheme}://${family === 'IPv6' ? `[${host}]` : host}:${port}`;
}
