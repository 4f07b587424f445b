-- Public matter: what buyers published. One copy for the whole installation, so
-- no org_id; written by the importer alone. What an organisation does with a
-- notice is a record of its own.

-- Every release that was taken, so that one that arrives late is merged right.
-- body is the normalised release, compressed; notes are the fields lost in
-- reading it, as JSON.
CREATE TABLE notice_release (
  ocid  TEXT    NOT NULL,
  id    TEXT    NOT NULL,
  at    INTEGER NOT NULL,
  hash  TEXT    NOT NULL,
  notes TEXT    NOT NULL,
  body  BLOB    NOT NULL,
  PRIMARY KEY (ocid, id)
) STRICT;

-- The processes that the releases of an ocid make, made anew with each of them.
-- stage_key sorts what is open first; deadline is '9999-12-31' when there is
-- none. body is the process as JSON, compressed, where it is dear to make it of
-- its releases when it is read. schemes is ' iso27001 cyber-essentials ' with blanks at both ends.
CREATE TABLE notice (
  id         TEXT    NOT NULL PRIMARY KEY,
  ocid       TEXT    NOT NULL,
  portal     TEXT    NOT NULL,
  type       TEXT    NOT NULL,
  stage      TEXT    NOT NULL,
  regime     TEXT    NOT NULL,
  nation     TEXT    NOT NULL,
  title      TEXT    NOT NULL,
  buyer      TEXT    NOT NULL,
  buyer_key  TEXT    NOT NULL,
  published  TEXT    NOT NULL,
  deadline   TEXT    NOT NULL,
  minor      INTEGER,
  currency   TEXT    NOT NULL,
  schemes    TEXT    NOT NULL,
  words      TEXT    NOT NULL,
  found      BLOB,
  body       BLOB
) STRICT;

CREATE INDEX notice_ocid ON notice (ocid, id);
CREATE INDEX notice_deadline ON notice (stage, deadline, id);
CREATE INDEX notice_portal ON notice (portal, stage, deadline, id);
CREATE INDEX notice_buyer ON notice (buyer_key, deadline, id);
CREATE INDEX notice_published ON notice (published, id);
-- Notices that ask for something are few: the inbox looks at these.
CREATE INDEX notice_asking ON notice (stage, deadline, id) WHERE schemes <> '';

-- The installation's own trail: one leaf for each batch of an import.
CREATE TABLE installation_head (
  one  INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  size INTEGER NOT NULL
) STRICT;

INSERT INTO installation_head (one, size) VALUES (1, 0);

CREATE TABLE installation_event (
  seq     INTEGER NOT NULL PRIMARY KEY,
  at      INTEGER NOT NULL,
  leaf    TEXT    NOT NULL,
  salt    BLOB,
  payload TEXT
) STRICT;

-- engine: sqlite
CREATE TRIGGER installation_event_stands BEFORE UPDATE OF seq, at, leaf ON installation_event
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
-- engine: sqlite
CREATE TRIGGER installation_event_stays BEFORE DELETE ON installation_event
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
-- engine: both
