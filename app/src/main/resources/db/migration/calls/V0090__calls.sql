-- The call log: one row per call, its transcript, tools, recording and history.

CREATE SCHEMA calls;
GRANT USAGE ON SCHEMA calls TO ${app_role}, ${worker_role};

-- One phone call, live or past. Its state only moves forward (calls.CallProgress).
CREATE TABLE calls.call (
  tenant_id        uuid        NOT NULL,
  id               uuid        NOT NULL,
  connection_id    uuid,                    -- the voice connection it came through
  provider_call_id text        NOT NULL,
  direction        text        NOT NULL CHECK (direction IN ('inbound', 'outbound')),
  status           text        NOT NULL CHECK (status IN
                     ('scheduled', 'queued', 'ringing', 'in-progress', 'forwarding',
                      'completed', 'no-answer', 'voicemail', 'transferred', 'failed', 'cancelled')),
  live             boolean     NOT NULL GENERATED ALWAYS AS
                     (status IN ('scheduled', 'queued', 'ringing', 'in-progress', 'forwarding')) STORED,
  test             boolean     NOT NULL DEFAULT false,
  caller           text COLLATE "C",        -- the other side's number, E.164
  caller_name      text,                    -- as the platform told it
  line             text,                    -- our number, E.164
  assistant_ref    text,
  number_ref       text,
  control_url      text,                    -- live control; cleared when the call ends
  started_at       timestamptz NOT NULL,
  answered_at      timestamptz,
  answered_exact   boolean     NOT NULL DEFAULT false,
  ended_at         timestamptz,
  ended_exact      boolean     NOT NULL DEFAULT false,
  reported_at      timestamptz,             -- of the end-of-call report applied; an older one changes nothing
  duration_ms      bigint      CHECK (duration_ms >= 0), -- as reported; else answered to ended
  cost             numeric(18, 6),          -- minor units of cost_currency, below a cent too
  cost_currency    text,
  ended_reason     text,                    -- as the platform names it
  summary          text,
  outcome          text,
  sentiment        text        CHECK (sentiment IN ('positive', 'neutral', 'negative')),
  sentiment_score  numeric(6, 4),
  urgency          text        CHECK (urgency IN ('low', 'medium', 'high', 'critical')),
  success          text,
  contact_id       uuid,
  appointment_id   uuid,
  attention        text        CHECK (attention IN ('missed', 'failed', 'voicemail', 'call-back', 'trouble', 'urgent')),
  attention_reason text,
  attention_at     timestamptz,
  resolved_at      timestamptz,
  resolved_by      text,
  note             text,
  updated_at       timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, provider_call_id)
);
CREATE INDEX call_by_time ON calls.call (tenant_id, started_at DESC, id DESC);
CREATE INDEX call_by_direction ON calls.call (tenant_id, direction, started_at DESC, id DESC);
CREATE INDEX call_by_status ON calls.call (tenant_id, status, started_at DESC, id DESC);
CREATE INDEX call_by_contact ON calls.call (tenant_id, contact_id, started_at DESC, id DESC)
  WHERE contact_id IS NOT NULL;
CREATE INDEX call_live ON calls.call (tenant_id, started_at DESC, id DESC) WHERE live;
CREATE INDEX call_needs ON calls.call (tenant_id, started_at DESC, id DESC)
  WHERE attention IS NOT NULL AND resolved_at IS NULL;
CREATE INDEX call_by_caller ON calls.call (tenant_id, caller, started_at DESC);
SELECT platform.protect('calls.call');

-- What was said. Live lines come one by one; the end-of-call report brings the platform's own list,
-- which wins: live lines it already holds are marked covered and not shown.
CREATE TABLE calls.line (
  tenant_id  uuid        NOT NULL,
  call_id    uuid        NOT NULL,
  key        text        NOT NULL,          -- same utterance, same key: repeats change nothing
  source     text        NOT NULL CHECK (source IN ('live', 'report')),
  role       text        NOT NULL CHECK (role IN ('caller', 'assistant', 'person', 'system')),
  said_at    timestamptz NOT NULL,
  position   integer     NOT NULL DEFAULT 0, -- order among lines of one instant
  offset_ms  bigint,                        -- since the call began, when the platform told it
  body       text        NOT NULL,
  final      boolean     NOT NULL,
  covered    boolean     NOT NULL DEFAULT false,
  PRIMARY KEY (tenant_id, call_id, key),
  FOREIGN KEY (tenant_id, call_id) REFERENCES calls.call ON DELETE CASCADE
);
CREATE INDEX line_in_order ON calls.line (tenant_id, call_id, said_at, position, key);
SELECT platform.protect('calls.line');

CREATE TABLE calls.tool_use (
  tenant_id    uuid        NOT NULL,
  call_id      uuid        NOT NULL,
  tool_call_id text        NOT NULL,
  name         text        NOT NULL,
  outcome      text        NOT NULL CHECK (outcome IN ('asked', 'answered', 'refused', 'failed', 'late')),
  took_ms      integer,
  used_at      timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, call_id, tool_call_id),
  FOREIGN KEY (tenant_id, call_id) REFERENCES calls.call ON DELETE CASCADE
);
SELECT platform.protect('calls.tool_use');

-- The call's history as told by the platform and by people: status changes, transfers, hangs, notes.
CREATE TABLE calls.happening (
  tenant_id  uuid        NOT NULL,
  call_id    uuid        NOT NULL,
  key        text        NOT NULL,
  kind       text        NOT NULL,
  detail     text,
  happened_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, call_id, key),
  FOREIGN KEY (tenant_id, call_id) REFERENCES calls.call ON DELETE CASCADE
);
SELECT platform.protect('calls.happening');

CREATE TABLE calls.recording (
  tenant_id       uuid        NOT NULL,
  call_id         uuid        NOT NULL,
  state           text        NOT NULL CHECK (state IN ('waiting', 'stored', 'failed')),
  source_url      text,                     -- cleared once stored
  file            text,                     -- path below the file store of the tenant
  size_bytes      bigint,
  media_type      text,
  attempts        integer     NOT NULL DEFAULT 0,
  error           text,
  wanted_at       timestamptz NOT NULL,
  stored_at       timestamptz,
  PRIMARY KEY (tenant_id, call_id),
  FOREIGN KEY (tenant_id, call_id) REFERENCES calls.call ON DELETE CASCADE
);
SELECT platform.protect('calls.recording');
