-- People who would come if a time became free.
CREATE TABLE calendar.waitlist (
  tenant_id      uuid        NOT NULL,
  id             uuid        NOT NULL,
  contact_id     uuid        NOT NULL,
  service_id     uuid        NOT NULL,
  -- Null: whoever is free.
  staff_id       uuid,
  first_day      date        NOT NULL,
  last_day       date        NOT NULL,
  -- Bit 0 is Monday.
  weekdays       smallint    NOT NULL CHECK (weekdays BETWEEN 1 AND 127),
  -- Local times within which the appointment must lie; a `closes` of 00:00 ends the day.
  opens          time        NOT NULL,
  closes         time        NOT NULL CHECK (opens < closes OR closes = '00:00'),
  note           text        NOT NULL DEFAULT '' CHECK (length(note) <= 500),
  state          text        NOT NULL DEFAULT 'waiting'
                 CHECK (state IN ('waiting', 'offered', 'booked', 'expired', 'left')),
  reason         text        NOT NULL DEFAULT '',
  source         text        NOT NULL CHECK (source IN ('desk', 'phone', 'page', 'api', 'sync')),
  appointment_id uuid,
  created_at     timestamptz NOT NULL,
  updated_at     timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, service_id) REFERENCES calendar.service (tenant_id, id),
  FOREIGN KEY (tenant_id, staff_id) REFERENCES calendar.staff (tenant_id, id),
  FOREIGN KEY (tenant_id, appointment_id) REFERENCES calendar.appointment (tenant_id, id)
    ON DELETE SET NULL (appointment_id),
  CHECK (first_day <= last_day)
);
-- One wish per person and service: asking again changes it and keeps its place.
CREATE UNIQUE INDEX waitlist_wish ON calendar.waitlist (tenant_id, contact_id, service_id)
  WHERE state IN ('waiting', 'offered');
CREATE INDEX waitlist_order ON calendar.waitlist (tenant_id, created_at, id)
  WHERE state IN ('waiting', 'offered');
CREATE INDEX waitlist_by_contact ON calendar.waitlist (tenant_id, contact_id, created_at);
SELECT platform.protect('calendar.waitlist');

-- A time offered to one of them. The hold keeps it until the deadline.
CREATE TABLE calendar.waitlist_offer (
  tenant_id      uuid        NOT NULL,
  id             uuid        NOT NULL,
  entry_id       uuid        NOT NULL,
  staff_id       uuid        NOT NULL,
  starts_at      timestamptz NOT NULL,
  ends_at        timestamptz NOT NULL,
  hold_id        uuid        NOT NULL,
  state          text        NOT NULL DEFAULT 'open'
                 CHECK (state IN ('open', 'taken', 'declined', 'lapsed', 'gone')),
  offered_at     timestamptz NOT NULL,
  deadline       timestamptz NOT NULL,
  delivery_id    uuid        NOT NULL,
  -- The text did not reach the person.
  unreached      boolean     NOT NULL DEFAULT false,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, entry_id) REFERENCES calendar.waitlist (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX waitlist_offer_one ON calendar.waitlist_offer (tenant_id, entry_id)
  WHERE state = 'open';
CREATE UNIQUE INDEX waitlist_offer_once ON calendar.waitlist_offer (tenant_id, entry_id, starts_at);
CREATE INDEX waitlist_offer_deadline ON calendar.waitlist_offer (tenant_id, deadline)
  WHERE state = 'open';
CREATE INDEX waitlist_offer_by_delivery ON calendar.waitlist_offer (tenant_id, delivery_id);
SELECT platform.protect('calendar.waitlist_offer');

-- When a workspace's list is looked at next. `nudges` grows with each change that may have freed
-- time, so that a look that began before it does not push the next one away.
CREATE TABLE calendar.waitlist_turn (
  tenant_id uuid        NOT NULL PRIMARY KEY REFERENCES tenancy.workspace (tenant_id),
  due_at    timestamptz NOT NULL,
  nudges    bigint      NOT NULL DEFAULT 0
);
CREATE INDEX waitlist_turn_due ON calendar.waitlist_turn (due_at);
SELECT platform.protect('calendar.waitlist_turn');
SELECT platform.open_to_worker('calendar.waitlist_turn', 'SELECT',
  'finds tenants whose waitlist is due; it is worked as its tenant');
