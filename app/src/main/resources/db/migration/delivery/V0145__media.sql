-- Pictures and files that travel with a text message: the carrier fetches them from where they lie.
CREATE TABLE delivery.media (
  tenant_id   uuid     NOT NULL,
  delivery_id uuid     NOT NULL,
  position    smallint NOT NULL,
  url         text     NOT NULL,
  PRIMARY KEY (tenant_id, delivery_id, position),
  FOREIGN KEY (tenant_id, delivery_id) REFERENCES delivery.delivery (tenant_id, id)
);
SELECT platform.protect('delivery.media', 'SELECT, INSERT');
