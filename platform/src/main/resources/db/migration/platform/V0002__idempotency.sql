-- Answers already given to requests that carried an Idempotency-Key, kept for 24 hours.
CREATE TABLE platform.idempotent_answer (
  tenant_id  uuid        NOT NULL,
  route      text        NOT NULL CHECK (length(route) <= 200),
  key        text        NOT NULL CHECK (length(key) <= 200),
  request    bytea       NOT NULL,
  status     integer,
  body       text,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, route, key)
);
CREATE INDEX idempotent_answer_by_age ON platform.idempotent_answer (tenant_id, created_at);
SELECT platform.protect('platform.idempotent_answer');
