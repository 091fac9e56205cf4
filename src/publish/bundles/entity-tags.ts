/** A strong entity tag. Characters that a tag can't have are percent-encoded. Source: RFC 9110, section 8.8.3. */
export function entityTag(name: string): string {
  return `"${name.replace(/[^\x21\x23-\x7e]/gu, encodeURIComponent)}"`;
}

/** The tags of an `If-None-Match`, without their quotes; weak ones count as strong (RFC 9110, section 13.1.2). */
export function parseEntityTags(header: string | undefined): string[] {
  return Array.from((header ?? '').matchAll(/"([\x21\x23-\x7e]*)"/g), ([, tag]) => tag ?? '');
}
