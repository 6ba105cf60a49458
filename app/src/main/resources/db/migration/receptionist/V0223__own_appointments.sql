-- What was read back to a caller before they agree to it: a change of an appointment happens only
-- to what was read back in the same call, as it was read back.
CREATE TABLE receptionist.read_back (
  tenant_id      uuid        NOT NULL,
  call_id        uuid        NOT NULL,
  appointment_id uuid        NOT NULL,
  action         text        NOT NULL CHECK (action IN ('cancel', 'move')),
  revision       integer     NOT NULL,
  -- The new start, for a move.
  starts_at      timestamptz,
  created_at     timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, call_id, appointment_id, action)
);
SELECT platform.protect('receptionist.read_back', 'SELECT, INSERT, UPDATE');

-- How often a caller of one call named somebody they could not prove to be.
CREATE TABLE receptionist.identity_miss (
  tenant_id uuid    NOT NULL,
  call_id   uuid    NOT NULL,
  misses    integer NOT NULL,
  PRIMARY KEY (tenant_id, call_id)
);
SELECT platform.protect('receptionist.identity_miss', 'SELECT, INSERT, UPDATE');
