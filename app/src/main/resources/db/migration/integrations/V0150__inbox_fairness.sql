-- What lets the inbox claim fairly and search its dead letters, however much waits.

ALTER TABLE integrations.webhook
  ADD COLUMN failure text CHECK (failure IN ('away', 'contended', 'not-yet', 'bug', 'hopeless'));

-- Only rows in work or tried before can be held or hold back others of their key; the rest of a key
-- that floods need not be looked at.
CREATE INDEX webhook_touched ON integrations.webhook (tenant_id, connection_id, ordering_key, seq)
  WHERE state = 'working' OR (state = 'waiting' AND attempts > 0);

-- The latest of a connection, for its screens.
CREATE INDEX webhook_of_connection ON integrations.webhook (tenant_id, connection_id, seq DESC);

-- Retention asks for what is finished, whether its body is there or not.
DROP INDEX integrations.webhook_finished;
CREATE INDEX webhook_finished ON integrations.webhook (finished_at)
  WHERE state IN ('done', 'ignored');
