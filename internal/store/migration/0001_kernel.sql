-- The kernel's tables. Written once for both engines: on PostgreSQL TEXT
-- becomes text COLLATE "C", INTEGER bigint, BLOB bytea, and STRICT goes away.
-- Every table but those of public matter carries org_id; every unique key and
-- every foreign key starts with it. Instants are microseconds UTC.

CREATE TABLE organisation (
  org_id     TEXT    NOT NULL PRIMARY KEY,
  name       TEXT    NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE membership (
  org_id     TEXT    NOT NULL REFERENCES organisation (org_id),
  person_id  TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  name_key   TEXT    NOT NULL,
  email      TEXT    NOT NULL,
  role       TEXT    NOT NULL CHECK (role IN ('owner', 'compliance-manager', 'bid-manager', 'contributor', 'reader')),
  active     INTEGER NOT NULL CHECK (active IN (0, 1)),
  created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, person_id)
) STRICT;

-- A session is found by the hash of its token; the token itself is not kept.
CREATE TABLE session (
  org_id     TEXT    NOT NULL,
  token_hash TEXT    NOT NULL,
  person_id  TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, token_hash),
  FOREIGN KEY (org_id, person_id) REFERENCES membership (org_id, person_id)
) STRICT;

-- The last readable number of each register, and how many records it has.
CREATE TABLE register_count (
  org_id   TEXT    NOT NULL REFERENCES organisation (org_id),
  kind     TEXT    NOT NULL,
  last_num INTEGER NOT NULL,
  live     INTEGER NOT NULL CHECK (live >= 0),
  PRIMARY KEY (org_id, kind)
) STRICT;

-- Every register's present records. The slots t1 to t8 and i1 to i4 hold what
-- the declaration filters and sorts by, and are NULL where it declares nothing:
-- the partial indexes below then cost that register nothing.
CREATE TABLE record (
  org_id     TEXT    NOT NULL REFERENCES organisation (org_id),
  id         TEXT    NOT NULL,
  kind       TEXT    NOT NULL,
  num        INTEGER NOT NULL,
  version    INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT    NOT NULL,
  updated_at INTEGER NOT NULL,
  updated_by TEXT    NOT NULL,
  t1 TEXT, t2 TEXT, t3 TEXT, t4 TEXT, t5 TEXT, t6 TEXT, t7 TEXT, t8 TEXT,
  i1 INTEGER, i2 INTEGER, i3 INTEGER, i4 INTEGER,
  words      TEXT    NOT NULL,
  salt       TEXT    NOT NULL,
  hash       TEXT    NOT NULL,
  body       TEXT    NOT NULL,
  PRIMARY KEY (org_id, id),
  UNIQUE (org_id, kind, num)
) STRICT;

CREATE INDEX record_t1 ON record (org_id, kind, t1, num) WHERE t1 IS NOT NULL;
CREATE INDEX record_t2 ON record (org_id, kind, t2, num) WHERE t2 IS NOT NULL;
CREATE INDEX record_t3 ON record (org_id, kind, t3, num) WHERE t3 IS NOT NULL;
CREATE INDEX record_t4 ON record (org_id, kind, t4, num) WHERE t4 IS NOT NULL;
CREATE INDEX record_t5 ON record (org_id, kind, t5, num) WHERE t5 IS NOT NULL;
CREATE INDEX record_t6 ON record (org_id, kind, t6, num) WHERE t6 IS NOT NULL;
CREATE INDEX record_t7 ON record (org_id, kind, t7, num) WHERE t7 IS NOT NULL;
CREATE INDEX record_t8 ON record (org_id, kind, t8, num) WHERE t8 IS NOT NULL;
CREATE INDEX record_i1 ON record (org_id, kind, i1, num) WHERE i1 IS NOT NULL;
CREATE INDEX record_i2 ON record (org_id, kind, i2, num) WHERE i2 IS NOT NULL;
CREATE INDEX record_i3 ON record (org_id, kind, i3, num) WHERE i3 IS NOT NULL;
CREATE INDEX record_i4 ON record (org_id, kind, i4, num) WHERE i4 IS NOT NULL;

-- Whole rows of every version, the present one too. valid_to is the largest
-- bigint while the version is the latest; a deleted record ends with a version
-- that is valid for no time (deleted = 1).
CREATE TABLE revision (
  org_id     TEXT    NOT NULL REFERENCES organisation (org_id),
  kind       TEXT    NOT NULL,
  num        INTEGER NOT NULL,
  version    INTEGER NOT NULL,
  id         TEXT    NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to   INTEGER NOT NULL,
  deleted    INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  created_at INTEGER NOT NULL,
  created_by TEXT    NOT NULL,
  updated_by TEXT    NOT NULL,
  t1 TEXT, t2 TEXT, t3 TEXT, t4 TEXT, t5 TEXT, t6 TEXT, t7 TEXT, t8 TEXT,
  i1 INTEGER, i2 INTEGER, i3 INTEGER, i4 INTEGER,
  words      TEXT    NOT NULL,
  salt       TEXT    NOT NULL,
  hash       TEXT    NOT NULL,
  body       TEXT    NOT NULL,
  PRIMARY KEY (org_id, kind, num, version)
) STRICT;

CREATE INDEX revision_id ON revision (org_id, id, version);

-- Links between present records, and those that were.
CREATE TABLE link (
  org_id     TEXT    NOT NULL,
  from_id    TEXT    NOT NULL,
  to_id      TEXT    NOT NULL,
  role       TEXT    NOT NULL,
  from_kind  TEXT    NOT NULL,
  to_kind    TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, from_id, to_id, role),
  FOREIGN KEY (org_id, from_id) REFERENCES record (org_id, id),
  FOREIGN KEY (org_id, to_id) REFERENCES record (org_id, id)
) STRICT;

CREATE INDEX link_to ON link (org_id, to_id, role);

CREATE TABLE link_past (
  org_id     TEXT    NOT NULL REFERENCES organisation (org_id),
  from_id    TEXT    NOT NULL,
  to_id      TEXT    NOT NULL,
  role       TEXT    NOT NULL,
  from_kind  TEXT    NOT NULL,
  to_kind    TEXT    NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_to   INTEGER NOT NULL
) STRICT;

CREATE INDEX link_past_from ON link_past (org_id, from_id);
CREATE INDEX link_past_to ON link_past (org_id, to_id);

-- The trail. A change locks its organisation's head; leaf is never changed, and
-- salt and payload may be emptied together (erasure).
CREATE TABLE trail_head (
  org_id TEXT    NOT NULL PRIMARY KEY REFERENCES organisation (org_id),
  size   INTEGER NOT NULL
) STRICT;

CREATE TABLE trail_event (
  org_id  TEXT    NOT NULL REFERENCES organisation (org_id),
  seq     INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  kind    TEXT    NOT NULL,
  id      TEXT    NOT NULL,
  leaf    TEXT    NOT NULL,
  salt    BLOB,
  payload TEXT,
  PRIMARY KEY (org_id, seq)
) STRICT;

CREATE INDEX trail_event_id ON trail_event (org_id, id, seq);

-- engine: sqlite
CREATE TRIGGER trail_event_stands BEFORE UPDATE OF org_id, seq, at, kind, id, leaf ON trail_event
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
-- engine: sqlite
CREATE TRIGGER trail_event_stays BEFORE DELETE ON trail_event
BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END;
-- engine: both

-- Answers of requests that may be repeated.
CREATE TABLE idempotency (
  org_id     TEXT    NOT NULL REFERENCES organisation (org_id),
  request    TEXT    NOT NULL,
  hash       TEXT    NOT NULL,
  answer     TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, request)
) STRICT;

CREATE INDEX idempotency_created ON idempotency (org_id, created_at);

-- Background work, added in the transaction that asks for it. States and moves
-- are drawn in docs/kernel.md. fence grows with every claim: who holds an older
-- one can no longer finish the job.
CREATE TABLE job (
  org_id      TEXT    NOT NULL REFERENCES organisation (org_id),
  id          TEXT    NOT NULL,
  work        TEXT    NOT NULL,
  unique_key  TEXT,
  state       TEXT    NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'dead')),
  run_at      INTEGER NOT NULL,
  attempt     INTEGER NOT NULL,
  fence       INTEGER NOT NULL,
  lease_until INTEGER NOT NULL,
  payload     TEXT    NOT NULL,
  problem     TEXT    NOT NULL,
  created_at  INTEGER NOT NULL,
  ended_at    INTEGER NOT NULL,
  PRIMARY KEY (org_id, id)
) STRICT;

CREATE UNIQUE INDEX job_unique ON job (org_id, work, unique_key) WHERE unique_key IS NOT NULL AND state IN ('waiting', 'running');
CREATE INDEX job_due ON job (state, run_at, id) WHERE state = 'waiting';
CREATE INDEX job_lease ON job (state, lease_until, id) WHERE state = 'running';

-- Which fields of a register are kept in which slots: public matter of the
-- program itself, so without org_id.
CREATE TABLE register_layout (
  kind   TEXT NOT NULL PRIMARY KEY,
  layout TEXT NOT NULL
) STRICT;
