-- Appointments that repeat, and appointments booked together. Each occurrence is an appointment.
CREATE TABLE calendar.series (
  tenant_id       uuid        NOT NULL,
  id              uuid        NOT NULL,
  service_id      uuid        NOT NULL,
  staff_id        uuid,
  contact_id      uuid        NOT NULL,
  -- RFC 5545 RRULE, in the local time of the zone.
  rule            text        NOT NULL CHECK (length(rule) BETWEEN 1 AND 500),
  first_local     timestamp   NOT NULL,
  zone            text        NOT NULL,
  -- The series this one was split from by an edit of "this and following".
  split_from      uuid,
  idempotency_key text        NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 200),
  fingerprint     text        NOT NULL,
  created_at      timestamptz NOT NULL,
  created_by      text        NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, idempotency_key),
  FOREIGN KEY (tenant_id, service_id) REFERENCES calendar.service (tenant_id, id),
  FOREIGN KEY (tenant_id, staff_id) REFERENCES calendar.staff (tenant_id, id)
);
CREATE INDEX series_by_contact ON calendar.series (tenant_id, contact_id);
SELECT platform.protect('calendar.series');

CREATE TABLE calendar.booking_group (
  tenant_id       uuid        NOT NULL,
  id              uuid        NOT NULL,
  contact_id      uuid        NOT NULL,
  idempotency_key text        NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 200),
  fingerprint     text        NOT NULL,
  created_at      timestamptz NOT NULL,
  created_by      text        NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, idempotency_key)
);
CREATE INDEX booking_group_by_contact ON calendar.booking_group (tenant_id, contact_id);
SELECT platform.protect('calendar.booking_group');

ALTER TABLE calendar.appointment
  ADD COLUMN series_id uuid,
  -- Where the rule puts it, local time of the series' zone; its own time may differ.
  ADD COLUMN recurrence_at timestamp,
  ADD COLUMN group_id uuid,
  ADD COLUMN group_part smallint,
  ADD FOREIGN KEY (tenant_id, series_id) REFERENCES calendar.series (tenant_id, id),
  ADD FOREIGN KEY (tenant_id, group_id) REFERENCES calendar.booking_group (tenant_id, id),
  ADD CHECK ((series_id IS NULL) = (recurrence_at IS NULL)),
  ADD CHECK ((group_id IS NULL) = (group_part IS NULL));
CREATE UNIQUE INDEX appointment_by_series ON calendar.appointment (tenant_id, series_id, recurrence_at)
  WHERE series_id IS NOT NULL;
CREATE UNIQUE INDEX appointment_by_group ON calendar.appointment (tenant_id, group_id, group_part)
  WHERE group_id IS NOT NULL;
