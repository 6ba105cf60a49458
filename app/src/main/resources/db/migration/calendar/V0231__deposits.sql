-- Deposits that the desk was paid; at most one per appointment. A mark that was a mistake is taken
-- back by deleting it: the audit log keeps both.
CREATE TABLE calendar.deposit_payment (
  tenant_id      uuid        NOT NULL,
  appointment_id uuid        NOT NULL,
  amount_minor   bigint      NOT NULL CHECK (amount_minor BETWEEN 1 AND 100000000),
  paid_at        timestamptz NOT NULL,
  marked_by      text        NOT NULL CHECK (length(marked_by) <= 200),
  PRIMARY KEY (tenant_id, appointment_id),
  FOREIGN KEY (tenant_id, appointment_id) REFERENCES calendar.appointment (tenant_id, id)
    ON DELETE CASCADE
);
SELECT platform.protect('calendar.deposit_payment', 'SELECT, INSERT, DELETE');
