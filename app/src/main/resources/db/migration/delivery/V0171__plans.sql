-- Lists, counts and callbacks walk an index however many deliveries there are.

-- The newest of a state, for the Deliveries screen; it serves what needs attention too. What is being
-- worked on is left out: it passes through in a moment, and there is never much of it.
CREATE INDEX delivery_by_state ON delivery.delivery (tenant_id, state, changed_at DESC, id)
  WHERE state NOT IN ('claimed', 'sending');
-- delivery_attention serves the version before; it goes with the next.
-- What waits for a switch.
CREATE INDEX delivery_held ON delivery.delivery (tenant_id, reason_code, due_at)
  WHERE state = 'held';
-- Which delivery a provider's report is about when its own id is not known yet.
CREATE INDEX attempt_started ON delivery.attempt_event (tenant_id, attempt_id)
  WHERE kind = 'started';
