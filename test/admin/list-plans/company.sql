-- Some tens of thousands of everything that is listed, as unlike each other as in a company.
INSERT INTO organizations (id, code, name, created_at)
SELECT 'o' || lpad(n::text, 5, '0'), 'ORG' || n, 'Organization ' || md5(n::text), '2020-01-01Z'::timestamptz + n * interval '1 hour'
FROM generate_series(1, 20000) AS n;
INSERT INTO teams (id, organization_id, name, created_at)
SELECT 't' || lpad(n::text, 5, '0'), 'o' || lpad((1 + n % 2000)::text, 5, '0'), 'Team ' || md5(n::text),
       '2020-01-01Z'::timestamptz + n * interval '1 hour'
FROM generate_series(1, 20000) AS n;
INSERT INTO roles (id, name, scope, created_at)
SELECT 'r' || lpad(n::text, 5, '0'), 'Role ' || md5(n::text), 'team', '2020-01-01Z'::timestamptz + n * interval '1 hour'
FROM generate_series(1, 5000) AS n;
INSERT INTO employees (id, name, email, title, organization_id, team_id, created_at)
SELECT 'e' || lpad(n::text, 5, '0'), md5(n::text), md5(n::text) || '@company.example', 'Engineer ' || n % 100,
       'o' || lpad((1 + n % 2000)::text, 5, '0'), 't' || lpad((1 + n % 2000)::text, 5, '0'),
       '2020-01-01Z'::timestamptz + n * interval '1 hour'
FROM generate_series(1, 30000) AS n;
INSERT INTO users (id, name, email, status, employee_id, last_login_at, created_at)
SELECT 'u' || lpad(n::text, 5, '0'), (ARRAY['Anna ', 'Bernd ', 'Carla '])[1 + n % 3] || md5(n::text),
       md5((-n)::text) || '@company.example',
       CASE WHEN n > 29000 THEN 'invited' WHEN n % 97 = 5 THEN 'deactivated' ELSE 'active' END,
       'e' || lpad(n::text, 5, '0'), CASE WHEN n % 3 > 0 THEN '2021-01-01Z'::timestamptz + n * interval '1 hour' END,
       '2020-01-01Z'::timestamptz + n * interval '1 hour'
FROM generate_series(1, 30000) AS n;
INSERT INTO role_assignments (id, user_id, role_id)
SELECT gen_random_uuid(), 'u' || lpad(n::text, 5, '0'), CASE WHEN n % 10 < 7 THEN 'tech' ELSE 'viewer' END
FROM generate_series(1, 30000) AS n;
INSERT INTO role_assignments (id, user_id, role_id)
SELECT gen_random_uuid(), 'u' || lpad(n::text, 5, '0'), 'r00001'
FROM generate_series(29900, 30000) AS n;
INSERT INTO audit_events (id, at, actor, action, target_type, target_id, after)
SELECT gen_random_uuid(), '2020-01-01Z'::timestamptz + n * interval '1 minute', 'u' || lpad((n % 1000)::text, 5, '0'),
       CASE WHEN n % 1000 = 0 THEN 'teams.create' ELSE 'users.update' END,
       CASE WHEN n % 1000 = 0 THEN 'team' ELSE 'user' END, 'u' || lpad((n % 30000)::text, 5, '0'),
       jsonb_build_object('organizations', ARRAY['o' || lpad((1 + n % 2000)::text, 5, '0')],
                          'teams', ARRAY['t' || lpad((1 + n % 2000)::text, 5, '0')])
FROM generate_series(1, 60000) AS n;
VACUUM ANALYZE;
