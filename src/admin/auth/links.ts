import { Type } from 'typebox';
import { Problem } from '../http/problem.ts';

/** The token of a link, as it comes back in a request's body: never in a URL, where logs and scanners would see it. */
export const linkToken = Type.String({ minLength: 1, maxLength: 200, description: 'What the link holds.' });

/** The link in a mail. Its token stands behind `#`, which a browser sends to no server. */
export function linkTo(base: string, page: 'accept-invitation' | 'reset-password', token: string): string {
  return `${base}/${page}#token=${token}`;
}

/** 404: nothing was ever opened by this link, or it was replaced by a newer one. */
export function unknownLink(): Problem {
  return new Problem({
    status: 404,
    code: 'unknown-link',
    title: 'Not found',
    detail: 'This link opens nothing: it was used already, or replaced by a newer one.',
  });
}

/** 410: the link was good, and is not any more. */
export function linkOver(detail: string): Problem {
  return new Problem({ status: 410, code: 'link-over', title: 'Gone', detail });
}
