-- People, their memberships and sessions, API keys, the audit log.

CREATE SCHEMA access;
GRANT USAGE ON SCHEMA access TO ${app_role}, ${worker_role};

-- Accounts belong to no tenant: a person may work for several. Their tables are visible while no
-- tenant is set (sign-in, the guard); inside a tenant only the names of its own members are.
CREATE TABLE access.account (
  id                  uuid        PRIMARY KEY,
  email               text        NOT NULL UNIQUE,
  name                text        NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  created_at          timestamptz NOT NULL,
  password_hash       text,
  password_changed_at timestamptz,
  totp_secret         bytea,
  totp_step           bigint      NOT NULL DEFAULT 0,
  totp_pending        bytea,
  disabled_at         timestamptz
);

-- Which workspaces an account is a member of; the role itself is the tenant's, in access.member.
CREATE TABLE access.membership (
  account_id uuid NOT NULL REFERENCES access.account (id),
  workspace  uuid NOT NULL REFERENCES tenancy.directory (workspace),
  PRIMARY KEY (account_id, workspace)
);
CREATE INDEX membership_by_workspace ON access.membership (workspace);

CREATE TABLE access.session (
  id           uuid        PRIMARY KEY,
  token_hash   bytea       NOT NULL UNIQUE,
  account_id   uuid        NOT NULL REFERENCES access.account (id),
  created_at   timestamptz NOT NULL,
  seen_at      timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  confirmed_at timestamptz NOT NULL,
  address      text        NOT NULL,
  agent        text        NOT NULL
);
CREATE INDEX session_by_account ON access.session (account_id);
CREATE INDEX session_by_expiry ON access.session (expires_at);

-- Workspaces of an agency's child that a session entered, so that each entry is audited once.
CREATE TABLE access.session_entry (
  session_id uuid NOT NULL REFERENCES access.session (id) ON DELETE CASCADE,
  workspace  uuid NOT NULL REFERENCES tenancy.directory (workspace),
  PRIMARY KEY (session_id, workspace)
);

CREATE TABLE access.recovery_code (
  account_id uuid        NOT NULL REFERENCES access.account (id),
  code_hash  bytea       NOT NULL,
  used_at    timestamptz,
  PRIMARY KEY (account_id, code_hash)
);

-- One-time links: first set-up, demonstration sign-in, password reset, the pause between password
-- and second factor.
CREATE TABLE access.one_time (
  token_hash bytea       PRIMARY KEY,
  purpose    text        NOT NULL CHECK (purpose IN ('setup', 'demo', 'reset', 'second-factor')),
  account_id uuid        REFERENCES access.account (id),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX one_time_by_account ON access.one_time (account_id);

-- Failed sign-ins per account name and per address, both hashed.
CREATE TABLE access.lockout (
  kind         text        NOT NULL CHECK (kind IN ('account', 'address')),
  subject      bytea       NOT NULL,
  failures     integer     NOT NULL,
  last_at      timestamptz NOT NULL,
  locked_until timestamptz NOT NULL,
  PRIMARY KEY (kind, subject)
);

-- Which workspace an API key opens; asked before a tenant is known.
CREATE TABLE access.api_key_place (
  key_hash  bytea PRIMARY KEY,
  workspace uuid  NOT NULL REFERENCES tenancy.directory (workspace)
);

-- Account tables: whole while no tenant is set, closed inside one.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['session', 'session_entry', 'recovery_code', 'one_time', 'lockout'] LOOP
    EXECUTE format('ALTER TABLE access.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE access.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY outside_tenants ON access.%I TO ${app_role} '
                   'USING ((SELECT platform.current_tenant()) IS NULL) '
                   'WITH CHECK ((SELECT platform.current_tenant()) IS NULL)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON access.%I TO ${app_role}', name);
  END LOOP;
  -- Pointers: whole while no tenant is set, its own rows inside one.
  FOREACH name IN ARRAY ARRAY['membership', 'api_key_place'] LOOP
    EXECUTE format('ALTER TABLE access.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE access.%I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY reading ON access.%I FOR SELECT TO ${app_role} '
                   'USING ((SELECT platform.current_tenant()) IS NULL '
                   'OR workspace = (SELECT platform.current_tenant()))', name);
    EXECUTE format('CREATE POLICY adding ON access.%I FOR INSERT TO ${app_role} '
                   'WITH CHECK (workspace = (SELECT platform.current_tenant()))', name);
    EXECUTE format('CREATE POLICY removing ON access.%I FOR DELETE TO ${app_role} '
                   'USING (workspace = (SELECT platform.current_tenant()))', name);
    EXECUTE format('GRANT SELECT, INSERT, DELETE ON access.%I TO ${app_role}', name);
  END LOOP;
END
$$;

CREATE TABLE access.member (
  tenant_id  uuid        NOT NULL REFERENCES tenancy.workspace (tenant_id),
  member_id  uuid        NOT NULL,
  account_id uuid        NOT NULL REFERENCES access.account (id),
  role       text        NOT NULL CHECK (role IN ('OWNER', 'ADMIN', 'MANAGER', 'PRACTITIONER',
                                                  'FRONT_DESK', 'MARKETER', 'AUDITOR', 'VIEWER')),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, member_id),
  UNIQUE (tenant_id, account_id)
);
SELECT platform.protect('access.member');

ALTER TABLE access.account ENABLE ROW LEVEL SECURITY;
ALTER TABLE access.account FORCE ROW LEVEL SECURITY;
CREATE POLICY outside_tenants ON access.account TO ${app_role}
  USING ((SELECT platform.current_tenant()) IS NULL)
  WITH CHECK ((SELECT platform.current_tenant()) IS NULL);
CREATE POLICY colleagues ON access.account FOR SELECT TO ${app_role}
  USING (EXISTS (SELECT 1 FROM access.member m
                  WHERE m.tenant_id = (SELECT platform.current_tenant())
                    AND m.account_id = account.id));
GRANT SELECT, INSERT, UPDATE ON access.account TO ${app_role};

CREATE TABLE access.invitation (
  tenant_id     uuid        NOT NULL REFERENCES tenancy.workspace (tenant_id),
  invitation_id uuid        NOT NULL,
  token_hash    bytea       NOT NULL,
  email         text        NOT NULL,
  role          text        NOT NULL,
  invited_by    text        NOT NULL,
  created_at    timestamptz NOT NULL,
  expires_at    timestamptz NOT NULL,
  accepted_at   timestamptz,
  PRIMARY KEY (tenant_id, invitation_id),
  UNIQUE (tenant_id, token_hash)
);
CREATE UNIQUE INDEX invitation_open ON access.invitation (tenant_id, email)
  WHERE accepted_at IS NULL;
SELECT platform.protect('access.invitation');

CREATE TABLE access.api_key (
  tenant_id    uuid        NOT NULL REFERENCES tenancy.workspace (tenant_id),
  key_id       uuid        NOT NULL,
  key_hash     bytea       NOT NULL,
  hint         text        NOT NULL,
  name         text        NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  scopes       text[]      NOT NULL,
  created_by   text        NOT NULL,
  creator_id   uuid        NOT NULL,
  created_at   timestamptz NOT NULL,
  expires_at   timestamptz,
  last_used_at timestamptz,
  revoked_at   timestamptz,
  PRIMARY KEY (tenant_id, key_id),
  UNIQUE (tenant_id, key_hash)
);
SELECT platform.protect('access.api_key');

-- Append-only: the role may not change or remove a row, and a trigger stops whoever could.
CREATE TABLE access.audit (
  tenant_id    uuid        NOT NULL REFERENCES tenancy.workspace (tenant_id),
  audit_id     uuid        NOT NULL,
  at           timestamptz NOT NULL,
  actor_kind   text        NOT NULL CHECK (actor_kind IN ('person', 'key', 'program')),
  actor_id     text        NOT NULL,
  actor_name   text        NOT NULL,
  action       text        NOT NULL,
  subject_type text        NOT NULL,
  subject_id   text        NOT NULL,
  detail       jsonb       NOT NULL,
  PRIMARY KEY (tenant_id, audit_id)
);
CREATE INDEX audit_by_subject ON access.audit (tenant_id, subject_type, subject_id, audit_id);
CREATE INDEX audit_by_actor ON access.audit (tenant_id, actor_id, audit_id);
CREATE INDEX audit_by_action ON access.audit (tenant_id, action, audit_id);
SELECT platform.protect('access.audit', 'SELECT, INSERT');

CREATE FUNCTION access.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'access.audit is append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON access.audit
  FOR EACH ROW EXECUTE FUNCTION access.refuse_change();
CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON access.audit
  FOR EACH STATEMENT EXECUTE FUNCTION access.refuse_change();
