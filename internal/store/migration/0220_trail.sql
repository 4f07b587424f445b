-- The Merkle tree over each organisation's leaves, and the signed checkpoints
-- of it. Nothing here is written by a change: a sealer follows behind.

-- How many leaves the tiles hold. Sealers of several replicas compare and set it.
CREATE TABLE trail_seal (
  org_id TEXT    NOT NULL PRIMARY KEY REFERENCES organisation (org_id),
  size   INTEGER NOT NULL
) STRICT;

-- Up to 256 hashes of 32 bytes in a row: of leaves at level 0, of full tiles of
-- the level below above it. Only the last tile of a level grows.
CREATE TABLE trail_tile (
  org_id TEXT    NOT NULL REFERENCES organisation (org_id),
  level  INTEGER NOT NULL,
  num    INTEGER NOT NULL,
  hashes BLOB    NOT NULL,
  PRIMARY KEY (org_id, level, num)
) STRICT;

-- Signed checkpoints (C2SP tlog-checkpoint), for good.
CREATE TABLE checkpoint (
  org_id TEXT    NOT NULL REFERENCES organisation (org_id),
  num    INTEGER NOT NULL,
  size   INTEGER NOT NULL,
  at     INTEGER NOT NULL,
  note   TEXT    NOT NULL,
  PRIMARY KEY (org_id, num)
) STRICT;

-- engine: sqlite
CREATE TRIGGER checkpoint_stands BEFORE UPDATE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoints are kept'); END;
-- engine: sqlite
CREATE TRIGGER checkpoint_stays BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoints are kept'); END;
-- engine: both
