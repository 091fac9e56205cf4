import type pg from 'pg';
import { transaction } from '../../src/db/transaction.ts';

const FIRST =
  'Ada Aisha Alba Ana André Anna Anton Bärbel Ben Björn Carla Chloé Daniel Dmitri Élodie Emma Erik Fatima Finn François Greta Hanna Hugo Ida Ingrid Iván Jan Joana José Jürgen Karin Klára Lena Léa Liam Lina Luca Lukas Łucja Maja Mara Maria Marek Mia Milan Nadia Noah Nora Olga Oskar Paul Pía Renée Sara Søren Tariq Tomáš Uwe Vera Wei Xenia Yasmin Zoë 王伟 Ольга Ελένη'.split(
    ' ',
  );
const LAST =
  'Almeida Andersen Bauer Becker Berger Bianchi Björk Brown Castro Çelik Costa Dąbrowski Dubois Eriksson Ferrari Fischer Fuchs García Gómez Gruber Haas Hansen Hoffmann Horvat Ibrahim Jansen Jensen Jones Kaya Keller Kim Klein Koch Kowalska Krüger Larsen Lehmann Lévy Lopes Maier Martin Martínez Meyer Moreau Müller Nagy Nguyen Novák Nowak O’Brien Øster Papadopoulos Pérez Petrov Quist Richter Rossi Roux Schmidt Schneider Silva Şahin Smith Svoboda Szabó Tanaka Vogel Wagner Weber Wójcik Xu Young Zimmermann Иванова'.split(
    ' ',
  );

/** One in so many has this name, which nobody has by chance. */
export const RARE = { every: 100_000, name: 'Zbigniew Brzęczyszczykiewicz' } as const;
const TITLES = ['Engineer', 'Support', 'Site manager', 'Assistant', 'Analyst', 'Technician'];

/**
 * Gives people names, addresses and times that differ, and makes as many entries of history as there are users, and custom
 * roles: `rare`, which the last hundred users hold, and `nobodys`. Returns false where that was done before.
 */
export async function namePeople(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query("SELECT FROM pg_tables WHERE tablename = 'bench_named'");
  if (rows.length > 0) return false;
  await transaction(pool, async (client) => {
    // No policy data depends on what is changed here.
    await client.query('SET LOCAL session_replication_role = replica');
    await client.query(
      `UPDATE users AS u
       SET name = n.name, email = left(u.id, 8) || '.' || n.email || '@company.example',
           created_at = n.moment, last_login_at = CASE WHEN n.number % 3 > 0 THEN n.moment + interval '1 day' END
       FROM ${named('users')} AS n
       WHERE n.id = u.id`,
      [FIRST, LAST, RARE.every, RARE.name],
    );
    await client.query(
      `UPDATE employees AS e
       SET name = n.name, email = left(e.id, 8) || '.' || n.email || '@company.example', created_at = n.moment,
           title = ($5::text[])[1 + n.number / 5003 % cardinality($5::text[])]
       FROM ${named('employees')} AS n
       WHERE n.id = e.id`,
      [FIRST, LAST, RARE.every, RARE.name, TITLES],
    );
    await client.query(
      `INSERT INTO audit_events (id, at, actor, action, target_type, target_id, after)
       SELECT gen_random_uuid(), '2020-01-01Z'::timestamptz + n * interval '150 seconds', 'actor-' || n % 1000,
              CASE WHEN n % 1000 = 0 THEN 'teams.create' ELSE 'users.update' END,
              CASE WHEN n % 1000 = 0 THEN 'team' ELSE 'user' END, id, json_build_object('organizations', places)
       FROM (SELECT row_number() OVER () AS n, key AS id, document -> 'organizations' AS places
             FROM policy_document WHERE collection = 'users') AS everybody`,
    );
  });
  await pool.query(
    `INSERT INTO roles (id, name, scope)
     SELECT id, 'Custom ' || id, 'team' FROM unnest(ARRAY['rare', 'nobodys']) AS id
     UNION ALL SELECT 'custom-' || n, 'Custom ' || n, 'team' FROM generate_series(1, 1000) AS n`,
  );
  await pool.query(
    `INSERT INTO role_assignments (id, user_id, role_id)
     SELECT gen_random_uuid(), id, 'rare' FROM (SELECT id FROM users ORDER BY id DESC LIMIT 100) AS last`,
  );
  await pool.query('VACUUM ANALYZE');
  await pool.query('CREATE TABLE public.bench_named ()');
  return true;
}

/** The parameters: first names, last names, one in how many has the name of the fourth. */
function named(table: string): string {
  return `(SELECT id, number, name, lower(regexp_replace(normalize(name, NFKD), '[^a-zA-Z]+', '', 'g')) AS email,
                  '2020-01-01Z'::timestamptz + number % 150000000 * interval '1 second' AS moment
           FROM (SELECT id, number,
                        CASE WHEN number % $3 = 0 THEN $4::text
                             ELSE ($1::text[])[1 + number % cardinality($1::text[])] || ' ' ||
                                  ($2::text[])[1 + number / 7 % cardinality($2::text[])] END AS name
                 FROM (SELECT id, hashtext(id) & 2147483647 AS number FROM ${table}) AS numbered) AS named)`;
}
