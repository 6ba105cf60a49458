-- Stops everything that leaves this installation. It belongs to no tenant: one row, or none.
CREATE TABLE policy.platform_switch (
  one        boolean     PRIMARY KEY DEFAULT true CHECK (one),
  reason     text        NOT NULL,
  stopped_by text        NOT NULL,
  stopped_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, DELETE ON policy.platform_switch TO ${app_role};
