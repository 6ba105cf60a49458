-- What a generic webhook's payload means: where in it the person stands and what is done with them.
-- Append-only; the highest version of a connection counts.

CREATE TABLE integrations.mapping (
  tenant_id     uuid        NOT NULL,
  connection_id uuid        NOT NULL,
  version       integer     NOT NULL,
  fields        jsonb       NOT NULL,
  made_by       text        NOT NULL,
  made_at       timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, connection_id, version),
  FOREIGN KEY (tenant_id, connection_id) REFERENCES integrations.connection
);
SELECT platform.protect('integrations.mapping', 'SELECT, INSERT');
