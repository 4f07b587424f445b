-- What signing in through others and with passkeys needs.

-- The client secret of a provider (a record of the register "provider"), sealed
-- by the key ring. It is not in the record, whose revisions, exports and trail
-- would keep it for years.
CREATE TABLE provider_secret (
  org_id      TEXT    NOT NULL REFERENCES organisation (org_id),
  provider_id TEXT    NOT NULL,
  sealed      TEXT    NOT NULL,
  updated_at  INTEGER NOT NULL,
  PRIMARY KEY (org_id, provider_id),
  FOREIGN KEY (org_id, provider_id) REFERENCES record (org_id, id) ON DELETE CASCADE
) STRICT;
