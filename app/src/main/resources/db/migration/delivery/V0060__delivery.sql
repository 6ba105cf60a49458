-- The one way out. A delivery is one intended message to one person; what was tried and what came of
-- it is append-only beside it.

CREATE SCHEMA delivery;
GRANT USAGE ON SCHEMA delivery TO ${app_role}, ${worker_role};

-- From where a workspace sends.
CREATE TABLE delivery.sender (
  tenant_id     uuid        NOT NULL,
  id            uuid        NOT NULL,
  channel       text        NOT NULL CHECK (channel IN ('SMS', 'EMAIL', 'VOICE')),
  address       text        NOT NULL,
  provider      text        NOT NULL,
  connection_id uuid        NOT NULL,
  name          text,
  is_default    boolean     NOT NULL DEFAULT false,
  created_at    timestamptz NOT NULL,
  -- How fast it may send; NULL: as fast as its provider takes it.
  kind          text        NOT NULL DEFAULT 'UNSET',
  per_second    numeric     CHECK (per_second > 0),
  burst         integer     CHECK (burst > 0),
  at_once       integer     CHECK (at_once > 0),
  campaign      text,                      -- numbers of one registered campaign share its minute
  campaign_class text,
  campaign_per_minute integer CHECK (campaign_per_minute > 0),
  brand         text,                      -- numbers of one registered brand share its day
  brand_per_day integer     CHECK (brand_per_day > 0),
  PRIMARY KEY (tenant_id, id),
  CHECK (per_second IS NULL OR burst IS NOT NULL),
  UNIQUE (tenant_id, channel, address)
);
CREATE UNIQUE INDEX sender_default ON delivery.sender (tenant_id, channel) WHERE is_default;
SELECT platform.protect('delivery.sender');
SELECT platform.open_to_worker('delivery.sender', 'SELECT',
  'the dispatcher claims no more than each sender may send');

CREATE TABLE delivery.delivery (
  tenant_id       uuid        NOT NULL,
  id              uuid        NOT NULL,
  contact_id      uuid        NOT NULL,
  channel         text        NOT NULL CHECK (channel IN ('SMS', 'EMAIL', 'VOICE')),
  address         text        NOT NULL,
  purpose         text        NOT NULL,
  priority        smallint    NOT NULL,
  -- Content, frozen.
  subject         text,
  body            text        NOT NULL,
  html            text,
  segments        integer     NOT NULL,
  cost_micros     bigint      NOT NULL DEFAULT 0, -- millionths of a dollar, estimated when requested
  in_reply_to     text,
  wanted_sender   text,                    -- one of our addresses; the default when it is none any more
  -- Whose queue it stands in: the sender's, or nobody's when there was none.
  line            uuid        NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  tried_lines     uuid[]      NOT NULL DEFAULT '{}', -- senders that surely did not reach their provider
  -- Life.
  state           text        NOT NULL CHECK (state IN ('waiting', 'claimed', 'sending', 'sent',
                                'delivered', 'undelivered', 'failed', 'held', 'refused', 'cancelled',
                                'unknown')),
  not_before      timestamptz NOT NULL,
  due_at          timestamptz NOT NULL,
  lease_owner     uuid,
  lease_until     timestamptz,
  attempt_id      uuid,
  attempt_at      timestamptz,
  attempts        integer     NOT NULL DEFAULT 0,
  sender_id       uuid,
  provider        text,
  provider_id     text,
  reconcile_at    timestamptz,
  reason_code     text,
  reason          text,
  -- The policy decision it was last claimed under.
  rule_id         text,
  rule_version    text,
  rule_source     text,
  inputs_digest   text,
  decided_at      timestamptz,
  -- Origin.
  idempotency_key text        NOT NULL,
  ref_type        text        NOT NULL,
  ref_id          text        NOT NULL,
  created_at      timestamptz NOT NULL,
  changed_at      timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, idempotency_key),
  CHECK (state NOT IN ('claimed', 'sending') OR (lease_owner IS NOT NULL AND lease_until IS NOT NULL)),
  CHECK (state <> 'sending' OR attempt_id IS NOT NULL)
);
CREATE INDEX delivery_due ON delivery.delivery (tenant_id, line, priority, due_at)
  INCLUDE (id, segments) WHERE state IN ('waiting', 'held');
CREATE INDEX delivery_open ON delivery.delivery (tenant_id, line, lease_until)
  WHERE state IN ('claimed', 'sending');
CREATE INDEX delivery_leased ON delivery.delivery (lease_until)
  WHERE state IN ('claimed', 'sending');
CREATE INDEX delivery_unknown ON delivery.delivery (reconcile_at)
  WHERE state = 'unknown';
CREATE INDEX delivery_attention ON delivery.delivery (tenant_id, changed_at DESC)
  WHERE state IN ('undelivered', 'failed', 'refused', 'unknown');
CREATE INDEX delivery_by_reference ON delivery.delivery (tenant_id, ref_type, ref_id);
CREATE INDEX delivery_by_contact ON delivery.delivery (tenant_id, contact_id, created_at DESC);
CREATE UNIQUE INDEX delivery_by_provider_id
  ON delivery.delivery (tenant_id, provider, provider_id) WHERE provider_id IS NOT NULL;
SELECT platform.protect('delivery.delivery', 'SELECT, INSERT, UPDATE');
SELECT platform.open_to_worker('delivery.delivery', 'SELECT, UPDATE',
  'the dispatcher claims what is due across tenants and returns what a dead one held');

CREATE TABLE delivery.attachment (
  tenant_id    uuid     NOT NULL,
  delivery_id  uuid     NOT NULL,
  position     smallint NOT NULL,
  file_name    text     NOT NULL,
  content_type text     NOT NULL,
  bytes        bytea    NOT NULL,
  PRIMARY KEY (tenant_id, delivery_id, position),
  FOREIGN KEY (tenant_id, delivery_id) REFERENCES delivery.delivery (tenant_id, id)
);
SELECT platform.protect('delivery.attachment', 'SELECT, INSERT');

-- What was tried and what came of it; never changed.
CREATE TABLE delivery.attempt_event (
  tenant_id   uuid        NOT NULL,
  delivery_id uuid        NOT NULL,
  seq         bigint      GENERATED ALWAYS AS IDENTITY,
  attempt_id  uuid,
  kind        text        NOT NULL,
  state       text        NOT NULL,
  actor       text        NOT NULL,
  provider    text,
  provider_id text,
  code        text,
  at          timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, delivery_id, seq),
  FOREIGN KEY (tenant_id, delivery_id) REFERENCES delivery.delivery (tenant_id, id)
);
SELECT platform.protect('delivery.attempt_event', 'SELECT, INSERT');
