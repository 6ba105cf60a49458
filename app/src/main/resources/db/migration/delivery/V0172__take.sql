-- What is due is taken in the transaction that decides on it and commits it as `sending`: one write
-- of the row instead of two. `delivery.claim` and `delivery.claim_line` serve the version before;
-- they go with the next.

GRANT UPDATE ON delivery.turn TO ${app_role};
GRANT INSERT, UPDATE ON delivery.meter TO ${app_role};
GRANT EXECUTE ON FUNCTION delivery.set_tokens TO ${app_role};

-- Few rows are open at a time, and `delivery_open` has them all.
DROP INDEX delivery.delivery_leased;

-- Picks and locks up to `most` due deliveries of one sender's queue, or of nobody's, and takes them
-- off its meters. Conversation goes before transactional before reminder before marketing; but every
-- eighth of a tenant is what has waited longest of the last two, once that is more than ten minutes,
-- so that nothing starves. Call it with the tenant's turn locked.
CREATE FUNCTION delivery.take_line(of_tenant uuid, of_line uuid, at_time timestamptz, most integer,
                                   taken_before bigint)
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
  aged := (taken_before + most) / 8 - taken_before / 8;

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
                            FOR NO KEY UPDATE SKIP LOCKED) d
     -- One longer than the meter ever holds goes when the meter is full, and leaves a debt.
     WHERE (minute IS NULL OR f.upto <= minute OR (f.nr = 1 AND minute >= minute_full))
       AND (day IS NULL OR f.upto <= day)
  )
  SELECT coalesce(array_agg(id), '{}'), coalesce(sum(segments), 0) INTO ids, taken FROM free;

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

-- Picks and locks up to `most` due deliveries of the tenant, its queues one after the other, and
-- notes its turn. What is taken is to leave its state in the same transaction, because the turn is
-- held for as long as that lasts: meters and what is in flight are exact without locks of their own.
-- NULL when somebody else takes for the tenant just now.
--
-- `front` is how much the tenant that has had most of those now waiting has had.
CREATE FUNCTION delivery.take(of_tenant uuid, at_time timestamptz, most integer,
                              front double precision)
  RETURNS uuid[] LANGUAGE plpgsql AS $$
DECLARE
  l       record;
  before  bigint;
  ids     uuid[] := '{}';
BEGIN
  SELECT o.claimed INTO before FROM delivery.turn o
   WHERE o.tenant_id = of_tenant FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  FOR l IN
    WITH RECURSIVE head AS (
      (SELECT d.line, d.priority, d.due_at
         FROM delivery.delivery d
        WHERE d.tenant_id = of_tenant AND d.state IN ('waiting', 'held')
        ORDER BY d.line, d.priority, d.due_at
        LIMIT 1)
      UNION ALL
      SELECT n.line, n.priority, n.due_at
        FROM head h
       CROSS JOIN LATERAL (SELECT d.line, d.priority, d.due_at
                             FROM delivery.delivery d
                            WHERE d.tenant_id = of_tenant AND d.state IN ('waiting', 'held')
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
    EXIT WHEN cardinality(ids) >= most;
    ids := ids || delivery.take_line(of_tenant, l.line, at_time,
                                     ceil((most - cardinality(ids))::numeric / l.to_come)::integer,
                                     before + cardinality(ids));
  END LOOP;
  IF cardinality(ids) > 0 THEN
    -- Nobody hoards turns while they have nothing to send.
    UPDATE delivery.turn o
       SET used = greatest(o.used, front - 50) + cardinality(ids) / o.weight,
           claimed = o.claimed + cardinality(ids)
     WHERE o.tenant_id = of_tenant;
  END IF;
  RETURN ids;
END
$$;

REVOKE EXECUTE ON FUNCTION delivery.take_line, delivery.take FROM PUBLIC;
GRANT EXECUTE ON FUNCTION delivery.take_line, delivery.take TO ${app_role};
