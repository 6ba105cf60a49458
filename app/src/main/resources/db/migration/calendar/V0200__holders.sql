-- Who holds a place: an appointment, a session of a class, or a hold that expires. The exclusion
-- constraint stays the guard for all of them.

-- A place kept for somebody who is about to book. A key keeps one at most.
CREATE TABLE calendar.hold (
  tenant_id  uuid        NOT NULL,
  id         uuid        NOT NULL,
  service_id uuid        NOT NULL,
  staff_id   uuid        NOT NULL,
  starts_at  timestamptz NOT NULL,
  ends_at    timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  source     text        NOT NULL CHECK (source IN ('desk', 'phone', 'page', 'api', 'sync')),
  hold_key   text        NOT NULL CHECK (length(hold_key) BETWEEN 1 AND 200),
  -- A seat of a class instead of a person's time.
  session_id uuid,
  seat       smallint,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, hold_key),
  FOREIGN KEY (tenant_id, service_id) REFERENCES calendar.service (tenant_id, id),
  FOREIGN KEY (tenant_id, staff_id) REFERENCES calendar.staff (tenant_id, id),
  CHECK (starts_at < ends_at),
  CHECK ((session_id IS NULL) = (seat IS NULL))
);
CREATE INDEX hold_by_expiry ON calendar.hold (tenant_id, expires_at);
CREATE INDEX hold_by_seat ON calendar.hold (tenant_id, session_id, seat)
  WHERE session_id IS NOT NULL;
SELECT platform.protect('calendar.hold');

-- One meeting of a class. It takes its person and its rooms; those who come take seats.
CREATE TABLE calendar.session (
  tenant_id    uuid        NOT NULL,
  id           uuid        NOT NULL,
  service_id   uuid        NOT NULL,
  staff_id     uuid        NOT NULL,
  starts_at    timestamptz NOT NULL,
  ends_at      timestamptz NOT NULL,
  seats        smallint    NOT NULL CHECK (seats BETWEEN 1 AND 500),
  -- Those made together, week after week.
  batch_id     uuid        NOT NULL,
  cancelled_at timestamptz,
  created_at   timestamptz NOT NULL,
  updated_at   timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, service_id) REFERENCES calendar.service (tenant_id, id),
  FOREIGN KEY (tenant_id, staff_id) REFERENCES calendar.staff (tenant_id, id),
  CHECK (starts_at < ends_at AND ends_at <= starts_at + interval '24 hours')
);
CREATE INDEX session_by_start ON calendar.session (tenant_id, starts_at, id);
SELECT platform.protect('calendar.session');

-- The seats there are. An appointment in a class names one of them, and no two standing
-- appointments name the same: more people than seats can't be stored.
CREATE TABLE calendar.session_seat (
  tenant_id  uuid     NOT NULL,
  session_id uuid     NOT NULL,
  seat       smallint NOT NULL CHECK (seat BETWEEN 1 AND 500),
  PRIMARY KEY (tenant_id, session_id, seat),
  FOREIGN KEY (tenant_id, session_id) REFERENCES calendar.session (tenant_id, id)
    ON DELETE CASCADE
);
SELECT platform.protect('calendar.session_seat');

ALTER TABLE calendar.hold
  ADD FOREIGN KEY (tenant_id, session_id, seat)
    REFERENCES calendar.session_seat (tenant_id, session_id, seat) ON DELETE CASCADE;

ALTER TABLE calendar.appointment
  ADD COLUMN session_id uuid,
  ADD COLUMN seat       smallint,
  ADD FOREIGN KEY (tenant_id, session_id, seat)
    REFERENCES calendar.session_seat (tenant_id, session_id, seat),
  ADD CHECK ((session_id IS NULL) = (seat IS NULL));
CREATE UNIQUE INDEX appointment_seat ON calendar.appointment (tenant_id, session_id, seat)
  WHERE session_id IS NOT NULL AND state <> 'cancelled';

-- `appointment_id` is the id of whoever takes the place; `holder` says what that is. The generated
-- columns carry the foreign keys.
ALTER TABLE calendar.occupancy
  DROP CONSTRAINT occupancy_tenant_id_appointment_id_fkey,
  ADD COLUMN holder text NOT NULL DEFAULT 'appointment'
    CHECK (holder IN ('appointment', 'session', 'hold')),
  -- A hold's; from then on the place counts as free.
  ADD COLUMN expires_at timestamptz,
  ADD COLUMN booked_id uuid
    GENERATED ALWAYS AS (CASE WHEN holder = 'appointment' THEN appointment_id END) STORED,
  ADD COLUMN session_id uuid
    GENERATED ALWAYS AS (CASE WHEN holder = 'session' THEN appointment_id END) STORED,
  ADD COLUMN hold_id uuid
    GENERATED ALWAYS AS (CASE WHEN holder = 'hold' THEN appointment_id END) STORED,
  ADD CHECK ((holder = 'hold') = (expires_at IS NOT NULL)),
  ADD CONSTRAINT occupancy_booked FOREIGN KEY (tenant_id, booked_id)
    REFERENCES calendar.appointment (tenant_id, id) ON DELETE CASCADE,
  ADD CONSTRAINT occupancy_session FOREIGN KEY (tenant_id, session_id)
    REFERENCES calendar.session (tenant_id, id) ON DELETE CASCADE,
  ADD CONSTRAINT occupancy_hold FOREIGN KEY (tenant_id, hold_id)
    REFERENCES calendar.hold (tenant_id, id) ON DELETE CASCADE;
CREATE INDEX occupancy_by_booked ON calendar.occupancy (tenant_id, booked_id)
  WHERE booked_id IS NOT NULL;
CREATE INDEX occupancy_by_session ON calendar.occupancy (tenant_id, session_id)
  WHERE session_id IS NOT NULL;
CREATE INDEX occupancy_by_hold ON calendar.occupancy (tenant_id, hold_id)
  WHERE hold_id IS NOT NULL;

-- What a person's other calendars say they are doing. Read by availability; nothing of ours is
-- refused because of it, so it has no exclusion. A source is one calendar that is followed.
CREATE TABLE calendar.external_busy (
  tenant_id  uuid        NOT NULL,
  id         uuid        NOT NULL,
  staff_id   uuid        NOT NULL,
  source_id  uuid        NOT NULL,
  uid        text        NOT NULL CHECK (length(uid) BETWEEN 1 AND 1000),
  starts_at  timestamptz NOT NULL,
  ends_at    timestamptz NOT NULL,
  title      text        NOT NULL DEFAULT '' CHECK (length(title) <= 500),
  -- Whether the desk sees only that the person is busy.
  private    boolean     NOT NULL DEFAULT true,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, staff_id) REFERENCES calendar.staff (tenant_id, id),
  CHECK (starts_at < ends_at)
);
CREATE UNIQUE INDEX external_busy_by_uid
  ON calendar.external_busy (tenant_id, source_id, md5(uid), starts_at);
CREATE INDEX external_busy_by_staff ON calendar.external_busy (tenant_id, staff_id, ends_at)
  INCLUDE (starts_at);
SELECT platform.protect('calendar.external_busy');
