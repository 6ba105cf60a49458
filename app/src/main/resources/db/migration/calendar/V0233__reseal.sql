-- Answers that an older version of the vault's keys sealed are found by the version's id, which
-- stands behind the first byte of what is sealed.
CREATE INDEX intake_answer_by_key
  ON calendar.intake_answer (substring(sealed FROM 2 FOR 4), tenant_id);
SELECT platform.open_to_worker('calendar.intake_answer', 'SELECT (tenant_id, sealed)',
  'finds tenants whose answers an older key sealed; they are sealed anew as their tenant');
