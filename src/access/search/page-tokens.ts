import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Where a search goes on. */
export interface PagePlace {
  /** Names what the search is about; see `fingerprint`. */
  readonly search: string;
  /** The page size that was asked for; undefined where none was. */
  readonly limit: number | undefined;
  /** The last key that was judged; undefined before the first. */
  readonly after: string | undefined;
  /** The revision of the policy data of the page before, and of the policy. */
  readonly revision: string;
  readonly policyRevision: string | undefined;
}

/** Writes and reads page tokens. They tell nothing to whoever has not the key, and none can be made without it. */
export interface PageTokens {
  write(place: PagePlace): string;
  /** Undefined for a text that is no token of this key. */
  read(token: string): PagePlace | undefined;
}

const CIPHER = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;
/** Told apart from tokens of other forms, should there be any. */
const FORM = 1;

/**
 * Tokens under a secret: processes with the same one read each other's. Without it, one of this process's own is made,
 * and tokens end with the process.
 */
export function createPageTokens(secret?: string): PageTokens {
  const key =
    secret === undefined ? randomBytes(32) : createHash('sha256').update(`postern page ${secret}`).digest();
  return {
    write({ search, limit, after, revision, policyRevision }) {
      const text = JSON.stringify([search, limit ?? null, after ?? null, revision, policyRevision ?? null]);
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv(CIPHER, key, nonce);
      const sealed = [cipher.update(text, 'utf8'), cipher.final()];
      return Buffer.concat([Buffer.of(FORM), nonce, ...sealed, cipher.getAuthTag()]).toString('base64url');
    },
    read(token) {
      const bytes = Buffer.from(token, 'base64url');
      if (bytes[0] !== FORM || bytes.length < 1 + NONCE + TAG) return undefined;
      const decipher = createDecipheriv(CIPHER, key, bytes.subarray(1, 1 + NONCE));
      decipher.setAuthTag(bytes.subarray(-TAG));
      try {
        const text = Buffer.concat([decipher.update(bytes.subarray(1 + NONCE, -TAG)), decipher.final()]);
        const [search, limit, after, revision, policyRevision] = JSON.parse(text.toString('utf8'));
        return {
          search,
          limit: limit ?? undefined,
          after: after ?? undefined,
          revision,
          policyRevision: policyRevision ?? undefined,
        };
      } catch {
        return undefined;
      }
    },
  };
}

/** The same short text for the same JSON value, whatever the order of its members. */
export function fingerprint(value: unknown): string {
  return createHash('sha256').update(inOrder(value)).digest('base64url');
}

function inOrder(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inOrder).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const sorted = members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, member]) => `${JSON.stringify(name)}:${inOrder(member)}`).join(',')}}`;
}
