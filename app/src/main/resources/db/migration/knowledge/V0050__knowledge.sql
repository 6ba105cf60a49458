-- What the receptionist may answer from: documents with their history, and the passages searched.

-- Lets one index begin with the tenant and go on with words.
CREATE EXTENSION IF NOT EXISTS btree_gin;

CREATE SCHEMA knowledge;
GRANT USAGE ON SCHEMA knowledge TO ${app_role}, ${worker_role};

CREATE TABLE knowledge.document (
  tenant_id  uuid        NOT NULL,
  id         uuid        NOT NULL,
  title      text        NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  category   text        NOT NULL CHECK (length(category) BETWEEN 1 AND 60),
  body       text        NOT NULL CHECK (length(body) <= 300000),
  active     boolean     NOT NULL DEFAULT true,
  version    integer     NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by text        NOT NULL,
  deleted_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX document_by_title ON knowledge.document (tenant_id, lower(title)) WHERE deleted_at IS NULL;
SELECT platform.protect('knowledge.document');

-- Every version a document had, the present one included. Only ever added to.
CREATE TABLE knowledge.document_version (
  tenant_id   uuid        NOT NULL,
  document_id uuid        NOT NULL,
  version     integer     NOT NULL,
  title       text        NOT NULL,
  category    text        NOT NULL,
  body        text        NOT NULL,
  created_at  timestamptz NOT NULL,
  created_by  text        NOT NULL,
  PRIMARY KEY (tenant_id, document_id, version),
  FOREIGN KEY (tenant_id, document_id) REFERENCES knowledge.document (tenant_id, id)
);
SELECT platform.protect('knowledge.document_version', 'SELECT, INSERT');

-- Pieces of the active documents, and of those only: what is switched off or deleted has none and
-- therefore cannot answer.
CREATE TABLE knowledge.passage (
  tenant_id   uuid     NOT NULL,
  document_id uuid     NOT NULL,
  position    integer  NOT NULL,
  heading     text     NOT NULL,
  body        text     NOT NULL,
  words       tsvector NOT NULL,
  PRIMARY KEY (tenant_id, document_id, position),
  FOREIGN KEY (tenant_id, document_id) REFERENCES knowledge.document (tenant_id, id)
);
CREATE INDEX passage_by_word ON knowledge.passage USING gin (tenant_id, words);
SELECT platform.protect('knowledge.passage');
