-- Shares of a claim are large enough to be worked on together, and a claim costs the same however long
-- the queue.

-- Claims up to `most` due deliveries of one sender's queue, or of nobody's. Conversation goes before
-- transactional before reminder before marketing; but every eighth claim of a tenant is for what has
-- waited longest of the last two, once that is more than ten minutes, so that nothing starves.
-- Call it with the tenant's turn locked.
CREATE OR REPLACE FUNCTION delivery.claim_line(of_tenant uuid, of_line uuid, by_owner uuid, at_time timestamptz,
                                    lease timestamptz, most integer, claimed_before bigint)
  RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE
  s            delivery.sender%ROWTYPE;
  meter        text;
  in_meter     numeric;
  minute       numeric;  -- segments left of the campaign's minute
  minute_full  numeric;
  day          numeric;  -- segments left of the brand's day
  aged         integer;
  ids          uuid[];
  taken        numeric;
BEGIN
  SELECT * INTO s FROM delivery.sender WHERE tenant_id = of_tenant AND id = of_line;
  IF s.at_once IS NOT NULL THEN
    most := least(most, s.at_once - (SELECT count(*) FROM delivery.delivery d
                                      WHERE d.tenant_id = of_tenant AND d.line = of_line
                                        AND d.state IN ('claimed', 'sending')));
  END IF;
  IF s.per_second IS NOT NULL THEN
    -- Mail servers judge a domain, carriers a number.
    meter := CASE s.channel WHEN 'EMAIL' THEN 'domain/' || split_part(s.address, '@', 2)
                            ELSE 'sender/' || s.id END;
    in_meter := delivery.tokens(of_tenant, meter, at_time, s.burst, s.per_second);
    most := least(most, floor(in_meter));
  END IF;
  IF most <= 0 THEN
    RETURN '{}';
  END IF;
  IF s.campaign_per_minute IS NOT NULL THEN
    -- A tenth at once and nine tenths over the minute: no sixty seconds ever hold more than all.
    minute_full := greatest(1, s.campaign_per_minute * 0.1);
    minute := delivery.tokens(of_tenant, 'campaign/' || coalesce(s.campaign, s.id::text), at_time,
                              minute_full, s.campaign_per_minute * 0.9 / 60);
  END IF;
  IF s.brand_per_day IS NOT NULL THEN
    day := delivery.day_tokens(of_tenant, 'brand/' || coalesce(s.brand, s.id::text), at_time,
                               s.brand_per_day);
  END IF;
  aged := (claimed_before + most) / 8 - claimed_before / 8;

  WITH old AS (
    SELECT d.id, d.segments, d.due_at
      FROM generate_series(3, 4) p
     CROSS JOIN LATERAL (SELECT o.id, o.segments, o.due_at
                           FROM delivery.delivery o
                          WHERE o.tenant_id = of_tenant AND o.line = of_line AND o.priority = p
                            AND o.state IN ('waiting', 'held')
                            AND o.due_at <= at_time - interval '10 minutes'
                          ORDER BY o.due_at
                          LIMIT aged) d
     ORDER BY d.due_at
     LIMIT aged
  ),
  plain AS (
    SELECT d.id, d.segments, d.due_at, p AS priority
      FROM generate_series(0, 4) p
     CROSS JOIN LATERAL (SELECT o.id, o.segments, o.due_at
                           FROM delivery.delivery o
                          WHERE o.tenant_id = of_tenant AND o.line = of_line AND o.priority = p
                            AND o.state IN ('waiting', 'held') AND o.due_at <= at_time
                          ORDER BY o.due_at
                          LIMIT most) d
     ORDER BY p, d.due_at
     LIMIT most
  ),
  picked AS (
    SELECT id, segments, place, due_at
      FROM (SELECT id, segments, -1 AS place, due_at FROM old
             UNION ALL
            SELECT id, segments, priority, due_at FROM plain
             WHERE id NOT IN (SELECT id FROM old)) both_kinds
     ORDER BY place, due_at, id
     LIMIT most
  ),
  summed AS (
    SELECT id, sum(segments) OVER sofar AS upto, row_number() OVER sofar AS nr
      FROM picked
    WINDOW sofar AS (ORDER BY place, due_at, id)
  ),
  -- One look by its id for each, whatever the planner thinks of the length of the queue.
  free AS (
    SELECT d.id, d.segments
      FROM summed f
     CROSS JOIN LATERAL (SELECT o.id, o.segments
                           FROM delivery.delivery o
                          WHERE o.tenant_id = of_tenant AND o.id = f.id
                            AND o.state IN ('waiting', 'held') AND o.due_at <= at_time
                            FOR UPDATE SKIP LOCKED) d
     -- One longer than the meter ever holds goes when the meter is full, and leaves a debt.
     WHERE (minute IS NULL OR f.upto <= minute OR (f.nr = 1 AND minute >= minute_full))
       AND (day IS NULL OR f.upto <= day)
  )
  SELECT coalesce(array_agg(id), '{}'), coalesce(sum(segments), 0) INTO ids, taken FROM free;

  UPDATE delivery.delivery d
     SET state = 'claimed', lease_owner = by_owner, lease_until = lease
   WHERE d.tenant_id = of_tenant AND d.id = ANY (ids);

  IF cardinality(ids) > 0 THEN
    IF meter IS NOT NULL THEN
      PERFORM delivery.set_tokens(of_tenant, meter, at_time, in_meter - cardinality(ids));
    END IF;
    IF minute IS NOT NULL THEN
      PERFORM delivery.set_tokens(of_tenant, 'campaign/' || coalesce(s.campaign, s.id::text),
                                  at_time, minute - taken);
    END IF;
    IF day IS NOT NULL THEN
      PERFORM delivery.set_tokens(of_tenant, 'brand/' || coalesce(s.brand, s.id::text), at_time,
                                  day - taken);
    END IF;
  END IF;
  RETURN ids;
END
$$;

-- Claims up to `hands` due deliveries of `tenants`, those that have had least first, each its share
-- by weight and what others leave over, and never more than `most_per_tenant` of one in flight. A
-- share is at least 64: decided on, sent and written down together they cost a fraction of one by one,
-- and whoever got less comes first in the next claim.
-- Tenants another node is claiming for are passed over.
CREATE OR REPLACE FUNCTION delivery.claim(tenants uuid[], by_owner uuid, at_time timestamptz,
                               lease timestamptz, hands integer, most_per_tenant integer)
  RETURNS TABLE (tenant_id uuid, id uuid) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  remaining  integer := hands;
  again      uuid[] := tenants;
  unfinished uuid[];
  weights    double precision;
  front      double precision;
  t          record;
  l          record;
  before     bigint;
  share      integer;
  room       integer;
  got        integer;
  ids        uuid[];
BEGIN
  SELECT coalesce(max(o.used), 0) INTO front FROM delivery.turn o WHERE o.tenant_id = ANY (tenants);
  INSERT INTO delivery.turn (tenant_id, used)
  SELECT DISTINCT x, front - 50 FROM unnest(tenants) x
   WHERE NOT EXISTS (SELECT 1 FROM delivery.turn o WHERE o.tenant_id = x)
  ON CONFLICT DO NOTHING;

  FOR pass IN 1..4 LOOP
    EXIT WHEN remaining <= 0 OR cardinality(again) = 0;
    SELECT sum(o.weight) INTO weights FROM delivery.turn o WHERE o.tenant_id = ANY (again);
    unfinished := '{}';
    share := remaining;
    FOR t IN
      SELECT o.tenant_id AS tenant, greatest(64, ceil(share * o.weight / weights))::integer AS share
        FROM delivery.turn o
       WHERE o.tenant_id = ANY (again)
       ORDER BY o.used, o.tenant_id
    LOOP
      EXIT WHEN remaining <= 0;
      SELECT o.claimed INTO before FROM delivery.turn o
       WHERE o.tenant_id = t.tenant FOR UPDATE SKIP LOCKED;
      CONTINUE WHEN NOT FOUND;
      room := least(t.share, remaining,
                    most_per_tenant - (SELECT count(*) FROM delivery.delivery d
                                        WHERE d.tenant_id = t.tenant
                                          AND d.state IN ('claimed', 'sending')));
      CONTINUE WHEN room <= 0;
      got := 0;
      FOR l IN
        WITH RECURSIVE head AS (
          (SELECT d.line, d.priority, d.due_at
             FROM delivery.delivery d
            WHERE d.tenant_id = t.tenant AND d.state IN ('waiting', 'held')
            ORDER BY d.line, d.priority, d.due_at
            LIMIT 1)
          UNION ALL
          SELECT n.line, n.priority, n.due_at
            FROM head h
           CROSS JOIN LATERAL (SELECT d.line, d.priority, d.due_at
                                 FROM delivery.delivery d
                                WHERE d.tenant_id = t.tenant AND d.state IN ('waiting', 'held')
                                  AND (d.line, d.priority) > (h.line, h.priority)
                                ORDER BY d.line, d.priority, d.due_at
                                LIMIT 1) n
        )
        SELECT h.line, row_number() OVER (ORDER BY min(h.priority) DESC, min(h.due_at) DESC) AS to_come
          FROM head h
         WHERE h.due_at <= at_time
         GROUP BY h.line
         ORDER BY min(h.priority), min(h.due_at)
      LOOP
        EXIT WHEN room - got <= 0;
        ids := delivery.claim_line(t.tenant, l.line, by_owner, at_time, lease,
                                   ceil((room - got)::numeric / l.to_come)::integer, before + got);
        got := got + cardinality(ids);
        RETURN QUERY SELECT t.tenant, x FROM unnest(ids) x;
      END LOOP;
      IF got > 0 THEN
        -- Nobody hoards turns while they have nothing to send.
        UPDATE delivery.turn o
           SET used = greatest(o.used, front - 50) + got / o.weight, claimed = o.claimed + got
         WHERE o.tenant_id = t.tenant;
        remaining := remaining - got;
        IF got >= room THEN
          unfinished := unfinished || t.tenant;
        END IF;
      END IF;
    END LOOP;
    again := unfinished;
  END LOOP;
END
$$;
