-- Links of all records of a kind, for pages that show a register with what it
-- is joined to.
CREATE INDEX link_from_kind ON link (org_id, from_kind, to_kind);
CREATE INDEX link_to_kind ON link (org_id, to_kind, from_kind);
