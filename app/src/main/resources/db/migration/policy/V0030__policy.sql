-- Who may be contacted: suppressions, consents and switches. Addresses are keyed hashes (HMAC-SHA256
-- with the tenant's own key), so that erasing a person keeps the suppression and nothing else.

CREATE SCHEMA policy;
GRANT USAGE ON SCHEMA policy TO ${app_role}, ${worker_role};

CREATE TABLE policy.address_key (
  tenant_id  uuid        NOT NULL PRIMARY KEY,
  key        bytea       NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
SELECT platform.protect('policy.address_key', 'SELECT, INSERT');

-- What bars an address now; the history is below.
CREATE TABLE policy.suppression (
  tenant_id    uuid        NOT NULL,
  channel      text        NOT NULL CHECK (channel IN ('SMS', 'EMAIL', 'VOICE')),
  address_hash bytea       NOT NULL,
  scope        text        NOT NULL CHECK (scope IN ('ALL', 'MARKETING')),
  reason       text        NOT NULL CHECK (reason IN ('OPT_OUT', 'COMPLAINT', 'BOUNCE', 'LEGAL', 'STAFF')),
  evidence     text        NOT NULL,
  since        timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, channel, address_hash, reason)
);
SELECT platform.protect('policy.suppression');

CREATE TABLE policy.suppression_event (
  tenant_id    uuid        NOT NULL,
  seq          bigint      GENERATED ALWAYS AS IDENTITY,
  channel      text        NOT NULL,
  address_hash bytea       NOT NULL,
  kind         text        NOT NULL CHECK (kind IN ('suppressed', 'lifted')),
  scope        text,
  reason       text,
  evidence     text        NOT NULL,
  actor        text        NOT NULL,
  at           timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, seq)
);
CREATE INDEX suppression_event_by_address
  ON policy.suppression_event (tenant_id, channel, address_hash, seq);
SELECT platform.protect('policy.suppression_event', 'SELECT, INSERT');

-- Append-only proof; the latest row of an address, channel and purpose counts.
CREATE TABLE policy.consent (
  tenant_id    uuid        NOT NULL,
  seq          bigint      GENERATED ALWAYS AS IDENTITY,
  channel      text        NOT NULL CHECK (channel IN ('SMS', 'EMAIL', 'VOICE')),
  address_hash bytea       NOT NULL,
  purpose      text        NOT NULL,
  granted      boolean     NOT NULL,
  kind         text        NOT NULL CHECK (kind IN ('IMPLIED', 'EXPRESS', 'WRITTEN')),
  evidence     text        NOT NULL,
  actor        text        NOT NULL,
  at           timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, seq)
);
CREATE INDEX consent_by_address
  ON policy.consent (tenant_id, channel, address_hash, purpose, seq DESC);
SELECT platform.protect('policy.consent', 'SELECT, INSERT');

-- A row is a switch that is on.
CREATE TABLE policy.kill_switch (
  tenant_id  uuid        NOT NULL,
  scope      text        NOT NULL,
  reason     text        NOT NULL,
  stopped_by text        NOT NULL,
  stopped_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, scope)
);
SELECT platform.protect('policy.kill_switch');

CREATE TABLE policy.kill_switch_event (
  tenant_id uuid        NOT NULL,
  seq       bigint      GENERATED ALWAYS AS IDENTITY,
  scope     text        NOT NULL,
  kind      text        NOT NULL CHECK (kind IN ('stopped', 'released')),
  reason    text,
  actor     text        NOT NULL,
  at        timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, seq)
);
SELECT platform.protect('policy.kill_switch_event', 'SELECT, INSERT');
