-- Reminders, confirmations asked for, and the rule for late changes.

-- A service that has a row here has a plan of its own, which may be empty; the others have the
-- standard one.
CREATE TABLE calendar.reminder_plan (
  tenant_id  uuid        NOT NULL,
  service_id uuid        NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, service_id),
  FOREIGN KEY (tenant_id, service_id) REFERENCES calendar.service (tenant_id, id)
);
SELECT platform.protect('calendar.reminder_plan');

CREATE TABLE calendar.reminder_rule (
  tenant_id  uuid    NOT NULL,
  service_id uuid    NOT NULL,
  before_min integer NOT NULL CHECK (before_min BETWEEN 15 AND 43200),
  channel    text    NOT NULL CHECK (channel IN ('sms', 'email')),
  kind       text    NOT NULL CHECK (kind IN ('remind', 'ask')),
  words      text    NOT NULL CHECK (length(words) BETWEEN 1 AND 600),
  PRIMARY KEY (tenant_id, service_id, before_min, channel),
  FOREIGN KEY (tenant_id, service_id)
    REFERENCES calendar.reminder_plan (tenant_id, service_id) ON DELETE CASCADE
);
SELECT platform.protect('calendar.reminder_rule');

-- One message to be requested when due. Written with the appointment and its revision: those of an
-- older revision mean nothing any more.
CREATE TABLE calendar.reminder (
  tenant_id      uuid        NOT NULL,
  appointment_id uuid        NOT NULL,
  revision       integer     NOT NULL,
  before_min     integer     NOT NULL,
  channel        text        NOT NULL CHECK (channel IN ('sms', 'email')),
  kind           text        NOT NULL CHECK (kind IN ('remind', 'ask')),
  words          text        NOT NULL,
  due_at         timestamptz NOT NULL,
  starts_at      timestamptz NOT NULL,
  -- waiting: not yet due; requested: a delivery exists; done: nothing more can come of it.
  state          text        NOT NULL DEFAULT 'waiting'
                 CHECK (state IN ('waiting', 'requested', 'done')),
  reason         text        NOT NULL DEFAULT '',
  delivery_id    uuid,
  requested_at   timestamptz,
  PRIMARY KEY (tenant_id, appointment_id, revision, before_min, channel),
  FOREIGN KEY (tenant_id, appointment_id) REFERENCES calendar.appointment (tenant_id, id)
    ON DELETE CASCADE,
  CHECK ((state = 'requested') <= (delivery_id IS NOT NULL))
);
CREATE INDEX reminder_due ON calendar.reminder (due_at) WHERE state = 'waiting';
CREATE INDEX reminder_begun ON calendar.reminder (starts_at) WHERE state = 'requested';
SELECT platform.protect('calendar.reminder');
SELECT platform.open_to_worker('calendar.reminder', 'SELECT',
  'finds tenants with reminders that are due; each is requested as its tenant');

-- What clients may still change by themselves shortly before.
CREATE TABLE calendar.cancel_rule (
  tenant_id  uuid    NOT NULL,
  service_id uuid    NOT NULL,
  hours      integer NOT NULL CHECK (hours BETWEEN 1 AND 720),
  fee        text    NOT NULL DEFAULT '' CHECK (length(fee) <= 200),
  -- Whether clients may still cancel and move by themselves when it is late.
  allowed    boolean NOT NULL,
  PRIMARY KEY (tenant_id, service_id),
  FOREIGN KEY (tenant_id, service_id) REFERENCES calendar.service (tenant_id, id)
);
SELECT platform.protect('calendar.cancel_rule');
