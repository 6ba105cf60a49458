-- Retention asks every hour which dead letters are old; without this it reads all of them.
DROP INDEX CONCURRENTLY IF EXISTS integrations.webhook_dead_age;
CREATE INDEX CONCURRENTLY webhook_dead_age ON integrations.webhook (finished_at)
  WHERE state = 'dead';
