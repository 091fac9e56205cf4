import { malformed, preconditionFailed, preconditionRequired } from './problems.ts';

/** The strong entity tag of a version. */
export function entityTag(version: number): string {
  return `"${version}"`;
}

const TAG_LIST = /^\s*(?:W\/)?"[\x21\x23-\x7e]*"(?:\s*,\s*(?:W\/)?"[\x21\x23-\x7e]*")*\s*$/;

/**
 * Throws unless `header` names the version that is current. A header that is absent throws only when `required`;
 * `*` names no version and counts as absent. Source: RFC 9110, section 13.1.1; weak tags never match.
 */
export function checkIfMatch(header: string | undefined, version: number, required: boolean): void {
  if (header === undefined || header.trim() === '*') {
    if (required) throw preconditionRequired();
    return;
  }
  if (!TAG_LIST.test(header)) {
    throw malformed('If-Match must hold entity tags in double quotes, as the header ETag gives them.', [
      { field: 'if-match', message: 'must be a list of entity tags such as "7"' },
    ]);
  }
  const current = entityTag(version);
  const tags = header.split(',').map((tag) => tag.trim());
  if (!tags.includes(current)) throw preconditionFailed(current);
}
