-- Connections to providers with their encrypted credentials, and the webhook inbox.

CREATE SCHEMA integrations;
GRANT USAGE ON SCHEMA integrations TO ${app_role}, ${worker_role};

CREATE TABLE integrations.connection (
  tenant_id  uuid        NOT NULL,
  id         uuid        NOT NULL,          -- random, not guessable: it stands in the hook's address
  provider   text        NOT NULL,
  name       text        NOT NULL,
  state      text        NOT NULL CHECK (state IN ('active', 'disabled')),
  config     bytea       NOT NULL,          -- encrypted by the vault, purpose 'connection'
  version    integer     NOT NULL DEFAULT 1,
  checked_at timestamptz,
  check_ok   boolean,
  check_note text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (id)
);
CREATE UNIQUE INDEX connection_by_name ON integrations.connection (tenant_id, provider, lower(name));
SELECT platform.protect('integrations.connection');
SELECT platform.open_to_worker('integrations.connection', 'SELECT',
  'a webhook names its connection, and the connection names the tenant');

-- What came in, before anything is done about it. One row per event of the provider; committed
-- before the provider sees 200.
CREATE TABLE integrations.webhook (
  tenant_id     uuid        NOT NULL,
  id            uuid        NOT NULL,
  connection_id uuid        NOT NULL,
  provider      text        NOT NULL,
  identity      text        NOT NULL,       -- the provider's event id with its type, or a digest
  type          text        NOT NULL,
  ordering_key  text        NOT NULL,       -- rows of one key are handled in order of seq
  seq           bigint      GENERATED ALWAYS AS IDENTITY,
  state         text        NOT NULL CHECK (state IN ('waiting', 'working', 'done', 'dead', 'ignored')),
  body          bytea,                      -- encrypted by the vault, purpose 'webhook'; NULL once retention dropped it
  received_at   timestamptz NOT NULL,
  attempts      integer     NOT NULL DEFAULT 0,
  due_at        timestamptz NOT NULL,       -- waiting: next attempt; working: when the lease ends
  blocks_until  timestamptz NOT NULL DEFAULT 'infinity', -- until then later rows of the key wait for this one
  lease         uuid,                       -- fencing token of whoever works on it
  error         text,
  finished_at   timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, connection_id, identity),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES integrations.connection
);
CREATE INDEX webhook_due ON integrations.webhook (tenant_id, due_at)
  WHERE state IN ('waiting', 'working');
CREATE INDEX webhook_open ON integrations.webhook (tenant_id, connection_id, ordering_key, seq)
  WHERE state IN ('waiting', 'working');
CREATE INDEX webhook_by_time ON integrations.webhook (tenant_id, seq DESC);
CREATE INDEX webhook_dead ON integrations.webhook (tenant_id, seq DESC) WHERE state = 'dead';
CREATE INDEX webhook_finished ON integrations.webhook (finished_at) WHERE body IS NOT NULL AND state IN ('done', 'ignored');
SELECT platform.protect('integrations.webhook');
SELECT platform.open_to_worker('integrations.webhook', 'SELECT, INSERT, UPDATE, DELETE',
  'hooks of all tenants are stored in shared commits, the inbox worker claims due rows of every'
  ' tenant, and retention removes old ones');

-- How far each mailbox is read, and by whom.
CREATE TABLE integrations.mailbox (
  tenant_id     uuid        NOT NULL,
  connection_id uuid        NOT NULL,
  uid_validity  bigint,                     -- NULL before the first reading
  last_uid      bigint      NOT NULL DEFAULT 0,
  since         timestamptz NOT NULL,       -- where reading begins when UIDs say nothing
  lease_owner   uuid        NOT NULL,
  lease_until   timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, connection_id),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES integrations.connection
);
SELECT platform.protect('integrations.mailbox', 'SELECT, UPDATE');
SELECT platform.open_to_worker('integrations.mailbox', 'SELECT, INSERT, UPDATE',
  'each node takes and renews the leases of the mailboxes that it reads');
