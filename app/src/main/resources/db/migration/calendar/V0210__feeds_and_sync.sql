-- Calendars that leave the house (feeds), and other calendars of our people that come in and go out.

-- A secret address under which a calendar program reads a person's or a place's appointments. The
-- secret itself is shown once; its first bytes name the tenant.
CREATE TABLE calendar.feed (
  tenant_id   uuid        NOT NULL REFERENCES tenancy.workspace (tenant_id),
  id          uuid        NOT NULL,
  staff_id    uuid,
  -- A location of this workspace, when it is not a person's.
  location_id uuid,
  token_hash  bytea       NOT NULL CHECK (length(token_hash) = 32),
  label       text        NOT NULL CHECK (length(label) BETWEEN 1 AND 120),
  -- Whether readers see only that the time is taken.
  busy_only   boolean     NOT NULL,
  created_by  text        NOT NULL CHECK (length(created_by) <= 200),
  created_at  timestamptz NOT NULL,
  read_at     timestamptz,
  revoked_at  timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, token_hash),
  FOREIGN KEY (tenant_id, staff_id) REFERENCES calendar.staff (tenant_id, id),
  CHECK ((staff_id IS NULL) <> (location_id IS NULL))
);
SELECT platform.protect('calendar.feed');

-- An account of one person with a calendar elsewhere.
CREATE TABLE calendar.sync_account (
  tenant_id    uuid        NOT NULL REFERENCES tenancy.workspace (tenant_id),
  id           uuid        NOT NULL,
  staff_id     uuid        NOT NULL,
  provider     text        NOT NULL CHECK (provider ~ '^[a-z]{2,20}$'),
  label        text        NOT NULL CHECK (length(label) BETWEEN 1 AND 200),
  -- Encrypted by the vault, purpose 'calendar.sync-account'.
  credentials  bytea       NOT NULL,
  state        text        NOT NULL CHECK (state IN ('active', 'failing', 'unauthorized')),
  -- In plain words, for the person.
  problem      text        CHECK (length(problem) <= 300),
  failures     integer     NOT NULL DEFAULT 0,
  synced_at    timestamptz,
  due_at       timestamptz NOT NULL,
  -- Who works on it now; the token fences off one that was given up.
  lease        uuid,
  lease_until  timestamptz,
  created_by   text        NOT NULL CHECK (length(created_by) <= 200),
  created_at   timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, staff_id) REFERENCES calendar.staff (tenant_id, id)
);
CREATE INDEX sync_account_by_staff ON calendar.sync_account (tenant_id, staff_id);
CREATE INDEX sync_account_due ON calendar.sync_account (due_at);
SELECT platform.protect('calendar.sync_account');
SELECT platform.open_to_worker('calendar.sync_account', 'SELECT',
  'one look finds the accounts that are due in any workspace; each is worked as its tenant');

-- A calendar of an account that is followed.
CREATE TABLE calendar.sync_calendar (
  tenant_id   uuid        NOT NULL,
  id          uuid        NOT NULL,
  account_id  uuid        NOT NULL,
  remote_id   text        NOT NULL CHECK (length(remote_id) BETWEEN 1 AND 2000),
  name        text        NOT NULL CHECK (length(name) <= 200),
  writable    boolean     NOT NULL,
  -- Its entries take the person's time.
  busy_in     boolean     NOT NULL,
  -- Our appointments are written into it.
  out         boolean     NOT NULL,
  sync_token  text        CHECK (length(sync_token) <= 4000),
  -- Entries are known up to here; beyond, everything is read anew.
  known_until timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, account_id, remote_id),
  FOREIGN KEY (tenant_id, account_id) REFERENCES calendar.sync_account (tenant_id, id)
    ON DELETE CASCADE,
  CHECK (writable OR NOT out)
);
CREATE UNIQUE INDEX sync_calendar_out ON calendar.sync_calendar (tenant_id, account_id) WHERE out;
SELECT platform.protect('calendar.sync_calendar');

-- Which entry elsewhere is which appointment of ours.
CREATE TABLE calendar.sync_event (
  tenant_id      uuid        NOT NULL,
  calendar_id    uuid        NOT NULL,
  appointment_id uuid        NOT NULL,
  href           text        NOT NULL CHECK (length(href) BETWEEN 1 AND 2000),
  etag           text        CHECK (length(etag) <= 500),
  -- What we wrote last.
  starts_at      timestamptz NOT NULL,
  ends_at        timestamptz NOT NULL,
  revision       integer     NOT NULL,
  -- A person decided to leave the entry as it is elsewhere.
  detached       boolean     NOT NULL DEFAULT false,
  updated_at     timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, calendar_id, appointment_id),
  FOREIGN KEY (tenant_id, calendar_id) REFERENCES calendar.sync_calendar (tenant_id, id)
    ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, appointment_id) REFERENCES calendar.appointment (tenant_id, id)
    ON DELETE CASCADE
);
CREATE INDEX sync_event_by_appointment ON calendar.sync_event (tenant_id, appointment_id);
SELECT platform.protect('calendar.sync_event');

-- Appointments whose entry elsewhere is not as it should be. Written with the change; one row per
-- calendar and appointment, whose number tells whether it changed again meanwhile.
CREATE TABLE calendar.sync_outbox (
  tenant_id      uuid        NOT NULL,
  calendar_id    uuid        NOT NULL,
  appointment_id uuid        NOT NULL,
  account_id     uuid        NOT NULL,
  number         bigint      GENERATED BY DEFAULT AS IDENTITY,
  -- Write over whatever a person did there.
  force          boolean     NOT NULL DEFAULT false,
  attempts       integer     NOT NULL DEFAULT 0,
  due_at         timestamptz NOT NULL,
  problem        text        CHECK (length(problem) <= 300),
  PRIMARY KEY (tenant_id, calendar_id, appointment_id),
  FOREIGN KEY (tenant_id, calendar_id) REFERENCES calendar.sync_calendar (tenant_id, id)
    ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, appointment_id) REFERENCES calendar.appointment (tenant_id, id)
    ON DELETE CASCADE
);
CREATE INDEX sync_outbox_by_account ON calendar.sync_outbox (tenant_id, account_id, due_at);
SELECT platform.protect('calendar.sync_outbox');
SELECT platform.open_to_worker('calendar.sync_outbox', 'SELECT',
  'the same look finds accounts with something to write; each is worked as its tenant');

-- Someone changed our appointment elsewhere: a person decides.
CREATE TABLE calendar.sync_conflict (
  tenant_id      uuid        NOT NULL,
  id             uuid        NOT NULL,
  calendar_id    uuid        NOT NULL,
  appointment_id uuid        NOT NULL,
  kind           text        NOT NULL CHECK (kind IN ('moved', 'deleted')),
  starts_at      timestamptz,
  ends_at        timestamptz,
  etag           text        CHECK (length(etag) <= 500),
  found_at       timestamptz NOT NULL,
  decided_at     timestamptz,
  decision       text        CHECK (decision IN ('ours', 'theirs', 'leave', 'settled')),
  decided_by     text        CHECK (length(decided_by) <= 200),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, calendar_id) REFERENCES calendar.sync_calendar (tenant_id, id)
    ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, appointment_id) REFERENCES calendar.appointment (tenant_id, id)
    ON DELETE CASCADE,
  CHECK ((kind = 'moved') = (starts_at IS NOT NULL)),
  CHECK ((decided_at IS NULL) = (decision IS NULL))
);
CREATE UNIQUE INDEX sync_conflict_open
  ON calendar.sync_conflict (tenant_id, calendar_id, appointment_id) WHERE decided_at IS NULL;
SELECT platform.protect('calendar.sync_conflict');

-- A person who was sent to a provider to allow access; good once and for some minutes.
CREATE TABLE calendar.sync_consent (
  tenant_id  uuid        NOT NULL REFERENCES tenancy.workspace (tenant_id),
  id         uuid        NOT NULL,
  staff_id   uuid        NOT NULL,
  provider   text        NOT NULL CHECK (provider ~ '^[a-z]{2,20}$'),
  -- Who began it, and must come back.
  member     text        NOT NULL CHECK (length(member) <= 100),
  -- Encrypted by the vault, purpose 'calendar.sync-consent'.
  verifier   bytea       NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, staff_id) REFERENCES calendar.staff (tenant_id, id)
);
SELECT platform.protect('calendar.sync_consent');
