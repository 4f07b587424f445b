-- What keeps records no longer than they are needed, and takes people out of
-- them. What is said here of a person is gone once the erasure is done.

-- Versions of records that an erasure has rewritten: under this salt the body
-- that stands there now has this hash, which an erasure's event in the trail
-- names (docs/retention.md). The version's own salt is empty then.
CREATE TABLE erased_version (
  org_id  TEXT    NOT NULL REFERENCES organisation (org_id),
  kind    TEXT    NOT NULL,
  id      TEXT    NOT NULL,
  version INTEGER NOT NULL,
  salt    TEXT    NOT NULL,
  hash    TEXT    NOT NULL,
  PRIMARY KEY (org_id, kind, id, version)
) STRICT;

-- What an erasure looks for, while it waits for a second person or is under
-- way, and how far it has come. The row goes when it is done.
CREATE TABLE erasure_plan (
  org_id     TEXT    NOT NULL REFERENCES organisation (org_id),
  id         TEXT    NOT NULL,
  plan       TEXT    NOT NULL,
  progress   TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
) STRICT;

-- The records of a proposal, with the day their time was over.
CREATE TABLE retention_item (
  org_id   TEXT    NOT NULL REFERENCES organisation (org_id),
  proposal TEXT    NOT NULL,
  kind     TEXT    NOT NULL,
  num      INTEGER NOT NULL,
  id       TEXT    NOT NULL,
  over     TEXT    NOT NULL,
  why      TEXT    NOT NULL,
  state    TEXT    NOT NULL CHECK (state IN ('proposed', 'chosen', 'left', 'erased')),
  PRIMARY KEY (org_id, proposal, kind, num)
) STRICT;

CREATE INDEX retention_item_state ON retention_item (org_id, proposal, state, kind, num);
