-- The client book. An identity (phone or e-mail) belongs to one living contact per tenant; that
-- unique index is what makes finding-or-creating a person safe under races.

CREATE SCHEMA contacts;
GRANT USAGE ON SCHEMA contacts TO ${app_role}, ${worker_role};

CREATE TABLE contacts.contact (
  tenant_id   uuid        NOT NULL,
  id          uuid        NOT NULL,
  name        text        CHECK (length(name) BETWEEN 1 AND 200),
  -- What lists sort by: the name in lower case without accents, or the first address.
  sort_key    text        COLLATE "C" NOT NULL,
  stage       text        NOT NULL DEFAULT 'prospect'
              CHECK (stage IN ('prospect', 'new', 'core', 'referring', 'vip', 'at_risk', 'lost')),
  source      text        NOT NULL CHECK (length(source) BETWEEN 1 AND 60),
  created_at  timestamptz NOT NULL,
  updated_at  timestamptz NOT NULL,
  -- When the timeline last grew; lists sort by it.
  active_at   timestamptz NOT NULL,
  version     bigint      NOT NULL DEFAULT 1,
  -- Set when this contact was merged away: old links and ids lead on to the kept one.
  merged_into uuid,
  deleted_at  timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, merged_into) REFERENCES contacts.contact (tenant_id, id)
);
CREATE INDEX contact_by_name ON contacts.contact (tenant_id, sort_key, id)
  WHERE merged_into IS NULL AND deleted_at IS NULL;
CREATE INDEX contact_by_activity ON contacts.contact (tenant_id, active_at, id)
  WHERE merged_into IS NULL AND deleted_at IS NULL;
CREATE INDEX contact_by_stage_name ON contacts.contact (tenant_id, stage, sort_key, id)
  WHERE merged_into IS NULL AND deleted_at IS NULL;
CREATE INDEX contact_by_stage_activity ON contacts.contact (tenant_id, stage, active_at, id)
  WHERE merged_into IS NULL AND deleted_at IS NULL;
CREATE INDEX contact_merged ON contacts.contact (tenant_id, merged_into)
  WHERE merged_into IS NOT NULL;
SELECT platform.protect('contacts.contact');

CREATE TABLE contacts.identity (
  tenant_id  uuid        NOT NULL,
  id         uuid        NOT NULL,
  contact_id uuid        NOT NULL,
  kind       text        NOT NULL CHECK (kind IN ('phone', 'email')),
  value      text        NOT NULL CHECK (length(value) BETWEEN 3 AND 320),
  added_at   timestamptz NOT NULL,
  -- The contact was deleted: the address is free for others, and comes back with an undo.
  retired_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, contact_id) REFERENCES contacts.contact (tenant_id, id)
);
CREATE UNIQUE INDEX identity_owner ON contacts.identity (tenant_id, kind, value)
  WHERE retired_at IS NULL;
CREATE INDEX identity_of_contact ON contacts.identity (tenant_id, contact_id);
SELECT platform.protect('contacts.identity');

-- The words a contact is found by, matched by prefix: name words, parts of addresses, the ends of
-- phone numbers. A trigram index would match inside words too, but under row-level security
-- PostgreSQL may not use an index for LIKE (the operator is not leak-proof), so a million contacts
-- would be read one by one; comparisons of plain text are leak-proof and do use this one.
CREATE TABLE contacts.search_word (
  tenant_id  uuid NOT NULL,
  word       text COLLATE "C" NOT NULL,
  contact_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, word, contact_id),
  FOREIGN KEY (tenant_id, contact_id) REFERENCES contacts.contact (tenant_id, id)
);
CREATE INDEX search_word_of_contact ON contacts.search_word (tenant_id, contact_id, word);
SELECT platform.protect('contacts.search_word');

CREATE TABLE contacts.tag (
  tenant_id  uuid        NOT NULL,
  id         uuid        NOT NULL,
  name       text        NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX tag_by_name ON contacts.tag (tenant_id, lower(name));
SELECT platform.protect('contacts.tag');

CREATE TABLE contacts.contact_tag (
  tenant_id  uuid NOT NULL,
  tag_id     uuid NOT NULL,
  contact_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, tag_id, contact_id),
  FOREIGN KEY (tenant_id, tag_id) REFERENCES contacts.tag (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, contact_id) REFERENCES contacts.contact (tenant_id, id)
);
CREATE INDEX contact_tag_of_contact ON contacts.contact_tag (tenant_id, contact_id);
SELECT platform.protect('contacts.contact_tag');

CREATE TABLE contacts.note (
  tenant_id  uuid        NOT NULL,
  id         uuid        NOT NULL,
  contact_id uuid        NOT NULL,
  body       text        NOT NULL CHECK (length(body) BETWEEN 1 AND 5000),
  author     text        NOT NULL,
  created_at timestamptz NOT NULL,
  edited_at  timestamptz,
  -- A deleted note can be brought back for a while.
  deleted_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, contact_id) REFERENCES contacts.contact (tenant_id, id)
);
CREATE INDEX note_of_contact ON contacts.note (tenant_id, contact_id, created_at DESC, id DESC)
  WHERE deleted_at IS NULL;
SELECT platform.protect('contacts.note');

-- One line per thing that happened with a person. The unique index makes adding repeatable.
CREATE TABLE contacts.timeline_entry (
  tenant_id  uuid        NOT NULL,
  id         uuid        NOT NULL,
  contact_id uuid        NOT NULL,
  kind       text        NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
  title      text        NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
  detail     text        CHECK (length(detail) <= 4000),
  at         timestamptz NOT NULL,
  ref_type   text        NOT NULL,
  ref_id     text        NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, contact_id) REFERENCES contacts.contact (tenant_id, id)
);
CREATE UNIQUE INDEX timeline_once
  ON contacts.timeline_entry (tenant_id, contact_id, kind, ref_type, ref_id);
CREATE INDEX timeline_of_contact ON contacts.timeline_entry (tenant_id, contact_id, at, id);
SELECT platform.protect('contacts.timeline_entry');
