-- A worker leases keys, not rows: taking and giving back writes one small row instead of every row
-- and all its index entries. While a lease is here nobody else works on its keys.
CREATE TABLE integrations.webhook_lease (
  tenant_id     uuid        NOT NULL,
  id            uuid        NOT NULL,          -- fencing token: locked by each commit of its holder
  connections   uuid[]      NOT NULL,          -- with ordering_keys: one key per place
  ordering_keys text[]      NOT NULL,
  until         timestamptz NOT NULL,          -- then another may take it away, unless it is locked
  PRIMARY KEY (tenant_id, id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
SELECT platform.protect('integrations.webhook_lease', 'SELECT, UPDATE, DELETE');
SELECT platform.open_to_worker('integrations.webhook_lease', 'SELECT, INSERT, UPDATE, DELETE',
  'the inbox worker leases keys of every tenant and takes over what others left');

-- Each row is updated once and leaves dead entries where the next claim looks; a share of a table
-- that keeps 30 days would be far too many of them.
ALTER TABLE integrations.webhook SET (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 50000,
  autovacuum_analyze_scale_factor = 0.02);
