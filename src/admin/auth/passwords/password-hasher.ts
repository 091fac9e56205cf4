import { hash, type Options, parseOptions, verify } from '@node-rs/argon2';
import { normalizePassword } from './password-policy.ts';

/** A kept password. */
export interface PasswordHash {
  /** In the PHC string format. */
  readonly hash: string;
  readonly peppered: boolean;
}

export interface PasswordHasher {
  hash(password: string): Promise<PasswordHash>;
  /** Whether it is the password. Without one to compare with, takes the same work and answers false. */
  verify(password: string, kept: PasswordHash | undefined): Promise<boolean>;
  /** Whether a kept one is weaker than what would be made now. */
  outdated(kept: PasswordHash): boolean;
}

/** argon2id. Source: OWASP Password Storage Cheat Sheet. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashes passwords with argon2id and, where there is one, a pepper; one that was kept without it still verifies. */
export function createPasswordHasher(pepper: string | undefined): PasswordHasher {
  const plain: Options = COST;
  const current: Options = pepper === undefined ? plain : { ...plain, secret: Buffer.from(pepper) };
  const stranger = hash('nobody has this password', current).then((made) => ({
    hash: made,
    peppered: pepper !== undefined,
  }));
  return {
    async hash(password) {
      return { hash: await hash(normalizePassword(password), current), peppered: pepper !== undefined };
    },
    async verify(password, kept) {
      const compared = kept ?? (await stranger);
      const options = compared.peppered ? current : plain;
      const right = await verify(compared.hash, normalizePassword(password), options);
      return right && kept !== undefined;
    },
    outdated(kept) {
      const { memoryCost, timeCost, parallelism } = parseOptions(kept.hash);
      const weaker =
        memoryCost < COST.memoryCost || timeCost < COST.timeCost || parallelism < COST.parallelism;
      return weaker || kept.peppered !== (pepper !== undefined);
    },
  };
}
