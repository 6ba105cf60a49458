-- Places of business, classes, several people at once, turns, limits, deposits, questions.

-- Where services are done. Its hours are its own or the workspace's; its zone is its own.
CREATE TABLE calendar.location (
  tenant_id       uuid        NOT NULL REFERENCES tenancy.workspace (tenant_id),
  id              uuid        NOT NULL,
  name            text        NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  address         text        NOT NULL DEFAULT '' CHECK (length(address) <= 500),
  zone            text        NOT NULL CHECK (length(zone) <= 64),
  -- True: open when the workspace is, by its own clock; false: by location_hours.
  follows_opening boolean     NOT NULL DEFAULT true,
  -- How long people take to get here from another place.
  travel_min      integer     NOT NULL DEFAULT 0 CHECK (travel_min BETWEEN 0 AND 480),
  archived_at     timestamptz,
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL,
  version         bigint      NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX location_name ON calendar.location (tenant_id, lower(name))
  WHERE archived_at IS NULL;
SELECT platform.protect('calendar.location');

CREATE TABLE calendar.location_hours (
  tenant_id   uuid     NOT NULL,
  location_id uuid     NOT NULL,
  weekday     smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  opens       time     NOT NULL,
  closes      time     NOT NULL CHECK (opens < closes OR closes = '00:00'),
  PRIMARY KEY (tenant_id, location_id, weekday, opens),
  FOREIGN KEY (tenant_id, location_id) REFERENCES calendar.location (tenant_id, id)
);
SELECT platform.protect('calendar.location_hours');

-- Where a service is done; without rows, at the workspace itself.
CREATE TABLE calendar.service_location (
  tenant_id   uuid NOT NULL,
  service_id  uuid NOT NULL,
  location_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, service_id, location_id),
  FOREIGN KEY (tenant_id, service_id) REFERENCES calendar.service (tenant_id, id),
  FOREIGN KEY (tenant_id, location_id) REFERENCES calendar.location (tenant_id, id)
);
CREATE INDEX service_location_by_location
  ON calendar.service_location (tenant_id, location_id);
SELECT platform.protect('calendar.service_location');

-- Hours of a week and resources may belong to one place; without, they count everywhere.
ALTER TABLE calendar.staff_hours
  ADD COLUMN location_id uuid,
  ADD FOREIGN KEY (tenant_id, location_id) REFERENCES calendar.location (tenant_id, id);
ALTER TABLE calendar.resource
  ADD COLUMN location_id uuid,
  ADD FOREIGN KEY (tenant_id, location_id) REFERENCES calendar.location (tenant_id, id);

ALTER TABLE calendar.service
  ADD COLUMN kind          text     NOT NULL DEFAULT 'appointment'
    CHECK (kind IN ('appointment', 'class')),
  -- Of a class, unless a session says otherwise.
  ADD COLUMN seats         smallint NOT NULL DEFAULT 1 CHECK (seats BETWEEN 1 AND 500),
  -- Starts lie this many minutes after the multiples of step_min.
  ADD COLUMN offset_min    integer  NOT NULL DEFAULT 0 CHECK (offset_min BETWEEN 0 AND 239),
  -- How many people do it together.
  ADD COLUMN people        smallint NOT NULL DEFAULT 1 CHECK (people BETWEEN 1 AND 10),
  -- By turn: whoever had one longest ago is asked first; else by priority.
  ADD COLUMN by_turn       boolean  NOT NULL DEFAULT false,
  ADD COLUMN max_per_day   integer  CHECK (max_per_day BETWEEN 1 AND 1000),
  ADD COLUMN deposit_minor bigint   CHECK (deposit_minor BETWEEN 0 AND 100000000),
  ADD COLUMN at_client     boolean  NOT NULL DEFAULT false,
  -- There, and back again.
  ADD COLUMN travel_min    integer  NOT NULL DEFAULT 0 CHECK (travel_min BETWEEN 0 AND 480);

-- Of all services together.
ALTER TABLE calendar.staff
  ADD COLUMN max_per_day integer CHECK (max_per_day BETWEEN 1 AND 1000);

ALTER TABLE calendar.session
  ADD COLUMN location_id uuid,
  ADD FOREIGN KEY (tenant_id, location_id) REFERENCES calendar.location (tenant_id, id);
ALTER TABLE calendar.hold
  ADD COLUMN location_id uuid,
  ADD FOREIGN KEY (tenant_id, location_id) REFERENCES calendar.location (tenant_id, id);
ALTER TABLE calendar.occupancy
  ADD COLUMN location_id uuid;

ALTER TABLE calendar.appointment
  ADD COLUMN location_id   uuid,
  ADD COLUMN deposit_minor bigint,
  -- Who does it besides staff_id.
  ADD COLUMN team          uuid[] NOT NULL DEFAULT '{}',
  ADD FOREIGN KEY (tenant_id, location_id) REFERENCES calendar.location (tenant_id, id);
CREATE INDEX appointment_by_turn
  ON calendar.appointment (tenant_id, service_id, staff_id, created_at);

-- What clients are asked when they book.
CREATE TABLE calendar.intake_question (
  tenant_id  uuid     NOT NULL,
  id         uuid     NOT NULL,
  service_id uuid     NOT NULL,
  position   smallint NOT NULL,
  label      text     NOT NULL CHECK (length(label) BETWEEN 1 AND 200),
  kind       text     NOT NULL CHECK (kind IN ('text', 'long', 'choice', 'yes_no')),
  choices    text[]   NOT NULL DEFAULT '{}',
  required   boolean  NOT NULL DEFAULT false,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, service_id) REFERENCES calendar.service (tenant_id, id)
);
CREATE INDEX intake_question_by_service
  ON calendar.intake_question (tenant_id, service_id, position);
SELECT platform.protect('calendar.intake_question');

-- What they answered, with the question as it was; sealed by the vault. Questions may change and
-- go, answers stay with their appointment.
CREATE TABLE calendar.intake_answer (
  tenant_id      uuid        NOT NULL,
  appointment_id uuid        NOT NULL,
  position       smallint    NOT NULL,
  sealed         bytea       NOT NULL,
  created_at     timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, appointment_id, position),
  FOREIGN KEY (tenant_id, appointment_id) REFERENCES calendar.appointment (tenant_id, id)
    ON DELETE CASCADE
);
SELECT platform.protect('calendar.intake_answer');
