-- The receptionist: what it may do (versioned), what it did for which tool call, messages it took.

CREATE SCHEMA receptionist;
GRANT USAGE ON SCHEMA receptionist TO ${app_role}, ${worker_role};

-- How the receptionist behaves. Versions are only ever added; `current` points at one.
CREATE TABLE receptionist.configuration_version (
  tenant_id  uuid        NOT NULL,
  version    integer     NOT NULL,
  content    jsonb       NOT NULL,
  note       text        NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  created_by text        NOT NULL,
  PRIMARY KEY (tenant_id, version)
);
SELECT platform.protect('receptionist.configuration_version', 'SELECT, INSERT');

CREATE TABLE receptionist.configuration (
  tenant_id uuid    NOT NULL PRIMARY KEY,
  version   integer NOT NULL,
  FOREIGN KEY (tenant_id, version) REFERENCES receptionist.configuration_version (tenant_id, version)
);
SELECT platform.protect('receptionist.configuration', 'SELECT, INSERT, UPDATE');

-- One row per tool call, written in the transaction of its effect: the row exists exactly when the
-- effect does, and a repeat reads its answer from here.
CREATE TABLE receptionist.tool_call (
  tenant_id        uuid        NOT NULL,
  call_id          uuid        NOT NULL,
  tool_call_id     text        NOT NULL CHECK (length(tool_call_id) BETWEEN 1 AND 200),
  tool             text        NOT NULL,
  arguments_digest bytea       NOT NULL,
  outcome          text        NOT NULL DEFAULT 'running',
  answer           json,               -- as it was given: a repeat gets it letter by letter
  started_at       timestamptz NOT NULL,
  took_micros      bigint,
  PRIMARY KEY (tenant_id, call_id, tool_call_id)
);
CREATE INDEX tool_call_by_time ON receptionist.tool_call (tenant_id, started_at DESC);
SELECT platform.protect('receptionist.tool_call', 'SELECT, INSERT, UPDATE');

-- Where calls were handed to; bounds the transfers of one call.
CREATE TABLE receptionist.transfer (
  tenant_id    uuid        NOT NULL,
  call_id      uuid        NOT NULL,
  tool_call_id text        NOT NULL,
  department   text        NOT NULL,
  number       text        NOT NULL,
  reason       text        NOT NULL,
  created_at   timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, call_id, tool_call_id),
  FOREIGN KEY (tenant_id, call_id, tool_call_id)
    REFERENCES receptionist.tool_call (tenant_id, call_id, tool_call_id)
);
SELECT platform.protect('receptionist.transfer', 'SELECT, INSERT');

-- Our own numbers, learnt from the calls that came in on them: nobody is ever transferred to one.
CREATE TABLE receptionist.line (
  tenant_id uuid NOT NULL,
  number    text NOT NULL,
  PRIMARY KEY (tenant_id, number)
);
SELECT platform.protect('receptionist.line', 'SELECT, INSERT');

-- Messages callers left for people.
CREATE TABLE receptionist.message (
  tenant_id    uuid        NOT NULL,
  id           uuid        NOT NULL,
  call_id      uuid        NOT NULL,
  contact_id   uuid,
  caller_name  text,
  call_back    text,
  body         text        NOT NULL CHECK (length(body) BETWEEN 1 AND 2000),
  urgent       boolean     NOT NULL,
  created_at   timestamptz NOT NULL,
  handled_at   timestamptz,
  handled_by   text,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX message_open ON receptionist.message (tenant_id, created_at) WHERE handled_at IS NULL;
CREATE INDEX message_by_call ON receptionist.message (tenant_id, call_id);
SELECT platform.protect('receptionist.message', 'SELECT, INSERT, UPDATE');
