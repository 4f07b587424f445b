-- How far the feeds of the portals were walked. Notices are one copy for the
-- whole installation, and so is this; it is no record, because every page that is
-- taken moves it, and no trail should grow by that. wanted and asked_at are what
-- people wish; state is where the walk stands, as JSON, changed by the holder of
-- the newest fence alone, until held_until.
CREATE TABLE notice_feed (
  portal     TEXT    NOT NULL PRIMARY KEY,
  wanted     INTEGER NOT NULL CHECK (wanted IN (0, 1)),
  asked_at   INTEGER NOT NULL,
  state      TEXT    NOT NULL,
  fence      INTEGER NOT NULL,
  held_until INTEGER NOT NULL
) STRICT;
