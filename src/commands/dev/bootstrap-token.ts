import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface BootstrapToken {
  readonly token: string;
  /** The file it is kept in, readable by this user only. */
  readonly file: string;
  /** It was made now, so nobody has seen it yet. */
  readonly made: boolean;
}

/**
 * The bearer token of the first administrator: the one given, else the one kept in `home`, else a new one of 256
 * random bits. It is kept in `<home>/bootstrap-token`.
 */
export function keepBootstrapToken(home: string, given: string | undefined): BootstrapToken {
  const file = join(home, 'bootstrap-token');
  const kept = readKept(file);
  const token = given ?? kept ?? randomBytes(32).toString('base64url');
  if (token !== kept) {
    mkdirSync(home, { recursive: true });
    writeFileSync(file, `${token}\n`, { mode: 0o600 });
  }
  return { token, file, made: given === undefined && kept === undefined };
}

function readKept(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim();
    return text === '' ? undefined : text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
