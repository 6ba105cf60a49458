-- A value that the first node sealed. A node that can't open it has other keys than the installation
-- and must not run: what it would seal, no other could read.
CREATE TABLE platform.vault_sample (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  sealed   bytea   NOT NULL
);
GRANT SELECT, INSERT ON platform.vault_sample TO ${app_role};
