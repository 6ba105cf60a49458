-- One thread per contact over all channels.

CREATE SCHEMA conversations;
GRANT USAGE ON SCHEMA conversations TO ${app_role}, ${worker_role};

CREATE TABLE conversations.conversation (
  tenant_id     uuid        NOT NULL,
  id            uuid        NOT NULL,
  contact_id    uuid        NOT NULL,
  status        text        NOT NULL CHECK (status IN ('open', 'done', 'snoozed')),
  snoozed_until timestamptz,
  assignee      uuid,
  assignee_name text,
  unread        integer     NOT NULL DEFAULT 0,
  -- Messages that did not arrive since it was last settled.
  trouble       boolean     NOT NULL DEFAULT false,
  settled_at    timestamptz NOT NULL,
  last_at       timestamptz NOT NULL,
  created_at    timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, contact_id),
  CHECK ((status = 'snoozed') = (snoozed_until IS NOT NULL))
);
CREATE INDEX conversation_by_time ON conversations.conversation (tenant_id, last_at DESC, id DESC);
CREATE INDEX conversation_by_status
  ON conversations.conversation (tenant_id, status, last_at DESC, id DESC);
SELECT platform.protect('conversations.conversation');

CREATE TABLE conversations.message (
  tenant_id       uuid        NOT NULL,
  id              uuid        NOT NULL,
  conversation_id uuid        NOT NULL,
  direction       text        NOT NULL CHECK (direction IN ('in', 'out', 'note', 'event')),
  channel         text,
  address         text,                    -- the person's
  our_address     text,                    -- which of ours an incoming one was written to
  mail_thread     text,                    -- ids of an e-mail's thread, its own last
  subject         text,
  body            text        NOT NULL,
  state           text,
  reason          text,
  delivery_id     uuid,
  provider        text,
  provider_id     text,
  author          text,
  ref_type        text,
  ref_id          text,
  at              timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, conversation_id)
    REFERENCES conversations.conversation (tenant_id, id)
);
CREATE INDEX message_by_thread
  ON conversations.message (tenant_id, conversation_id, at DESC, id DESC);
CREATE UNIQUE INDEX message_by_delivery
  ON conversations.message (tenant_id, delivery_id) WHERE delivery_id IS NOT NULL;
-- A message the provider hands over twice is one message.
CREATE UNIQUE INDEX message_by_provider_id
  ON conversations.message (tenant_id, provider, provider_id)
  WHERE direction = 'in' AND provider_id IS NOT NULL;
CREATE UNIQUE INDEX message_by_reference
  ON conversations.message (tenant_id, ref_type, ref_id) WHERE direction = 'event';
SELECT platform.protect('conversations.message');
