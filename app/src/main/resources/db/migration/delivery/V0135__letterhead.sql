-- The postal address that stands below every e-mail that promotes (CAN-SPAM, 15 U.S.C. 7704(a)(5)).
CREATE TABLE delivery.letterhead (
  tenant_id      uuid        PRIMARY KEY,
  postal_address text        NOT NULL CHECK (length(postal_address) BETWEEN 1 AND 500),
  changed_at     timestamptz NOT NULL
);
SELECT platform.protect('delivery.letterhead', 'SELECT, INSERT, UPDATE');
