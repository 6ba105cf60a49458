-- Attempts come in the order of time: what is old lies together, and needs no entry of each.
DROP INDEX policy.attempt_by_age;
CREATE INDEX attempt_by_age ON policy.attempt USING brin (at);
