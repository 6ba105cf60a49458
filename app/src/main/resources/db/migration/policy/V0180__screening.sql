-- What other workspaces of the agency say of many addresses at once; see agency_suppressions.
CREATE FUNCTION policy.agency_suppressions_of(channel text, digests bytea[])
  RETURNS TABLE (digest bytea, scope text, reason text, since timestamptz)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT d.digest, s.scope, s.reason, min(s.since)
    FROM policy.agency_key k
   CROSS JOIN unnest(digests) AS d (digest)
    JOIN policy.agency_suppression s
      ON s.agency = k.agency AND s.channel = agency_suppressions_of.channel
     AND s.address_hash = sha256(k.key || sha256(k.key || d.digest))
    JOIN policy.agency_member me ON me.workspace = platform.current_tenant() AND me.shares
    JOIN policy.agency_member other ON other.workspace = s.workspace AND other.shares
   WHERE k.agency = policy.own_agency() AND s.workspace <> platform.current_tenant()
   GROUP BY d.digest, s.scope, s.reason
$$;
REVOKE EXECUTE ON FUNCTION policy.agency_suppressions_of(text, bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION policy.agency_suppressions_of(text, bytea[]) TO ${app_role};
