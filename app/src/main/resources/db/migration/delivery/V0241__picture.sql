-- Pictures that travel with texts, as we made them anew from what was uploaded. One that was only
-- uploaded has no person yet and is swept after a day; the person whose message it went with (or
-- came with) is who it goes with when they are forgotten.
CREATE TABLE delivery.picture (
  tenant_id   uuid        NOT NULL,
  id          uuid        NOT NULL,
  type        text        NOT NULL CHECK (type IN ('image/jpeg', 'image/png', 'image/gif')),
  width       integer     NOT NULL CHECK (width BETWEEN 1 AND 4000),
  height      integer     NOT NULL CHECK (height BETWEEN 1 AND 4000),
  size        integer     NOT NULL CHECK (size BETWEEN 1 AND 1000000),
  bytes       bytea       CHECK (octet_length(bytes) = size), -- NULL once forgotten
  created_at  timestamptz NOT NULL,
  delivery_id uuid,
  contact_id  uuid,
  position    smallint,
  alt         text        CHECK (length(alt) BETWEEN 1 AND 300),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, delivery_id) REFERENCES delivery.delivery (tenant_id, id),
  CHECK ((delivery_id IS NULL) = (position IS NULL) AND (delivery_id IS NULL) = (contact_id IS NULL)),
  CHECK (bytes IS NOT NULL OR contact_id IS NOT NULL)
);
-- Compressed already.
ALTER TABLE delivery.picture ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX picture_by_delivery ON delivery.picture (tenant_id, delivery_id, position)
  WHERE delivery_id IS NOT NULL;
CREATE INDEX picture_by_contact ON delivery.picture (tenant_id, contact_id)
  WHERE contact_id IS NOT NULL AND bytes IS NOT NULL;
CREATE INDEX picture_unsent ON delivery.picture (tenant_id, created_at) WHERE delivery_id IS NULL;
SELECT platform.protect('delivery.picture');
-- What the worker sees of them: never the bytes.
SELECT platform.open_to_worker('delivery.picture',
  'SELECT (tenant_id, id, delivery_id, contact_id, created_at), DELETE',
  'the sweep deletes what was uploaded and never sent, by age alone, and finds tenants with pictures');
