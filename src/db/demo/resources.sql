-- Rows to decide about and to filter. The tables are an application's, not Postern's: they name organizations, teams and
-- owners by the same ids. Everything follows from the row's number.

CREATE SCHEMA demo;
COMMENT ON SCHEMA demo IS 'Example data; can be dropped';

-- Spreads a row's number over `size` choices, another way for each `purpose`.
CREATE FUNCTION demo.pick(purpose text, n integer, size integer) RETURNS integer
LANGUAGE sql IMMUTABLE RETURN (('x' || substr(md5(purpose || ' ' || n), 1, 7))::bit(28)::integer % size) + 1;

CREATE TABLE demo.assets (
  id              text PRIMARY KEY,
  name            text NOT NULL,
  kind            text NOT NULL,
  serial_number   text,
  organization_id text,
  team_id         text,
  owner_id        text,
  purchase_cost   numeric(12, 2),
  status          text NOT NULL,
  tags            text[] NOT NULL,
  purchased_on    date
);
CREATE TABLE demo.incidents (
  id              text PRIMARY KEY,
  name            text NOT NULL,
  organization_id text,
  team_id         text,
  owner_id        text,
  asset_id        text REFERENCES demo.assets,
  severity        integer NOT NULL,
  cost            numeric(12, 2),
  status          text NOT NULL,
  tags            text[] NOT NULL,
  opened_at       timestamptz NOT NULL,
  resolved_at     timestamptz
);
CREATE TABLE demo.contracts (
  id              text PRIMARY KEY,
  name            text NOT NULL,
  supplier        text NOT NULL,
  organization_id text,
  team_id         text,
  owner_id        text,
  cost            numeric(12, 2),
  penalty         numeric(12, 2),
  status          text NOT NULL,
  tags            text[] NOT NULL,
  starts_on       date NOT NULL,
  ends_on         date
);

-- Where the rows belong: most name team and organization, some the team alone, some the organization alone, and a few
-- nothing. Owners are employees, users or nobody.
CREATE TEMPORARY VIEW demo_place AS
SELECT kind, n,
       CASE WHEN demo.pick(kind || ' place', n, 20) > 5 OR demo.pick(kind || ' place', n, 20) = 1 THEN organization_id END
         AS organization_id,
       CASE WHEN demo.pick(kind || ' place', n, 20) > 2 THEN team_id END AS team_id,
       CASE demo.pick(kind || ' owner', n, 4)
         WHEN 1 THEN NULL
         WHEN 2 THEN COALESCE(user_id, employee_id)
         ELSE employee_id
       END AS owner_id
FROM (VALUES ('asset', 1200), ('incident', 2400), ('contract', 240)) AS kinds (kind, size),
     generate_series(1, size) AS n,
     LATERAL (SELECT demo.pick(kind || ' person', n, 60) AS place) AS picked
JOIN (SELECT e.id AS employee_id, e.team_id, e.organization_id, u.id AS user_id,
             row_number() OVER (ORDER BY e.id COLLATE "C") AS place
      FROM demo_people AS p
      JOIN employees AS e ON e.id = 'e-' || p.name_id
      LEFT JOIN users AS u ON u.employee_id = e.id) AS people USING (place);

INSERT INTO demo.assets
SELECT 'as-' || to_char(n, 'FM0000'),
       (ARRAY['Laptop', 'Server', 'Switch', 'Scanner', 'Turbine controller', 'Analyser', 'Phone', 'Tablet'])[k]
         || ' ' || to_char(n, 'FM0000'),
       (ARRAY['laptop', 'server', 'network', 'scanner', 'controller', 'analyser', 'phone', 'tablet'])[k],
       'SN-' || upper(substr(md5('serial ' || n), 1, 10)),
       organization_id, team_id, owner_id,
       CASE WHEN n % 37 <> 0 THEN demo.pick('asset cost', n, 900000) / 100.0 END,
       (ARRAY['in_use', 'in_use', 'in_use', 'in_stock', 'in_repair', 'retired'])[demo.pick('asset status', n, 6)],
       ARRAY(SELECT tag FROM unnest(ARRAY['critical', 'leased', 'remote', 'encrypted']) WITH ORDINALITY AS t (tag, i)
             WHERE demo.pick('asset tag ' || i, n, 3) = 1),
       date '2019-01-01' + demo.pick('asset age', n, 2400)
FROM demo_place, LATERAL (SELECT demo.pick('asset kind', n, 8)) AS kind_of (k)
WHERE kind = 'asset';

INSERT INTO demo.incidents
SELECT 'in-' || to_char(n, 'FM00000'),
       (ARRAY['Does not start', 'Slow since the update', 'Battery swollen', 'No network', 'Login refused',
              'Screen broken', 'Data missing', 'Noise from the fan'])[demo.pick('incident name', n, 8)],
       organization_id, team_id, owner_id,
       CASE WHEN n % 3 <> 0 THEN 'as-' || to_char(demo.pick('incident asset', n, 1200), 'FM0000') END,
       demo.pick('incident severity', n, 4),
       CASE WHEN n % 5 = 0 THEN demo.pick('incident cost', n, 200000) / 100.0 END,
       (ARRAY['open', 'open', 'assigned', 'resolved', 'closed', 'closed'])[s],
       ARRAY(SELECT tag FROM unnest(ARRAY['outage', 'security', 'hardware', 'vip']) WITH ORDINALITY AS t (tag, i)
             WHERE demo.pick('incident tag ' || i, n, 5) = 1),
       opened,
       CASE WHEN s >= 4 THEN opened + make_interval(hours => demo.pick('incident time', n, 200)) END
FROM demo_place,
     LATERAL (SELECT demo.pick('incident status', n, 6),
                     timestamptz '2025-01-01 06:00Z' + make_interval(mins => demo.pick('incident age', n, 400000)))
       AS facts (s, opened)
WHERE kind = 'incident';

INSERT INTO demo.contracts
SELECT 'co-' || to_char(n, 'FM0000'),
       (ARRAY['Maintenance', 'Licence', 'Lease', 'Support', 'Cloud', 'Insurance'])[demo.pick('contract name', n, 6)]
         || ' ' || to_char(n, 'FM0000'),
       (ARRAY['Aurora Systems', 'Blue Fjord', 'Casa Nova', 'Delta Works', 'Eastgate', 'Fuji Denki'])
         [demo.pick('contract supplier', n, 6)],
       organization_id, team_id, owner_id,
       demo.pick('contract cost', n, 25000000) / 100.0,
       CASE WHEN n % 4 = 0 THEN demo.pick('contract penalty', n, 1000000) / 100.0 END,
       (ARRAY['draft', 'active', 'active', 'active', 'expiring', 'ended'])[demo.pick('contract status', n, 6)],
       ARRAY(SELECT tag FROM unnest(ARRAY['gdpr', 'framework', 'renewing']) WITH ORDINALITY AS t (tag, i)
             WHERE demo.pick('contract tag ' || i, n, 3) = 1),
       starts,
       CASE WHEN n % 7 <> 0 THEN starts + 365 * demo.pick('contract years', n, 5) END
FROM demo_place, LATERAL (SELECT date '2021-01-01' + demo.pick('contract age', n, 1500)) AS facts (starts)
WHERE kind = 'contract';

CREATE INDEX ON demo.assets (organization_id, team_id);
CREATE INDEX ON demo.incidents (organization_id, team_id);
CREATE INDEX ON demo.contracts (organization_id, team_id);
DROP VIEW demo_place;
