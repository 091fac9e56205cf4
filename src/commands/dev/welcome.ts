import type { Serving } from '../../app.ts';
import type { DecisionRequest } from '../../policy/decision.ts';
import type { BootstrapToken } from './bootstrap-token.ts';
import { baseUrl, curlLine } from './curl.ts';
import { findExamples } from './examples.ts';

export interface WelcomeOptions extends Serving {
  readonly token: BootstrapToken;
  /** How long the start took, in words. */
  readonly elapsed: string;
}

/** What is printed once everything serves: where, the token if it is new, and three requests to try. */
export function welcome({ access, admin, control, data, decide, token, elapsed }: WelcomeOptions): string {
  const lines = [
    '',
    `Decision API    ${at(access)}`,
    `Management API  ${at(admin)}`,
    `Bundles         ${at(control)}, for: postern sidecar --control ${baseUrl(control)}`,
    `Ready after ${elapsed}. Ctrl-C stops everything.`,
    '',
    token.made
      ? `The first administrator's bearer token, shown this once and kept in ${token.file}:\n${token.token}`
      : `The first administrator's bearer token is kept in ${token.file}.`,
  ];
  const { allowed, denied } = findExamples(data, decide);
  const check = (request: DecisionRequest) =>
    curlLine({ to: access, path: '/access/v1/evaluation', body: request });
  if (allowed !== undefined) lines.push('', `Allowed: ${sentence(allowed)}.`, check(allowed));
  if (denied !== undefined) {
    const { subject, action } = denied.request;
    const grant = curlLine({
      to: admin,
      path: `/admin/v1/users/${encodeURIComponent(subject.id)}/grants`,
      body: { permission: action.name, scope: 'all' },
      tokenFile: token.file,
    });
    lines.push('', `Denied: ${sentence(denied.request)} (${denied.message}).`, check(denied.request));
    lines.push(
      '',
      'A change after which that is allowed: the permission, granted by the administrator.',
      grant,
    );
  }
  if (allowed === undefined || denied === undefined) {
    lines.push(
      '',
      'No examples: they need people in organizations. The demo company comes with the catalog kaliaops.',
    );
  }
  return [...lines, ''].join('\n');
}

function at(address: Serving['access']): string {
  return address.kind === 'unix' ? `unix:${address.path}` : baseUrl(address);
}

function sentence({ subject, action, resource }: DecisionRequest): string {
  return `${subject.id} asks for ${action.name} on ${resource.type} ${resource.id}`;
}
