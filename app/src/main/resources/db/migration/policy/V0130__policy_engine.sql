-- What the policy engine decides on beyond consents and suppressions: the workspace's own rules,
-- proofs of contact, stated places, attempts, budgets, and opt-outs shared within an agency.

-- The workspace's own rules; no row means the defaults of WorkspaceRules.Choice.
CREATE TABLE policy.own_rules (
  tenant_id          uuid        NOT NULL PRIMARY KEY,
  number_age_months  integer     CHECK (number_age_months BETWEEN 1 AND 120),
  marketing_per_day  integer     CHECK (marketing_per_day BETWEEN 1 AND 50),
  segments_per_day   bigint      CHECK (segments_per_day >= 0),
  segments_per_month bigint      CHECK (segments_per_month >= 0),
  micros_per_day     bigint      CHECK (micros_per_day >= 0),
  micros_per_month   bigint      CHECK (micros_per_month >= 0),
  -- Millionths of the workspace's currency for one segment of a text.
  segment_micros     bigint      NOT NULL CHECK (segment_micros >= 0),
  changed_by         text        NOT NULL,
  changed_at         timestamptz NOT NULL
);
SELECT platform.protect('policy.own_rules', 'SELECT, INSERT, UPDATE');

-- The last time a person showed that an address is theirs, by writing or calling from it.
CREATE TABLE policy.address_proof (
  tenant_id    uuid        NOT NULL,
  address_hash bytea       NOT NULL,
  evidence     text        NOT NULL,
  at           timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, address_hash)
);
SELECT platform.protect('policy.address_proof', 'SELECT, INSERT, UPDATE');

-- Where a person says they live. `person` is the contact's id.
CREATE TABLE policy.person_place (
  tenant_id  uuid        NOT NULL,
  person     uuid        NOT NULL,
  zone       text,
  state      text        CHECK (state ~ '^[A-Z]{2}$'),
  changed_by text        NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, person),
  CHECK (zone IS NOT NULL OR state IS NOT NULL)
);
SELECT platform.protect('policy.person_place');

-- One allowed delivery that counts towards a cap or a budget, with what was reserved for it and
-- where. Deleted when it turns out that nothing was sent.
CREATE TABLE policy.attempt (
  tenant_id    uuid        NOT NULL,
  id           uuid        NOT NULL,
  address_hash bytea       NOT NULL,
  person       uuid,
  channel      text        NOT NULL CHECK (channel IN ('SMS', 'EMAIL', 'VOICE')),
  purpose      text        NOT NULL,
  subject      text        CHECK (length(subject) <= 200),
  at           timestamptz NOT NULL,
  segments     bigint      NOT NULL CHECK (segments >= 0),
  micros       bigint      NOT NULL CHECK (micros >= 0),
  day          date,
  month        date,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX attempt_by_address ON policy.attempt (tenant_id, address_hash, at);
CREATE INDEX attempt_by_person ON policy.attempt (tenant_id, person, at) WHERE person IS NOT NULL;
CREATE INDEX attempt_by_age ON policy.attempt (at);
SELECT platform.protect('policy.attempt');
SELECT platform.open_to_worker('policy.attempt', 'SELECT, DELETE',
  'attempts that no cap and no budget asks about any more are forgotten');

-- What is spent or reserved of a budget, by the first day of its day or month in the workspace's zone.
CREATE TABLE policy.budget_use (
  tenant_id uuid   NOT NULL,
  period    text   NOT NULL CHECK (period IN ('day', 'month')),
  starts    date   NOT NULL,
  segments  bigint NOT NULL DEFAULT 0 CHECK (segments >= 0),
  micros    bigint NOT NULL DEFAULT 0 CHECK (micros >= 0),
  PRIMARY KEY (tenant_id, period, starts)
);
SELECT platform.protect('policy.budget_use', 'SELECT, INSERT, UPDATE');

-- ── Opt-outs within an agency ──
-- No application role may read or write these tables. The functions below do, with the owner's
-- rights; none takes a workspace or an agency from its caller: both follow from the tenant in force.
-- An address is known here only as a hash under the agency's key, which never leaves the functions.

CREATE TABLE policy.agency_key (
  agency uuid  PRIMARY KEY REFERENCES tenancy.directory (workspace),
  key    bytea NOT NULL
);
CREATE TABLE policy.agency_member (
  workspace uuid    PRIMARY KEY REFERENCES tenancy.directory (workspace),
  shares    boolean NOT NULL
);
CREATE TABLE policy.agency_suppression (
  agency       uuid        NOT NULL REFERENCES tenancy.directory (workspace),
  channel      text        NOT NULL CHECK (channel IN ('SMS', 'EMAIL', 'VOICE')),
  address_hash bytea       NOT NULL,
  workspace    uuid        NOT NULL REFERENCES tenancy.directory (workspace),
  reason       text        NOT NULL CHECK (reason IN ('OPT_OUT', 'COMPLAINT', 'LEGAL')),
  scope        text        NOT NULL CHECK (scope IN ('ALL', 'MARKETING')),
  since        timestamptz NOT NULL,
  PRIMARY KEY (agency, channel, address_hash, workspace, reason)
);
ALTER TABLE policy.agency_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE policy.agency_member ENABLE ROW LEVEL SECURITY;
ALTER TABLE policy.agency_suppression ENABLE ROW LEVEL SECURITY;

-- The directory forces its policies on its owner too: the functions see the tenant's own line.
CREATE POLICY own_line ON tenancy.directory FOR SELECT TO CURRENT_USER
  USING (workspace = (SELECT platform.current_tenant()));

-- The agency above the tenant in force, or the tenant itself when it stands alone or is one.
CREATE FUNCTION policy.own_agency() RETURNS uuid
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(d.agency, d.workspace)
    FROM tenancy.directory d
   WHERE d.workspace = platform.current_tenant()
$$;

-- `digest` is the SHA-256 of the address: the address itself never stands in a statement.
CREATE FUNCTION policy.agency_hash(digest bytea) RETURNS bytea
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT sha256(k.key || sha256(k.key || digest))
    FROM policy.agency_key k
   WHERE k.agency = policy.own_agency()
$$;

CREATE FUNCTION policy.agency_suppress(
    channel text, digest bytea, scope text, reason text, since timestamptz) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine uuid := policy.own_agency();
BEGIN
  IF mine IS NULL OR reason NOT IN ('OPT_OUT', 'COMPLAINT', 'LEGAL') THEN
    RETURN;
  END IF;
  INSERT INTO policy.agency_key (agency, key)
  VALUES (mine, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
  ON CONFLICT DO NOTHING;
  INSERT INTO policy.agency_suppression AS s
         (agency, channel, address_hash, workspace, reason, scope, since)
  SELECT mine, agency_suppress.channel, policy.agency_hash(digest), platform.current_tenant(),
         agency_suppress.reason, agency_suppress.scope, agency_suppress.since
  ON CONFLICT ON CONSTRAINT agency_suppression_pkey DO UPDATE
     SET scope = excluded.scope, since = excluded.since
   WHERE s.scope = 'MARKETING' AND excluded.scope = 'ALL';
END
$$;

-- Takes back what this workspace said; what another said stays.
CREATE FUNCTION policy.agency_lift(channel text, digest bytea, at timestamptz) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DELETE FROM policy.agency_suppression s
   WHERE s.agency = policy.own_agency() AND s.workspace = platform.current_tenant()
     AND s.channel = agency_lift.channel AND s.address_hash = policy.agency_hash(digest)
     AND s.reason = 'OPT_OUT' AND s.since <= agency_lift.at
$$;

-- What other workspaces of the agency say of one address, without saying which. Only between
-- workspaces that both chose to share.
CREATE FUNCTION policy.agency_suppressions(channel text, digest bytea)
  RETURNS TABLE (scope text, reason text, since timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT s.scope, s.reason, min(s.since)
    FROM policy.agency_suppression s
    JOIN policy.agency_member me ON me.workspace = platform.current_tenant() AND me.shares
    JOIN policy.agency_member other ON other.workspace = s.workspace AND other.shares
   WHERE s.agency = policy.own_agency() AND s.workspace <> platform.current_tenant()
     AND s.channel = agency_suppressions.channel AND s.address_hash = policy.agency_hash(digest)
   GROUP BY s.scope, s.reason
$$;

CREATE FUNCTION policy.share_with_agency(wanted boolean) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO policy.agency_member (workspace, shares)
  SELECT platform.current_tenant(), wanted
   WHERE policy.own_agency() IS NOT NULL
  ON CONFLICT (workspace) DO UPDATE SET shares = excluded.shares
$$;

CREATE FUNCTION policy.shares_with_agency() RETURNS boolean
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM policy.agency_member m
                  WHERE m.workspace = platform.current_tenant() AND m.shares)
$$;

REVOKE EXECUTE ON FUNCTION
  policy.own_agency(), policy.agency_hash(bytea),
  policy.agency_suppress(text, bytea, text, text, timestamptz),
  policy.agency_lift(text, bytea, timestamptz), policy.agency_suppressions(text, bytea),
  policy.share_with_agency(boolean), policy.shares_with_agency() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
  policy.agency_suppress(text, bytea, text, text, timestamptz),
  policy.agency_lift(text, bytea, timestamptz), policy.agency_suppressions(text, bytea),
  policy.share_with_agency(boolean), policy.shares_with_agency() TO ${app_role};
