-- Blocks: one message to an audience, planned, looked at, and sent gradually.

CREATE SCHEMA outreach;
GRANT USAGE ON SCHEMA outreach TO ${app_role}, ${worker_role};

CREATE TABLE outreach.block (
  tenant_id    uuid        NOT NULL,
  id           uuid        NOT NULL,
  name         text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  channel      text        NOT NULL CHECK (channel IN ('SMS', 'EMAIL')),
  purpose      text        NOT NULL CHECK (purpose IN ('MARKETING', 'TRANSACTIONAL')),
  sender       text,                      -- one of our addresses; the default when NULL
  subject      text        CHECK (length(subject) BETWEEN 1 AND 200),
  body         text        NOT NULL CHECK (length(body) BETWEEN 1 AND 10000),
  -- Audience.
  stages       text[]      NOT NULL,
  tag          uuid,
  without_tag  uuid,
  active_days  integer     CHECK (active_days BETWEEN 1 AND 3650),
  quiet_days   integer     CHECK (quiet_days BETWEEN 1 AND 3650),
  -- When and how fast.
  opens        time        NOT NULL,
  closes       time        NOT NULL,
  starts_at    timestamptz,
  per_minute   integer     NOT NULL CHECK (per_minute BETWEEN 1 AND 6000),
  -- Life.
  state        text        NOT NULL CHECK (state IN ('draft', 'planning', 'planned', 'running',
                             'paused', 'done', 'cancelled')),
  version      bigint      NOT NULL DEFAULT 1,
  created_by   text        NOT NULL,
  created_at   timestamptz NOT NULL,
  changed_at   timestamptz NOT NULL,
  planned_at   timestamptz,               -- the instant the plan is made for
  cleared      boolean     NOT NULL DEFAULT true, -- no recipient of an older plan is left
  planned_to   uuid,                      -- the last contact the plan has come to
  looked_at    bigint      NOT NULL DEFAULT 0,    -- contacts the plan has come past
  skipped      bigint      NOT NULL DEFAULT 0,    -- planned, and gone when their turn came
  feed_at      timestamptz,               -- when the next messages are handed over
  started_at   timestamptz,
  ended_at     timestamptz,
  PRIMARY KEY (tenant_id, id),
  CHECK (opens < closes),
  CHECK ((channel = 'EMAIL') = (subject IS NOT NULL))
);
CREATE INDEX block_by_age ON outreach.block (tenant_id, created_at DESC, id DESC);
CREATE INDEX block_running ON outreach.block (feed_at) WHERE state = 'running';
SELECT platform.protect('outreach.block');
SELECT platform.open_to_worker('outreach.block', 'SELECT',
  'the feeder finds running blocks whose turn it is');

-- The parts of a plan: a place whose hours are the same (number above 0), or a reason for which
-- people are left out (below 0).
CREATE TABLE outreach.part (
  tenant_id     uuid     NOT NULL,
  block_id      uuid     NOT NULL,
  nr            smallint NOT NULL CHECK (nr <> 0),
  left_out      text,
  zones         text[],
  jurisdictions text[],
  opens_at      timestamptz,             -- the earliest allowed instant when it was planned
  people        bigint   NOT NULL,
  fed           bigint   NOT NULL DEFAULT 0,
  fed_to        uuid,                    -- the last contact handed over
  PRIMARY KEY (tenant_id, block_id, nr),
  FOREIGN KEY (tenant_id, block_id) REFERENCES outreach.block (tenant_id, id),
  CHECK ((nr < 0) = (left_out IS NOT NULL)),
  CHECK ((nr > 0) = (zones IS NOT NULL AND jurisdictions IS NOT NULL AND opens_at IS NOT NULL))
);
SELECT platform.protect('outreach.part');

-- Who is in a plan. Written once and never changed: what was handed over is what lies before its
-- part's `fed_to`.
CREATE TABLE outreach.recipient (
  tenant_id    uuid     NOT NULL,
  block_id     uuid     NOT NULL,
  part         smallint NOT NULL,
  contact_id   uuid     NOT NULL,
  address      text,
  address_hash bytea,
  PRIMARY KEY (tenant_id, block_id, part, contact_id),
  CHECK (part < 0 OR (address IS NOT NULL AND address_hash IS NOT NULL))
);
-- One address is contacted once by a block, however many contacts share it.
CREATE UNIQUE INDEX recipient_once ON outreach.recipient (tenant_id, block_id, address_hash)
  WHERE part > 0;
SELECT platform.protect('outreach.recipient', 'SELECT, INSERT, DELETE');
