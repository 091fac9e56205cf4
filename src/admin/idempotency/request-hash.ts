import { createHash } from 'node:crypto';

/** SHA-256 of what a request asks for: two bodies that differ in the order of members or in white space are the same. */
export function requestHash(method: string, url: string, body: unknown): Buffer {
  return sha256(JSON.stringify([method, url, body ?? null], inOrder));
}

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function inOrder(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
