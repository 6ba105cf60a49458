-- A campaign has very many deliveries: they are counted by state, and withdrawn while they wait,
-- without reading those that are done.
CREATE INDEX delivery_of_campaign ON delivery.delivery (tenant_id, ref_id, state)
  WHERE ref_type = 'campaign';
