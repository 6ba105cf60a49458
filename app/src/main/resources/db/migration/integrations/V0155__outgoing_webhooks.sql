-- Outgoing webhooks: where customers want to hear of changes, what each is to be told, and what became
-- of every attempt.

CREATE TABLE integrations.hook_endpoint (
  tenant_id     uuid        NOT NULL,
  id            uuid        NOT NULL,
  url           text        NOT NULL CHECK (length(url) <= 2000),
  description   text        NOT NULL CHECK (length(description) <= 200),
  types         text[]      NOT NULL CHECK (cardinality(types) BETWEEN 1 AND 100),
  state         text        NOT NULL CHECK (state IN ('active', 'disabled')),
  off_because   text        CHECK (off_because IN ('person', 'failing', 'gone')),
  secret        bytea       NOT NULL,       -- encrypted by the vault, purpose 'integrations.hook-secret'
  old_secret    bytea,                      -- signs beside the new one until old_until
  old_until     timestamptz,
  xid           xid8        NOT NULL,       -- events of the log up to here are planned
  seq           bigint      NOT NULL,
  failing_since timestamptz,                -- first failure since the last success
  delivered_at  timestamptz,
  version       integer     NOT NULL DEFAULT 1,
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  CHECK ((state = 'active') = (off_because IS NULL))
);
SELECT platform.protect('integrations.hook_endpoint');
SELECT platform.open_to_worker('integrations.hook_endpoint', 'SELECT',
  'one look finds every workspace''s endpoints that have events to plan or webhooks to send');

-- One webhook to one endpoint. Its body is frozen when it is planned.
CREATE TABLE integrations.hook_delivery (
  tenant_id   uuid        NOT NULL,
  id          uuid        NOT NULL,         -- the webhook-id, the same for every attempt
  endpoint_id uuid        NOT NULL,
  seq         bigint      GENERATED ALWAYS AS IDENTITY, -- in the order of the events
  type        text        NOT NULL,
  subject     text        NOT NULL,
  body        text        NOT NULL,
  state       text        NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
  attempts    integer     NOT NULL DEFAULT 0,
  tries       integer     NOT NULL DEFAULT 0, -- attempts since planned or replayed
  due_at      timestamptz NOT NULL,         -- next attempt; while leased, when the lease ends
  lease       uuid,                         -- fencing token of the attempt under way
  created_at  timestamptz NOT NULL,
  finished_at timestamptz,
  status      integer,                      -- of the last answer
  error       text,                         -- why the last attempt failed
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, endpoint_id) REFERENCES integrations.hook_endpoint ON DELETE CASCADE
);
CREATE INDEX hook_delivery_due ON integrations.hook_delivery (tenant_id, endpoint_id, due_at)
  WHERE state = 'waiting';
CREATE INDEX hook_delivery_open ON integrations.hook_delivery (tenant_id, endpoint_id, subject, seq)
  WHERE state = 'waiting';
CREATE INDEX hook_delivery_log ON integrations.hook_delivery (tenant_id, endpoint_id, seq DESC);
CREATE INDEX hook_delivery_failed ON integrations.hook_delivery (tenant_id, endpoint_id, created_at)
  WHERE state = 'failed';
CREATE INDEX hook_delivery_finished ON integrations.hook_delivery (finished_at) WHERE state <> 'waiting';
SELECT platform.protect('integrations.hook_delivery');
SELECT platform.open_to_worker('integrations.hook_delivery', 'SELECT, DELETE',
  'one look finds what is due in any workspace, and retention deletes what is finished');

CREATE TABLE integrations.hook_attempt (
  tenant_id   uuid        NOT NULL,
  delivery_id uuid        NOT NULL,
  number      integer     NOT NULL,
  at          timestamptz NOT NULL,
  took_ms     integer     NOT NULL,
  status      integer,                      -- NULL when no answer came
  error       text        CHECK (length(error) <= 200),
  excerpt     text        NOT NULL CHECK (length(excerpt) <= 1000), -- begin of the answer's body
  PRIMARY KEY (tenant_id, delivery_id, number),
  FOREIGN KEY (tenant_id, delivery_id) REFERENCES integrations.hook_delivery ON DELETE CASCADE
);
SELECT platform.protect('integrations.hook_attempt', 'SELECT, INSERT');
