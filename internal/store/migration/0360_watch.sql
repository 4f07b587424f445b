-- What saved searches look at of each notice: its facts as JSON and its words,
-- folded and compressed, so that no process is made of its releases again for
-- being looked at. batch is the size of the installation's trail when it was
-- written: what was written since is what has a batch of that or more.
CREATE TABLE notice_text (
  id        TEXT    NOT NULL PRIMARY KEY REFERENCES notice (id) ON DELETE CASCADE,
  batch     INTEGER NOT NULL,
  published TEXT    NOT NULL,
  facts     TEXT    NOT NULL,
  body      BLOB    NOT NULL
) STRICT;

CREATE INDEX notice_text_batch ON notice_text (batch, id);
CREATE INDEX notice_text_published ON notice_text (published, id);

-- How far each saved search has looked: at which of its versions, and before
-- which batch. Made anew wherever it is missing.
CREATE TABLE notice_watch (
  org_id  TEXT    NOT NULL REFERENCES organisation (org_id),
  watch   TEXT    NOT NULL,
  version INTEGER NOT NULL,
  batch   INTEGER NOT NULL,
  PRIMARY KEY (org_id, watch),
  FOREIGN KEY (org_id, watch) REFERENCES record (org_id, id) ON DELETE CASCADE
) STRICT;

-- The notices that a saved search matches, with the reason in words. No foreign
-- key leads to the notice: keys of an organisation's rows begin with the
-- organisation, and notices have none; a row whose notice is gone is never read.
CREATE TABLE notice_match (
  org_id TEXT NOT NULL REFERENCES organisation (org_id),
  watch  TEXT NOT NULL,
  notice TEXT NOT NULL,
  why    TEXT NOT NULL,
  PRIMARY KEY (org_id, watch, notice),
  FOREIGN KEY (org_id, watch) REFERENCES record (org_id, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX notice_match_notice ON notice_match (org_id, notice);
