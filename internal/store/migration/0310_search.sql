-- Which records of a register have a word, a value or a tag: the numbers of the
-- records as sets, cut into blocks of 4,096 numbers. A term is "a" and a word of
-- the title, "b" and another word, a slot with its value, or "*" for every
-- record. A block is a bitmap of 512 bytes, or fewer bytes that list the
-- numbers, two bytes each.
CREATE TABLE search_set (
  org_id TEXT    NOT NULL REFERENCES organisation (org_id),
  kind   TEXT    NOT NULL,
  term   TEXT    NOT NULL,
  block  INTEGER NOT NULL,
  nums   BLOB    NOT NULL,
  PRIMARY KEY (org_id, kind, term, block)
-- engine: sqlite
) STRICT, WITHOUT ROWID;
-- engine: postgres
) STRICT;
-- engine: both

-- The records that have changed since the sets were last brought up to date,
-- with what the sets hold of them: nothing where fresh is 1. Searches look at
-- these records themselves.
CREATE TABLE search_due (
  org_id  TEXT    NOT NULL REFERENCES organisation (org_id),
  kind    TEXT    NOT NULL,
  num     INTEGER NOT NULL,
  fresh   INTEGER NOT NULL CHECK (fresh IN (0, 1)),
  t1 TEXT, t2 TEXT, t3 TEXT, t4 TEXT, t5 TEXT, t6 TEXT, t7 TEXT, t8 TEXT,
  i1 INTEGER, i2 INTEGER, i3 INTEGER, i4 INTEGER,
  words   TEXT    NOT NULL,
  touched INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (org_id, kind, num)
-- engine: sqlite
) STRICT, WITHOUT ROWID;
-- engine: postgres
) STRICT;
-- engine: both
