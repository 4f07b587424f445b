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

-- Which person of a provider is which person here. One each way.
CREATE TABLE provider_login (
  org_id      TEXT    NOT NULL REFERENCES organisation (org_id),
  provider_id TEXT    NOT NULL,
  issuer      TEXT    NOT NULL,
  subject     TEXT    NOT NULL,
  account     TEXT    NOT NULL,
  email       TEXT    NOT NULL,
  linked_at   INTEGER NOT NULL,
  used_at     INTEGER NOT NULL,
  PRIMARY KEY (org_id, provider_id, issuer, subject),
  UNIQUE (org_id, provider_id, account),
  FOREIGN KEY (org_id, provider_id) REFERENCES record (org_id, id) ON DELETE CASCADE
) STRICT;

CREATE INDEX provider_login_account ON provider_login (account);

-- Sign-ins under way, by the SHA-256 of their state. browser is that of the
-- secret in the cookie of the browser that began it.
CREATE TABLE account_ceremony (
  hash       TEXT    NOT NULL PRIMARY KEY,
  purpose    TEXT    NOT NULL,
  browser    TEXT    NOT NULL,
  works_for  TEXT    NOT NULL,
  provider   TEXT    NOT NULL,
  account    TEXT    NOT NULL,
  target     TEXT    NOT NULL,
  data       TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX account_ceremony_expires ON account_ceremony (expires_at);

-- Passkeys. credential is the id that the authenticator gave, handle the random
-- name by which authenticators know the account; body is the public key and its
-- counter as JSON.
CREATE TABLE account_passkey (
  id         TEXT    NOT NULL PRIMARY KEY,
  account    TEXT    NOT NULL REFERENCES account (id),
  handle     TEXT    NOT NULL,
  credential TEXT    NOT NULL UNIQUE,
  body       TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  warned     INTEGER NOT NULL CHECK (warned IN (0, 1)),
  created_at INTEGER NOT NULL,
  used_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX account_passkey_account ON account_passkey (account, created_at);
