-- A line of the history is written in the transaction that holds its delivery, and no role of the
-- program may delete a delivery: looking it up again for each line found nothing in all these lines,
-- and cost as much as writing them.
ALTER TABLE delivery.attempt_event DROP CONSTRAINT attempt_event_tenant_id_delivery_id_fkey;
