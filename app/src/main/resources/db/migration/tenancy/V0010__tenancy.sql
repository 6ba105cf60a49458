-- Workspaces, their place below an agency, their zone and opening hours.

CREATE SCHEMA tenancy;
GRANT USAGE ON SCHEMA tenancy TO ${app_role}, ${worker_role};

-- The one list that is asked before a tenant is known: which workspace a path names, and which
-- agency stands above it. Visible while no tenant is set (the guard's question); inside a tenant
-- only its own row and those of its children.
CREATE TABLE tenancy.directory (
  workspace uuid PRIMARY KEY,
  slug      text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,46}[a-z0-9])?$'),
  name      text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  agency    uuid REFERENCES tenancy.directory (workspace),
  CHECK (agency <> workspace)
);
CREATE INDEX directory_by_agency ON tenancy.directory (agency) WHERE agency IS NOT NULL;
ALTER TABLE tenancy.directory ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenancy.directory FORCE ROW LEVEL SECURITY;
CREATE POLICY reading ON tenancy.directory FOR SELECT TO ${app_role}
  USING ((SELECT platform.current_tenant()) IS NULL
         OR workspace = (SELECT platform.current_tenant())
         OR agency = (SELECT platform.current_tenant()));
CREATE POLICY adding ON tenancy.directory FOR INSERT TO ${app_role}
  WITH CHECK (workspace = (SELECT platform.current_tenant()));
CREATE POLICY changing ON tenancy.directory FOR UPDATE TO ${app_role}
  USING (workspace = (SELECT platform.current_tenant()))
  WITH CHECK (workspace = (SELECT platform.current_tenant()));
GRANT SELECT, INSERT ON tenancy.directory TO ${app_role};
GRANT UPDATE (name) ON tenancy.directory TO ${app_role};

CREATE TABLE tenancy.workspace (
  tenant_id  uuid        PRIMARY KEY REFERENCES tenancy.directory (workspace),
  zone       text        NOT NULL,
  region     text        NOT NULL CHECK (region ~ '^[A-Z]{2}$'),
  currency   text        NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
SELECT platform.protect('tenancy.workspace', 'SELECT, INSERT, UPDATE');
SELECT platform.open_to_worker('tenancy.workspace', 'SELECT',
  'recurring jobs list the tenants they work for');

-- Local wall-clock ranges; a closing time of 00:00 is the midnight that ends the day.
CREATE TABLE tenancy.opening_hours (
  tenant_id uuid     NOT NULL REFERENCES tenancy.workspace (tenant_id),
  weekday   smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  opens     time     NOT NULL,
  closes    time     NOT NULL,
  PRIMARY KEY (tenant_id, weekday, opens),
  CHECK (opens < closes OR closes = '00:00')
);
SELECT platform.protect('tenancy.opening_hours');

-- One day that differs from its weekday: a holiday (no ranges) or other hours.
CREATE TABLE tenancy.special_day (
  tenant_id uuid NOT NULL REFERENCES tenancy.workspace (tenant_id),
  day       date NOT NULL,
  label     text NOT NULL CHECK (length(label) BETWEEN 1 AND 80),
  PRIMARY KEY (tenant_id, day)
);
SELECT platform.protect('tenancy.special_day');

CREATE TABLE tenancy.special_hours (
  tenant_id uuid NOT NULL,
  day       date NOT NULL,
  opens     time NOT NULL,
  closes    time NOT NULL,
  PRIMARY KEY (tenant_id, day, opens),
  FOREIGN KEY (tenant_id, day) REFERENCES tenancy.special_day (tenant_id, day) ON DELETE CASCADE,
  CHECK (opens < closes OR closes = '00:00')
);
SELECT platform.protect('tenancy.special_hours');
