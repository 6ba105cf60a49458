-- Who keeps times without signing in: a keyed hash of their network address, so that one visitor
-- can't keep the whole day. Goes with the hold, an hour after it expired.
ALTER TABLE calendar.hold
  ADD COLUMN origin text CHECK (length(origin) BETWEEN 1 AND 100);
CREATE INDEX hold_by_origin ON calendar.hold (tenant_id, origin, expires_at)
  WHERE origin IS NOT NULL;
