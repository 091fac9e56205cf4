import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StopMessage } from '../../stop-message.ts';

/** Whom the server runs as. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Whom to run the server as, which refuses to be root: undefined for an ordinary user, who runs it as themselves. For
 * root it is the owner of the first of `places` that belongs to another user, otherwise `nobody`.
 */
export function chooseRunAs(places: readonly string[]): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readAccounts();
  for (const place of places) {
    const owner = accounts.find((account) => account.uid === ownerOf(place));
    if (owner !== undefined && owner.uid !== 0) return owner;
  }
  const nobody = accounts.find((account) => account.name === 'nobody');
  if (nobody === undefined || nobody.uid === 0) {
    throw new StopMessage(
      'Postgres refuses to run as root, and this system has no user "nobody" to run it as. ' +
        'Run as an ordinary user, or set DATABASE_URL to a Postgres server.',
    );
  }
  return nobody;
}

/** Whether this user may enter `folder` and every folder above it, and list it. Access lists are not looked at. */
export function canReach(folder: string, user: RunAs | undefined): boolean {
  if (user === undefined) return true;
  if (!permits(folder, user, 0o5)) return false;
  for (let at = dirname(resolve(folder)); ; at = dirname(at)) {
    if (!permits(at, user, 0o1)) return false;
    if (at === dirname(at)) return true;
  }
}

function permits(path: string, user: RunAs, wanted: number): boolean {
  const { uid, gid, mode } = statSync(path);
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
  return ((mode >> shift) & wanted) === wanted;
}

function ownerOf(place: string): number | undefined {
  return statSync(place, { throwIfNoEntry: false })?.uid;
}

/** Source: passwd(5). */
function readAccounts(): (RunAs & { readonly name: string })[] {
  let text = '';
  try {
    text = readFileSync('/etc/passwd', 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name !== undefined && uid !== undefined && gid !== undefined
      ? [{ name, uid: Number(uid), gid: Number(gid) }]
      : [];
  });
}
