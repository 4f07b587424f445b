-- What was pushed from one organisation to another as a template: which record
-- of the target was made of which record of the source, and the target's
-- version that the last push left, so that the next one tells what was changed
-- there since. The source's id is no key of this installation's tables: the
-- source may have gone, or never have been here after a hand-over.
CREATE TABLE template_link (
  org_id         TEXT    NOT NULL REFERENCES organisation (org_id),
  source_org     TEXT    NOT NULL,
  source_id      TEXT    NOT NULL,
  kind           TEXT    NOT NULL,
  target_id      TEXT    NOT NULL,
  target_version INTEGER NOT NULL,
  pushed_at      INTEGER NOT NULL,
  PRIMARY KEY (org_id, source_org, source_id)
) STRICT;

CREATE INDEX template_link_target ON template_link (org_id, target_id);
