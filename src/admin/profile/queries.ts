import { languageOf } from '../mail/language.ts';
import { type Queryable, row } from '../queryable.ts';
import type { ImageType } from './image-type.ts';
import type { Profile, ProfileChange } from './schemas.ts';

export async function readProfile(db: Queryable, user: string): Promise<Profile | undefined> {
  const found = await row<Omit<Profile, 'language'> & { language: string }>(
    db,
    `SELECT u.id, u.name, u.email, u.phone, u.language, u.version,
            CASE WHEN i.user_id IS NOT NULL THEN json_build_object(
              'media_type', i.media_type, 'bytes', length(i.content), 'sha256', encode(i.content_hash, 'hex')) END AS image
     FROM users AS u LEFT JOIN user_images AS i ON i.user_id = u.id
     WHERE u.id = $1`,
    [user],
  );
  return found && { ...found, language: languageOf(found.language) };
}

export async function updateProfile(
  db: Queryable,
  user: string,
  { name, phone, language }: ProfileChange,
): Promise<void> {
  await db.query(
    `UPDATE users
     SET name = COALESCE($2, name), phone = CASE WHEN $3 THEN $4 ELSE phone END, language = COALESCE($5, language)
     WHERE id = $1`,
    [user, name ?? null, phone !== undefined, phone ?? null, language ?? null],
  );
}

export async function raiseVersion(db: Queryable, user: string): Promise<void> {
  await db.query('UPDATE users SET version = version + 1, updated_at = now() WHERE id = $1', [user]);
}

export interface StoredImage {
  readonly media_type: ImageType;
  readonly content: Buffer;
  readonly content_hash: Buffer;
}

export function readImage(db: Queryable, user: string): Promise<StoredImage | undefined> {
  return row<StoredImage>(
    db,
    'SELECT media_type, content, content_hash FROM user_images WHERE user_id = $1',
    [user],
  );
}

export async function setImage(db: Queryable, user: string, type: ImageType, content: Buffer): Promise<void> {
  await db.query(
    `INSERT INTO user_images (user_id, media_type, content, content_hash) VALUES ($1, $2, $3, sha256($3))
     ON CONFLICT (user_id) DO UPDATE
     SET media_type = $2, content = $3, content_hash = sha256($3), updated_at = now()`,
    [user, type, content],
  );
}

export async function deleteImage(db: Queryable, user: string): Promise<void> {
  await db.query('DELETE FROM user_images WHERE user_id = $1', [user]);
}
