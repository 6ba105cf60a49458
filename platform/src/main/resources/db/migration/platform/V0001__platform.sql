-- What every module builds on: the tenant in force, the helper that protects a table, the event log.
-- Run by the owner role; ${app_role} and ${worker_role} are the names of the other two.

CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE SCHEMA IF NOT EXISTS platform;
GRANT USAGE ON SCHEMA platform TO ${app_role}, ${worker_role};

-- The tenant of the transaction, NULL when none is set. An emptied setting reads '' rather than NULL.
CREATE FUNCTION platform.current_tenant() RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.tenant_id', true), '')::uuid;

-- Tables the worker role may see across tenants, each with its reason; the start-up check compares
-- this list with the policies that exist.
CREATE TABLE platform.worker_access (
  table_name text PRIMARY KEY,
  reason     text NOT NULL
);
GRANT SELECT ON platform.worker_access TO ${app_role}, ${worker_role};

-- Makes a tenant table: row-level security, forced, with the one policy that compares tenant_id.
CREATE FUNCTION platform.protect(target regclass, privileges text DEFAULT 'SELECT, INSERT, UPDATE, DELETE')
  RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY tenant_isolation ON %s TO ${app_role} '
                 'USING (tenant_id = (SELECT platform.current_tenant())) '
                 'WITH CHECK (tenant_id = (SELECT platform.current_tenant()))', target);
  EXECUTE format('GRANT %s ON %s TO ${app_role}', privileges, target);
END
$$;

-- Lets the worker role see every tenant's rows of one table, and says why.
CREATE FUNCTION platform.open_to_worker(target regclass, privileges text, reason text)
  RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE POLICY worker ON %s TO ${worker_role} USING (true) WITH CHECK (true)', target);
  EXECUTE format('GRANT %s ON %s TO ${worker_role}', privileges, target);
  INSERT INTO platform.worker_access (table_name, reason)
  SELECT n.nspname || '.' || c.relname, open_to_worker.reason
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE c.oid = target;
END
$$;

REVOKE EXECUTE ON FUNCTION platform.protect(regclass, text) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION platform.open_to_worker(regclass, text, text) FROM PUBLIC;

-- The live event log. Ordered by (xid, seq); see docs/decisions/0004-live-events.md.
CREATE TABLE platform.event (
  tenant_id  uuid        NOT NULL,
  xid        xid8        NOT NULL DEFAULT pg_current_xact_id(),
  seq        bigint      GENERATED ALWAYS AS IDENTITY,
  topic      text        NOT NULL,
  subject    text        NOT NULL,
  data       jsonb       NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, xid, seq)
);
CREATE INDEX event_by_position ON platform.event (xid, seq);
CREATE INDEX event_by_age ON platform.event USING brin (created_at);
SELECT platform.protect('platform.event', 'SELECT, INSERT');
SELECT platform.open_to_worker('platform.event', 'SELECT, DELETE',
  'the tailer follows every tenant''s events and retention deletes old ones');

-- Background work (db-scheduler's table) and how each job last ended. No tenant's row: the tenant of
-- a piece of work stands in its data, the application role may only add, the worker runs them.
CREATE TABLE platform.job (
  task_name            text        NOT NULL,
  task_instance        text        NOT NULL,
  task_data            bytea,
  execution_time       timestamptz NOT NULL,
  picked               boolean     NOT NULL,
  picked_by            text,
  last_success         timestamptz,
  last_failure         timestamptz,
  consecutive_failures integer,
  last_heartbeat       timestamptz,
  version              bigint      NOT NULL,
  priority             smallint,
  PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX job_by_due ON platform.job (execution_time);
CREATE INDEX job_by_heartbeat ON platform.job (last_heartbeat) WHERE picked;
GRANT INSERT ON platform.job TO ${app_role};
GRANT SELECT, INSERT, UPDATE, DELETE ON platform.job TO ${worker_role};

CREATE TABLE platform.job_run (
  name      text        PRIMARY KEY,
  ended_at  timestamptz NOT NULL,
  took_ms   bigint      NOT NULL,
  succeeded boolean     NOT NULL,
  error     text
);
GRANT SELECT ON platform.job_run TO ${app_role};
GRANT SELECT, INSERT, UPDATE ON platform.job_run TO ${worker_role};

-- Up to where retention may have deleted live events: a screen that comes back from before it loads
-- anew. One row.
CREATE TABLE platform.event_floor (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  xid    xid8    NOT NULL,
  seq    bigint  NOT NULL
);
INSERT INTO platform.event_floor (xid, seq) VALUES ('0', 0);
GRANT SELECT, UPDATE ON platform.event_floor TO ${worker_role};
