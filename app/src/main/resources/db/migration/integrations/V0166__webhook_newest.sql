-- Ids grow with time, so the primary key gives the newest first. And no index but webhook_open has
-- the rows of a key in their order: a plan made while the table was small can't take another one.
-- The version before reads its list of webhooks slowly until it is gone.
CREATE INDEX webhook_newest ON integrations.webhook (tenant_id, connection_id, id DESC);
DROP INDEX integrations.webhook_of_connection;
DROP INDEX integrations.webhook_by_time;
