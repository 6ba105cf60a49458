-- Services, staff, resources and appointments. What makes a double booking impossible is the
-- exclusion constraint on calendar.occupancy: no two binding rows of one person, or of one unit of
-- one resource, may overlap, whoever writes them.

CREATE SCHEMA calendar;
GRANT USAGE ON SCHEMA calendar TO ${app_role}, ${worker_role};

-- What can be booked. Minutes because people think in minutes; money in minor units.
CREATE TABLE calendar.service (
  tenant_id       uuid        NOT NULL REFERENCES tenancy.workspace (tenant_id),
  id              uuid        NOT NULL,
  name            text        NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  description     text        NOT NULL DEFAULT '' CHECK (length(description) <= 2000),
  duration_min    integer     NOT NULL CHECK (duration_min BETWEEN 5 AND 1440),
  before_min      integer     NOT NULL DEFAULT 0 CHECK (before_min BETWEEN 0 AND 240),
  after_min       integer     NOT NULL DEFAULT 0 CHECK (after_min BETWEEN 0 AND 240),
  -- Starts lie on multiples of this many minutes after local midnight.
  step_min        integer     NOT NULL DEFAULT 15 CHECK (step_min BETWEEN 5 AND 240),
  price_minor     bigint      CHECK (price_minor BETWEEN 0 AND 100000000),
  currency        text        NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  colour          text        NOT NULL DEFAULT 'blue' CHECK (colour ~ '^[a-z]{3,12}$'),
  -- Whether clients may book it themselves, by phone or page; the desk always may.
  online          boolean     NOT NULL DEFAULT true,
  notice_min      integer     NOT NULL DEFAULT 60 CHECK (notice_min BETWEEN 0 AND 129600),
  horizon_days    integer     NOT NULL DEFAULT 60 CHECK (horizon_days BETWEEN 1 AND 730),
  archived_at     timestamptz,
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL,
  version         bigint      NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX service_name ON calendar.service (tenant_id, lower(name))
  WHERE archived_at IS NULL;
SELECT platform.protect('calendar.service');

-- Who can be booked; a member of the workspace or a name only.
CREATE TABLE calendar.staff (
  tenant_id       uuid        NOT NULL REFERENCES tenancy.workspace (tenant_id),
  id              uuid        NOT NULL,
  name            text        NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  title           text        NOT NULL DEFAULT '' CHECK (length(title) <= 120),
  member_id       uuid,
  colour          text        NOT NULL DEFAULT 'blue' CHECK (colour ~ '^[a-z]{3,12}$'),
  -- True: works whenever the workspace is open; false: by staff_hours, within the opening hours.
  follows_opening boolean     NOT NULL DEFAULT true,
  archived_at     timestamptz,
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL,
  version         bigint      NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX staff_member ON calendar.staff (tenant_id, member_id)
  WHERE member_id IS NOT NULL AND archived_at IS NULL;
SELECT platform.protect('calendar.staff');

-- Local wall-clock hours per weekday (1 is Monday); a `closes` of 00:00 is the midnight that ends
-- the day.
CREATE TABLE calendar.staff_hours (
  tenant_id uuid     NOT NULL,
  staff_id  uuid     NOT NULL,
  weekday   smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  opens     time     NOT NULL,
  closes    time     NOT NULL CHECK (opens < closes OR closes = '00:00'),
  PRIMARY KEY (tenant_id, staff_id, weekday, opens),
  FOREIGN KEY (tenant_id, staff_id) REFERENCES calendar.staff (tenant_id, id)
);
SELECT platform.protect('calendar.staff_hours');

-- Days that differ. works: these hours replace the week's on those days. Otherwise away: for those
-- hours each day, or the whole days when no hours are given.
CREATE TABLE calendar.staff_exception (
  tenant_id uuid    NOT NULL,
  id        uuid    NOT NULL,
  staff_id  uuid    NOT NULL,
  first_day date    NOT NULL,
  last_day  date    NOT NULL,
  opens     time,
  closes    time,
  works     boolean NOT NULL,
  note      text    NOT NULL DEFAULT '' CHECK (length(note) <= 200),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, staff_id) REFERENCES calendar.staff (tenant_id, id),
  CHECK (first_day <= last_day),
  CHECK ((opens IS NULL) = (closes IS NULL)),
  CHECK (opens < closes OR closes = '00:00'),
  CHECK (NOT works OR opens IS NOT NULL)
);
CREATE INDEX staff_exception_by_day ON calendar.staff_exception (tenant_id, staff_id, last_day);
SELECT platform.protect('calendar.staff_exception');

-- A room or a device; capacity is how many bookings it carries at once.
CREATE TABLE calendar.resource (
  tenant_id   uuid        NOT NULL REFERENCES tenancy.workspace (tenant_id),
  id          uuid        NOT NULL,
  kind        text        NOT NULL CHECK (kind IN ('room', 'device')),
  name        text        NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  capacity    smallint    NOT NULL DEFAULT 1 CHECK (capacity BETWEEN 1 AND 50),
  archived_at timestamptz,
  created_at  timestamptz NOT NULL,
  updated_at  timestamptz NOT NULL,
  version     bigint      NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, id)
);
SELECT platform.protect('calendar.resource');

-- Who may do a service; a lower priority is asked first.
CREATE TABLE calendar.service_staff (
  tenant_id  uuid     NOT NULL,
  service_id uuid     NOT NULL,
  staff_id   uuid     NOT NULL,
  priority   smallint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, service_id, staff_id),
  FOREIGN KEY (tenant_id, service_id) REFERENCES calendar.service (tenant_id, id),
  FOREIGN KEY (tenant_id, staff_id) REFERENCES calendar.staff (tenant_id, id)
);
CREATE INDEX service_staff_by_staff ON calendar.service_staff (tenant_id, staff_id);
SELECT platform.protect('calendar.service_staff');

-- What a service needs besides a person: `quantity` of the resources listed under the need.
CREATE TABLE calendar.service_need (
  tenant_id  uuid     NOT NULL,
  service_id uuid     NOT NULL,
  need       smallint NOT NULL,
  quantity   smallint NOT NULL DEFAULT 1 CHECK (quantity BETWEEN 1 AND 20),
  PRIMARY KEY (tenant_id, service_id, need),
  FOREIGN KEY (tenant_id, service_id) REFERENCES calendar.service (tenant_id, id)
);
SELECT platform.protect('calendar.service_need');

CREATE TABLE calendar.service_resource (
  tenant_id   uuid     NOT NULL,
  service_id  uuid     NOT NULL,
  need        smallint NOT NULL,
  resource_id uuid     NOT NULL,
  PRIMARY KEY (tenant_id, service_id, need, resource_id),
  FOREIGN KEY (tenant_id, service_id, need)
    REFERENCES calendar.service_need (tenant_id, service_id, need) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, resource_id) REFERENCES calendar.resource (tenant_id, id)
);
CREATE INDEX service_resource_by_resource ON calendar.service_resource (tenant_id, resource_id);
SELECT platform.protect('calendar.service_resource');

-- A booking. Cancelling and moving change this row; they never make another.
CREATE TABLE calendar.appointment (
  tenant_id       uuid        NOT NULL,
  id              uuid        NOT NULL,
  service_id      uuid        NOT NULL,
  staff_id        uuid        NOT NULL,
  contact_id      uuid        NOT NULL,
  starts_at       timestamptz NOT NULL,
  ends_at         timestamptz NOT NULL,
  state           text        NOT NULL
                  CHECK (state IN ('booked', 'confirmed', 'checked_in', 'completed', 'cancelled', 'no_show')),
  -- SEQUENCE of the invitation: grows when the client must be told.
  revision        integer     NOT NULL DEFAULT 0,
  source          text        NOT NULL CHECK (source IN ('desk', 'phone', 'page', 'api', 'sync')),
  idempotency_key text        NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 200),
  -- What the key stood for, so that its reuse with another content is seen.
  fingerprint     text        NOT NULL,
  -- The call it was made in; an id of another module.
  call_ref        uuid,
  price_minor     bigint,
  currency        text        NOT NULL,
  note            text        NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, idempotency_key),
  FOREIGN KEY (tenant_id, service_id) REFERENCES calendar.service (tenant_id, id),
  FOREIGN KEY (tenant_id, staff_id) REFERENCES calendar.staff (tenant_id, id),
  CHECK (starts_at < ends_at AND ends_at <= starts_at + interval '24 hours')
);
CREATE INDEX appointment_by_start ON calendar.appointment (tenant_id, starts_at, id);
CREATE INDEX appointment_by_staff ON calendar.appointment (tenant_id, staff_id, starts_at);
CREATE INDEX appointment_by_contact ON calendar.appointment (tenant_id, contact_id, starts_at, id);
CREATE INDEX appointment_by_call ON calendar.appointment (tenant_id, call_ref)
  WHERE call_ref IS NOT NULL;
SELECT platform.protect('calendar.appointment', 'SELECT, INSERT, UPDATE, DELETE');

-- Who and what an appointment takes, buffers included. A cancelled appointment keeps its rows, no
-- longer binding, so that one still sees who it was with. Two days bound the longest row, which
-- lets the index answer "what overlaps this range".
CREATE TABLE calendar.occupancy (
  tenant_id      uuid        NOT NULL,
  appointment_id uuid        NOT NULL,
  subject_type   text        NOT NULL CHECK (subject_type IN ('staff', 'resource')),
  subject_id     uuid        NOT NULL,
  -- Which of a resource's places; 1 for staff.
  unit           smallint    NOT NULL DEFAULT 1,
  starts_at      timestamptz NOT NULL,
  ends_at        timestamptz NOT NULL,
  during         tstzrange   NOT NULL GENERATED ALWAYS AS (tstzrange(starts_at, ends_at)) STORED,
  binding        boolean     NOT NULL DEFAULT true,
  PRIMARY KEY (tenant_id, appointment_id, subject_id, unit),
  FOREIGN KEY (tenant_id, appointment_id) REFERENCES calendar.appointment (tenant_id, id)
    ON DELETE CASCADE,
  CHECK (starts_at < ends_at AND ends_at <= starts_at + interval '2 days'),
  CONSTRAINT occupancy_no_overlap EXCLUDE USING gist
    (tenant_id WITH =, subject_id WITH =, unit WITH =, during WITH &&) WHERE (binding)
);
CREATE INDEX occupancy_by_subject ON calendar.occupancy (tenant_id, subject_id, starts_at)
  INCLUDE (unit, ends_at, appointment_id) WHERE binding;
SELECT platform.protect('calendar.occupancy');

-- What happened to an appointment, in order.
CREATE TABLE calendar.appointment_history (
  tenant_id      uuid        NOT NULL,
  appointment_id uuid        NOT NULL,
  number         integer     NOT NULL,
  at             timestamptz NOT NULL,
  actor          text        NOT NULL CHECK (length(actor) <= 200),
  what           text        NOT NULL,
  revision       integer     NOT NULL,
  starts_at      timestamptz NOT NULL,
  ends_at        timestamptz NOT NULL,
  staff_id       uuid        NOT NULL,
  note           text        NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, appointment_id, number),
  FOREIGN KEY (tenant_id, appointment_id) REFERENCES calendar.appointment (tenant_id, id)
    ON DELETE CASCADE
);
SELECT platform.protect('calendar.appointment_history', 'SELECT, INSERT');
