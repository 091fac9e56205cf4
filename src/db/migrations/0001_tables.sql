-- Up Migration
-- The truth: people, organizations, roles and rights. Ids are text: a caller may bring its own, otherwise a UUIDv7.

-- Where the policy data stands. One row. A revision is taken at commit, so revisions rise in commit order without gaps.
CREATE TABLE revision (
  singleton          boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  epoch              bigint NOT NULL,
  number             bigint NOT NULL,
  -- Which cluster, timeline and database the epoch belongs to; a restored copy differs and begins a later epoch.
  origin             text NOT NULL,
  -- Removals up to this revision are forgotten; whoever stands before it needs a snapshot.
  trimmed_to         bigint NOT NULL DEFAULT 0,
  -- Whether there has been an administrator; from then on there is always one.
  administered       boolean NOT NULL DEFAULT false
);
INSERT INTO revision (epoch, number, origin) VALUES (0, 0, '');

-- User and employee ids share one namespace and are never used again. Triggers on both tables fill these.
CREATE TABLE principal_ids (
  id                 text PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 200),
  kind               text NOT NULL CHECK (kind IN ('user', 'employee'))
);
-- A deleted id, hashed with the key below, so that the id itself is forgotten.
CREATE TABLE retired_ids (
  id_hash            bytea PRIMARY KEY
);
CREATE TABLE retired_ids_key (
  singleton          boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  key                bytea NOT NULL
);
INSERT INTO retired_ids_key (key) VALUES (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

CREATE TABLE organizations (
  id                 text PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 200),
  code               text NOT NULL,
  name               text NOT NULL,
  description        text NOT NULL DEFAULT '',
  version            bigint NOT NULL DEFAULT 1,
  created_at         timestamptz NOT NULL DEFAULT now(),
  updated_at         timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX organizations_code_key ON organizations (lower(code));

CREATE TABLE teams (
  id                 text PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 200),
  organization_id    text NOT NULL REFERENCES organizations,
  name               text NOT NULL,
  description        text NOT NULL DEFAULT '',
  version            bigint NOT NULL DEFAULT 1,
  created_at         timestamptz NOT NULL DEFAULT now(),
  updated_at         timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX teams_organization_id_idx ON teams (organization_id);

CREATE TABLE employees (
  id                 text PRIMARY KEY,
  name               text NOT NULL,
  email              text,
  title              text,
  organization_id    text REFERENCES organizations,
  team_id            text REFERENCES teams,
  version            bigint NOT NULL DEFAULT 1,
  created_at         timestamptz NOT NULL DEFAULT now(),
  updated_at         timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX employees_organization_id_idx ON employees (organization_id);
CREATE INDEX employees_team_id_idx ON employees (team_id);

CREATE TABLE users (
  id                 text PRIMARY KEY,
  kind               text NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'service')),
  email              text CHECK (email LIKE '%_@_%'),
  name               text NOT NULL,
  status             text NOT NULL DEFAULT 'invited' CHECK (status IN ('invited', 'active', 'deactivated')),
  employee_id        text UNIQUE REFERENCES employees,
  last_login_at      timestamptz,
  version            bigint NOT NULL DEFAULT 1,
  created_at         timestamptz NOT NULL DEFAULT now(),
  updated_at         timestamptz NOT NULL DEFAULT now(),
  CHECK (kind = 'service' OR email IS NOT NULL)
);
CREATE UNIQUE INDEX users_email_key ON users (lower(email));

CREATE TABLE organization_members (
  organization_id    text NOT NULL REFERENCES organizations,
  user_id            text NOT NULL REFERENCES users ON DELETE CASCADE,
  PRIMARY KEY (user_id, organization_id)
);
CREATE INDEX organization_members_organization_id_idx ON organization_members (organization_id);
CREATE TABLE team_members (
  team_id            text NOT NULL REFERENCES teams,
  user_id            text NOT NULL REFERENCES users ON DELETE CASCADE,
  PRIMARY KEY (user_id, team_id)
);
CREATE INDEX team_members_team_id_idx ON team_members (team_id);

-- The catalog: which permissions there are.
CREATE TABLE catalog (
  singleton          boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  name               text NOT NULL,
  version            text NOT NULL,
  -- The catalog as it was applied last: what differs from it since is an administrator's work.
  applied            jsonb NOT NULL
);
CREATE TABLE permissions (
  name               text PRIMARY KEY CHECK (name ~ '^[a-z0-9_]+([.][a-z0-9_]+)+$' AND length(name) <= 200),
  category           text NOT NULL,
  description        text NOT NULL,
  feature            text CHECK (feature ~ '^[a-z0-9_]+$'),   -- the checkbox that stands for it (kiwi), null elsewhere
  resource_types     text[] NOT NULL CHECK (cardinality(resource_types) > 0),
  field              text                                     -- for `{resource}.field.{name}`: the field it uncovers
);
-- Which permission a management operation asks for (`users.invite` → `users.manage`).
CREATE TABLE management_operations (
  operation          text PRIMARY KEY,
  permission         text NOT NULL REFERENCES permissions
);
CREATE INDEX management_operations_permission_idx ON management_operations (permission);

CREATE TABLE roles (
  id                 text PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 200),
  name               text NOT NULL,
  description        text NOT NULL DEFAULT '',
  scope              text NOT NULL CHECK (scope IN ('all', 'organization', 'team', 'own')),
  system             boolean NOT NULL DEFAULT false,
  -- The role whose active, unbound, unending and undenied holders are the administrators.
  administrator      boolean NOT NULL DEFAULT false,
  organization_id    text REFERENCES organizations,
  version            bigint NOT NULL DEFAULT 1,
  created_at         timestamptz NOT NULL DEFAULT now(),
  updated_at         timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX roles_name_key ON roles (lower(name));
CREATE INDEX roles_organization_id_idx ON roles (organization_id);
CREATE UNIQUE INDEX roles_administrator_key ON roles (administrator) WHERE administrator;

-- As written: a permission, a feature, `assets.*` or `*`. The view of the roles expands it.
CREATE TABLE role_permissions (
  role_id            text NOT NULL REFERENCES roles ON DELETE CASCADE,
  permission         text NOT NULL,
  scope              text CHECK (scope IN ('all', 'organization', 'team', 'own')),   -- null: the role's own
  PRIMARY KEY (role_id, permission)
);
CREATE INDEX role_permissions_permission_idx ON role_permissions (permission);

CREATE TABLE role_assignments (
  id                 uuid PRIMARY KEY,
  user_id            text NOT NULL REFERENCES users ON DELETE CASCADE,
  role_id            text NOT NULL REFERENCES roles,
  organization_id    text REFERENCES organizations,
  not_after          timestamptz CHECK (not_after >= '1970-01-01Z' AND not_after < '2200-01-01Z'),
  reason             text NOT NULL DEFAULT '',
  created_at         timestamptz NOT NULL DEFAULT now(),
  UNIQUE NULLS NOT DISTINCT (user_id, role_id, organization_id)
);
CREATE INDEX role_assignments_role_id_idx ON role_assignments (role_id);
CREATE INDEX role_assignments_organization_id_idx ON role_assignments (organization_id);
CREATE INDEX role_assignments_not_after_idx ON role_assignments (not_after) WHERE not_after IS NOT NULL;

-- `permission` as written: a permission or a feature.
CREATE TABLE permission_grants (
  id                 uuid PRIMARY KEY,
  user_id            text NOT NULL REFERENCES users ON DELETE CASCADE,
  permission         text NOT NULL,
  scope              text NOT NULL CHECK (scope IN ('all', 'organization', 'team', 'own')),
  organization_id    text REFERENCES organizations,
  not_after          timestamptz CHECK (not_after >= '1970-01-01Z' AND not_after < '2200-01-01Z'),
  reason             text NOT NULL DEFAULT '',
  created_at         timestamptz NOT NULL DEFAULT now(),
  UNIQUE NULLS NOT DISTINCT (user_id, permission, scope, organization_id)
);
CREATE INDEX permission_grants_permission_idx ON permission_grants (permission);
CREATE INDEX permission_grants_organization_id_idx ON permission_grants (organization_id);
CREATE INDEX permission_grants_not_after_idx ON permission_grants (not_after) WHERE not_after IS NOT NULL;
CREATE TABLE permission_denials (
  id                 uuid PRIMARY KEY,
  user_id            text NOT NULL REFERENCES users ON DELETE CASCADE,
  permission         text NOT NULL,
  not_after          timestamptz CHECK (not_after >= '1970-01-01Z' AND not_after < '2200-01-01Z'),
  reason             text NOT NULL DEFAULT '',
  created_at         timestamptz NOT NULL DEFAULT now(),
  UNIQUE (user_id, permission)
);
CREATE INDEX permission_denials_permission_idx ON permission_denials (permission);
CREATE INDEX permission_denials_not_after_idx ON permission_denials (not_after) WHERE not_after IS NOT NULL;

-- An organization with a row here for a type reaches only the listed resources of that type.
CREATE TABLE organization_limits (
  organization_id    text NOT NULL REFERENCES organizations ON DELETE CASCADE,
  resource_type      text NOT NULL,
  PRIMARY KEY (organization_id, resource_type)
);
CREATE TABLE organization_limit_resources (
  organization_id    text NOT NULL,
  resource_type      text NOT NULL,
  resource_id        text NOT NULL,
  PRIMARY KEY (organization_id, resource_type, resource_id),
  FOREIGN KEY (organization_id, resource_type) REFERENCES organization_limits ON DELETE CASCADE
);

-- Bearer tokens, stored as SHA-256 only.
CREATE TABLE api_tokens (
  id                 uuid PRIMARY KEY,
  user_id            text NOT NULL REFERENCES users ON DELETE CASCADE,
  name               text NOT NULL,
  token_hash         bytea NOT NULL UNIQUE,
  not_after          timestamptz,
  last_used_at       timestamptz,
  created_at         timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX api_tokens_user_id_idx ON api_tokens (user_id);

-- Who did what to what, written in the transaction of the change.
CREATE TABLE audit_events (
  id                 uuid PRIMARY KEY,
  at                 timestamptz NOT NULL DEFAULT now(),
  actor              text NOT NULL,
  action             text NOT NULL,
  target_type        text NOT NULL,
  target_id          text NOT NULL,
  before             jsonb,
  after              jsonb,
  source_address     text,
  request_id         text
);
CREATE INDEX audit_events_target_idx ON audit_events (target_type, target_id, id);
