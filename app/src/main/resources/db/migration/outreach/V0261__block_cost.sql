-- What the plan's texts come to, so that it is known before anybody starts them.
ALTER TABLE outreach.block
  ADD COLUMN segments    bigint NOT NULL DEFAULT 0,
  ADD COLUMN cost_micros bigint NOT NULL DEFAULT 0;
