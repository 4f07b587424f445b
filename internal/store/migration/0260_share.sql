-- What outsiders looked at. Not the trail: a stranger must not be able to grow
-- that. count is above 1 where many views of one hour are one line.
CREATE TABLE outside_access (
  org_id  TEXT    NOT NULL REFERENCES organisation (org_id),
  id      TEXT    NOT NULL,
  at      INTEGER NOT NULL,
  who     TEXT    NOT NULL,
  room    TEXT    NOT NULL,
  address TEXT    NOT NULL,
  what    TEXT    NOT NULL,
  about   TEXT    NOT NULL,
  status  INTEGER NOT NULL,
  count   INTEGER NOT NULL CHECK (count > 0),
  PRIMARY KEY (org_id, id)
) STRICT;

CREATE INDEX outside_access_at ON outside_access (org_id, at, id);

-- Who wants to be told when a certificate of a trust page lapses: strangers, so
-- not records. told is JSON: by certificate, whether it counted when the person
-- last knew. confirm is a hash; stop is the secret of the ending link, which can
-- do nothing else and must be written into every mail.
CREATE TABLE trust_subscription (
  org_id       TEXT    NOT NULL REFERENCES organisation (org_id),
  id           TEXT    NOT NULL,
  email        TEXT    NOT NULL,
  confirm      TEXT    NOT NULL,
  stop         TEXT    NOT NULL,
  confirmed    INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
  created_at   INTEGER NOT NULL,
  confirmed_at INTEGER NOT NULL,
  told         TEXT    NOT NULL,
  source       TEXT    NOT NULL,
  PRIMARY KEY (org_id, id)
) STRICT;

CREATE INDEX trust_subscription_email ON trust_subscription (org_id, email);
-- Links in mails name no organisation.
CREATE INDEX trust_subscription_confirm ON trust_subscription (confirm);
CREATE INDEX trust_subscription_stop ON trust_subscription (stop);

-- An organisation has one trust page, and the public finds it by its handle,
-- which is the first slot of the register, without naming an organisation. Where
-- two came to the same handle, the one that had it first answers.
CREATE UNIQUE INDEX record_trust_page ON record (org_id) WHERE kind = 'trust-page';
CREATE INDEX record_trust_handle ON record (t1) WHERE kind = 'trust-page';
