-- Bodies are encrypted: trying to compress them costs every hook and saves nothing.

ALTER TABLE integrations.webhook ALTER COLUMN body SET STORAGE EXTERNAL;
