import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '../../http/problem.ts';
import { CSRF_HEADER, isCsrfToken } from './cookie.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Throws a 403 problem for a change that a browser sends for a page of another site. Source: Fetch Metadata. */
export function refuseCrossSite(method: string, headers: IncomingHttpHeaders): void {
  if (!SAFE.has(method) && headers['sec-fetch-site'] === 'cross-site') {
    throw crossSite('A page of another site sent this request.');
  }
}

/** Throws a 403 problem for a change under a session whose page did not say that it means it. */
export function demandCsrfToken(method: string, headers: IncomingHttpHeaders, session: string): void {
  if (SAFE.has(method)) return;
  refuseCrossSite(method, headers);
  if (!isCsrfToken(session, headers[CSRF_HEADER])) {
    throw crossSite(`Send the session's csrf_token in the header ${CSRF_HEADER} with every change.`);
  }
}

function crossSite(detail: string): Problem {
  return new Problem({ status: 403, code: 'cross-site-request', title: 'Forbidden', detail });
}
