-- The page on which clients book by themselves. It lies at /book/{slug} of the workspace, and at
-- /embed/{slug} for the sites named here.
CREATE TABLE calendar.booking_page (
  tenant_id     uuid        PRIMARY KEY REFERENCES tenancy.workspace (tenant_id),
  published     boolean     NOT NULL,
  heading       text        NOT NULL CHECK (length(heading) <= 120),
  intro         text        NOT NULL CHECK (length(intro) <= 1000),
  -- Sites that may show it in a frame, as browsers name them: scheme://host[:port].
  embed_origins text[]      NOT NULL DEFAULT '{}' CHECK (cardinality(embed_origins) <= 20),
  logo          bytea       CHECK (length(logo) <= 262144),
  logo_type     text        CHECK (logo_type IN ('image/png', 'image/jpeg', 'image/webp')),
  updated_at    timestamptz NOT NULL,
  version       bigint      NOT NULL DEFAULT 1,
  CHECK ((logo IS NULL) = (logo_type IS NULL))
);
SELECT platform.protect('calendar.booking_page', 'SELECT, INSERT, UPDATE');
