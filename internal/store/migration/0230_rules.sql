-- What the record said at any instant, at about the cost of what it says now,
-- and the rule data that was loaded then.

-- How many records each register had, after each instant at which that changed.
CREATE TABLE register_live (
  org_id TEXT    NOT NULL REFERENCES organisation (org_id),
  kind   TEXT    NOT NULL,
  at     INTEGER NOT NULL,
  live   INTEGER NOT NULL,
  PRIMARY KEY (org_id, kind, at)
) STRICT;

INSERT INTO register_live (org_id, kind, at, live)
SELECT org_id, kind, at, SUM(step) OVER (PARTITION BY org_id, kind ORDER BY at)
FROM (
  SELECT org_id, kind, valid_from AS at, SUM(CASE WHEN deleted = 1 THEN -1 ELSE 1 END) AS step
  FROM revision WHERE version = 1 OR deleted = 1 GROUP BY org_id, kind, valid_from
) AS steps;

-- The history of a register is cut into eras, each about half as many changes
-- long as the register has records. A past era holds every version that was valid
-- at some time within it (era_revision), so that a list as it stood walks about
-- half as many rows again as it gives. The open era, the last one, has no row here
-- and holds the versions that ended in it; what has not ended is in record.
-- An era is filled in the background, up to the number upto.
CREATE TABLE era (
  org_id TEXT    NOT NULL REFERENCES organisation (org_id),
  kind   TEXT    NOT NULL,
  era    INTEGER NOT NULL,
  starts INTEGER NOT NULL,
  ends   INTEGER NOT NULL,
  upto   INTEGER NOT NULL,
  filled INTEGER NOT NULL CHECK (filled IN (0, 1)),
  PRIMARY KEY (org_id, kind, era)
) STRICT;

CREATE INDEX era_unfilled ON era (org_id, kind, era) WHERE filled = 0;

ALTER TABLE register_count ADD COLUMN era INTEGER NOT NULL DEFAULT 1;
ALTER TABLE register_count ADD COLUMN era_starts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE register_count ADD COLUMN era_changes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE register_count ADD COLUMN last_at INTEGER NOT NULL DEFAULT 0;

UPDATE register_count SET
  last_at = COALESCE((SELECT MAX(valid_from) FROM revision r WHERE r.org_id = register_count.org_id AND r.kind = register_count.kind), 0),
  era_changes = COALESCE((SELECT COUNT(*) FROM revision r WHERE r.org_id = register_count.org_id AND r.kind = register_count.kind), 0);

CREATE TABLE era_revision (
  org_id     TEXT    NOT NULL REFERENCES organisation (org_id),
  kind       TEXT    NOT NULL,
  era        INTEGER NOT NULL,
  num        INTEGER NOT NULL,
  version    INTEGER NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to   INTEGER NOT NULL,
  t1 TEXT, t2 TEXT, t3 TEXT, t4 TEXT, t5 TEXT, t6 TEXT, t7 TEXT, t8 TEXT,
  i1 INTEGER, i2 INTEGER, i3 INTEGER, i4 INTEGER,
  words      TEXT    NOT NULL,
  ended      INTEGER NOT NULL DEFAULT 1 CHECK (ended IN (0, 1)),
  PRIMARY KEY (org_id, kind, era, num, version)
-- engine: sqlite
) STRICT, WITHOUT ROWID;
-- engine: postgres
) STRICT;
-- engine: both

INSERT INTO era_revision (org_id, kind, era, num, version, valid_from, valid_to, t1, t2, t3, t4, t5, t6, t7, t8, i1, i2, i3, i4, words, ended)
SELECT org_id, kind, 1, num, version, valid_from, valid_to, t1, t2, t3, t4, t5, t6, t7, t8, i1, i2, i3, i4, words, 1
FROM revision WHERE deleted = 0 AND valid_to < 9223372036854775807;

-- Only what ended in the era itself, for an instant shortly before its end; a
-- query that does not say ended = 1 is never led along it.
CREATE INDEX era_revision_ended ON era_revision (org_id, kind, era, valid_to) WHERE ended = 1;
CREATE INDEX era_revision_t1 ON era_revision (org_id, kind, era, t1, num, valid_from, valid_to) WHERE t1 IS NOT NULL;
CREATE INDEX era_revision_t2 ON era_revision (org_id, kind, era, t2, num, valid_from, valid_to) WHERE t2 IS NOT NULL;
CREATE INDEX era_revision_t3 ON era_revision (org_id, kind, era, t3, num, valid_from, valid_to) WHERE t3 IS NOT NULL;
CREATE INDEX era_revision_t4 ON era_revision (org_id, kind, era, t4, num, valid_from, valid_to) WHERE t4 IS NOT NULL;
CREATE INDEX era_revision_t5 ON era_revision (org_id, kind, era, t5, num, valid_from, valid_to) WHERE t5 IS NOT NULL;
CREATE INDEX era_revision_t6 ON era_revision (org_id, kind, era, t6, num, valid_from, valid_to) WHERE t6 IS NOT NULL;
CREATE INDEX era_revision_t7 ON era_revision (org_id, kind, era, t7, num, valid_from, valid_to) WHERE t7 IS NOT NULL;
CREATE INDEX era_revision_t8 ON era_revision (org_id, kind, era, t8, num, valid_from, valid_to) WHERE t8 IS NOT NULL;
CREATE INDEX era_revision_i1 ON era_revision (org_id, kind, era, i1, num, valid_from, valid_to) WHERE i1 IS NOT NULL;
CREATE INDEX era_revision_i2 ON era_revision (org_id, kind, era, i2, num, valid_from, valid_to) WHERE i2 IS NOT NULL;
CREATE INDEX era_revision_i3 ON era_revision (org_id, kind, era, i3, num, valid_from, valid_to) WHERE i3 IS NOT NULL;
CREATE INDEX era_revision_i4 ON era_revision (org_id, kind, era, i4, num, valid_from, valid_to) WHERE i4 IS NOT NULL;

-- A row of the record says in its own index since when it stands: a list as it
-- stood a while ago passes over what has changed since without reading it.
DROP INDEX record_t1;
CREATE INDEX record_t1 ON record (org_id, kind, t1, num, updated_at) WHERE t1 IS NOT NULL;
DROP INDEX record_t2;
CREATE INDEX record_t2 ON record (org_id, kind, t2, num, updated_at) WHERE t2 IS NOT NULL;
DROP INDEX record_t3;
CREATE INDEX record_t3 ON record (org_id, kind, t3, num, updated_at) WHERE t3 IS NOT NULL;
DROP INDEX record_t4;
CREATE INDEX record_t4 ON record (org_id, kind, t4, num, updated_at) WHERE t4 IS NOT NULL;
DROP INDEX record_t5;
CREATE INDEX record_t5 ON record (org_id, kind, t5, num, updated_at) WHERE t5 IS NOT NULL;
DROP INDEX record_t6;
CREATE INDEX record_t6 ON record (org_id, kind, t6, num, updated_at) WHERE t6 IS NOT NULL;
DROP INDEX record_t7;
CREATE INDEX record_t7 ON record (org_id, kind, t7, num, updated_at) WHERE t7 IS NOT NULL;
DROP INDEX record_t8;
CREATE INDEX record_t8 ON record (org_id, kind, t8, num, updated_at) WHERE t8 IS NOT NULL;
DROP INDEX record_i1;
CREATE INDEX record_i1 ON record (org_id, kind, i1, num, updated_at) WHERE i1 IS NOT NULL;
DROP INDEX record_i2;
CREATE INDEX record_i2 ON record (org_id, kind, i2, num, updated_at) WHERE i2 IS NOT NULL;
DROP INDEX record_i3;
CREATE INDEX record_i3 ON record (org_id, kind, i3, num, updated_at) WHERE i3 IS NOT NULL;
DROP INDEX record_i4;
CREATE INDEX record_i4 ON record (org_id, kind, i4, num, updated_at) WHERE i4 IS NOT NULL;

-- The rule data that was ever loaded, by its hash, with its source compressed,
-- and the instants from which it was the loaded one. Public matter of the
-- installation, so without org_id.
CREATE TABLE rule_data (
  hash   TEXT    NOT NULL PRIMARY KEY,
  source BLOB    NOT NULL
) STRICT;

CREATE TABLE rule_load (
  at   INTEGER NOT NULL PRIMARY KEY,
  hash TEXT    NOT NULL REFERENCES rule_data (hash)
) STRICT;

-- The trail by who, what, when and what kind of record, for its page.
ALTER TABLE trail_event ADD COLUMN who TEXT NOT NULL DEFAULT '';
ALTER TABLE trail_event ADD COLUMN action TEXT NOT NULL DEFAULT '';

-- engine: sqlite
UPDATE trail_event SET who = json_extract(leaf, '$.who'), action = json_extract(leaf, '$.action');
-- engine: postgres
UPDATE trail_event SET who = CAST(leaf AS json) ->> 'who', action = CAST(leaf AS json) ->> 'action';
-- engine: both

CREATE INDEX trail_event_at ON trail_event (org_id, at, seq);
CREATE INDEX trail_event_kind ON trail_event (org_id, kind, seq);
CREATE INDEX trail_event_who ON trail_event (org_id, who, seq);
CREATE INDEX trail_event_action ON trail_event (org_id, action, seq);
