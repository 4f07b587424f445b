-- People over the whole installation, and how they prove who they are. These
-- tables have no org_id, and what they hold is reached in a system scope alone:
-- on PostgreSQL by a policy of their own (fence.go).

-- The sessions of the first schema were never used.
DROP TABLE session;

-- A person. id is also the person_id of the memberships. email_key is the
-- address by which they sign in, folded; NULL for who has none. generation
-- grows whenever every session of the person is to end.
CREATE TABLE account (
  id         TEXT    NOT NULL PRIMARY KEY,
  name       TEXT    NOT NULL,
  email      TEXT    NOT NULL,
  email_key  TEXT    UNIQUE,
  disabled   INTEGER NOT NULL CHECK (disabled IN (0, 1)),
  generation INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

INSERT INTO account (id, name, email, email_key, disabled, generation, created_at)
SELECT m.person_id, MIN(m.name), MIN(m.email), NULL, 0, 0, MIN(m.created_at) FROM membership m GROUP BY m.person_id;

-- Of two persons with one address the first keeps it.
UPDATE account SET email_key = lower(email) WHERE email <> ''
AND NOT EXISTS (SELECT 1 FROM account b WHERE b.id < account.id AND lower(b.email) = lower(account.email));

UPDATE account SET email = '' WHERE email_key IS NULL;

-- More roles, a scope that narrows the role (NULL: nothing is narrowed) and a
-- time until which the membership lasts (NULL: no end).
CREATE TABLE membership_new (
  org_id     TEXT    NOT NULL REFERENCES organisation (org_id),
  person_id  TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  name_key   TEXT    NOT NULL,
  email      TEXT    NOT NULL,
  role       TEXT    NOT NULL CHECK (role IN ('owner', 'administrator', 'compliance-manager', 'bid-manager', 'risk-owner', 'internal-auditor', 'contributor', 'reader', 'external-auditor')),
  active     INTEGER NOT NULL CHECK (active IN (0, 1)),
  created_at INTEGER NOT NULL,
  scope      TEXT,
  until      INTEGER,
  PRIMARY KEY (org_id, person_id)
) STRICT;

INSERT INTO membership_new (org_id, person_id, name, name_key, email, role, active, created_at, scope, until)
SELECT org_id, person_id, name, name_key, email, role, active, created_at, NULL, NULL FROM membership;

DROP TABLE membership;

ALTER TABLE membership_new RENAME TO membership;

CREATE INDEX membership_person ON membership (person_id, org_id);

-- The password as a PHC string.
CREATE TABLE account_password (
  account TEXT    NOT NULL PRIMARY KEY REFERENCES account (id),
  phc     TEXT    NOT NULL,
  set_at  INTEGER NOT NULL
) STRICT;

-- The seed of the authenticator that a person has shown to work, sealed with a
-- key that lies outside the database. step is the last time step whose code was taken: no code counts
-- twice.
CREATE TABLE account_authenticator (
  account     TEXT    NOT NULL PRIMARY KEY REFERENCES account (id),
  sealed_seed TEXT    NOT NULL,
  step        INTEGER NOT NULL
) STRICT;

-- Recovery codes by their hash; used_at is 0 until the one time.
CREATE TABLE account_recovery (
  account TEXT    NOT NULL REFERENCES account (id),
  hash    TEXT    NOT NULL,
  used_at INTEGER NOT NULL,
  PRIMARY KEY (account, hash)
) STRICT;

-- Sessions by the SHA-256 of their token. works_for is the organisation that
-- the session works in, empty for none. A session counts while its generation
-- is its account's.
CREATE TABLE account_session (
  hash        TEXT    NOT NULL PRIMARY KEY,
  id          TEXT    NOT NULL UNIQUE,
  account     TEXT    NOT NULL REFERENCES account (id),
  generation  INTEGER NOT NULL,
  works_for   TEXT    NOT NULL,
  is_local    INTEGER NOT NULL CHECK (is_local IN (0, 1)),
  agent       TEXT    NOT NULL,
  address     TEXT    NOT NULL,
  created_at  INTEGER NOT NULL,
  seen_at     INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  fresh_until INTEGER NOT NULL
) STRICT;

CREATE INDEX account_session_account ON account_session (account, created_at);
CREATE INDEX account_session_expires ON account_session (expires_at);

-- Links and half-way states that count once, by the SHA-256 of their secret:
-- a reset, the set-up of the first owner, a sign-in that wants its second step.
CREATE TABLE account_ticket (
  hash       TEXT    NOT NULL PRIMARY KEY,
  purpose    TEXT    NOT NULL,
  account    TEXT    NOT NULL REFERENCES account (id),
  generation INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX account_ticket_account ON account_ticket (account, purpose);
CREATE INDEX account_ticket_expires ON account_ticket (expires_at);

-- Attempts counted in windows. subject names what is counted: an account, a
-- source address, an organisation. held_until is how long it waits, and holds
-- how often it has had to.
CREATE TABLE account_attempt (
  subject    TEXT    NOT NULL PRIMARY KEY,
  since      INTEGER NOT NULL,
  count      INTEGER NOT NULL,
  held_until INTEGER NOT NULL,
  holds      INTEGER NOT NULL,
  last_at    INTEGER NOT NULL
) STRICT;

CREATE INDEX account_attempt_last ON account_attempt (last_at);

-- API tokens of an organisation's members, found by the SHA-256 of the token.
-- tail is its last characters, by which a person tells tokens apart.
CREATE TABLE api_token (
  org_id     TEXT    NOT NULL,
  id         TEXT    NOT NULL,
  person_id  TEXT    NOT NULL,
  hash       TEXT    NOT NULL,
  tail       TEXT    NOT NULL,
  name       TEXT    NOT NULL,
  scope      TEXT,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER NOT NULL,
  revoked_at INTEGER NOT NULL,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, person_id) REFERENCES membership (org_id, person_id)
) STRICT;

CREATE INDEX api_token_hash ON api_token (hash);
CREATE INDEX api_token_person ON api_token (org_id, person_id, created_at);

-- Invitations into an organisation. ended_at is set when one was accepted
-- (accepted_by says by whom) or taken back.
CREATE TABLE invitation (
  org_id      TEXT    NOT NULL REFERENCES organisation (org_id),
  id          TEXT    NOT NULL,
  hash        TEXT    NOT NULL,
  email       TEXT    NOT NULL,
  email_key   TEXT    NOT NULL,
  role        TEXT    NOT NULL,
  scope       TEXT,
  until       INTEGER,
  invited_by  TEXT    NOT NULL,
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  ended_at    INTEGER NOT NULL,
  accepted_by TEXT    NOT NULL,
  PRIMARY KEY (org_id, id),
  FOREIGN KEY (org_id, invited_by) REFERENCES membership (org_id, person_id)
) STRICT;

CREATE INDEX invitation_hash ON invitation (hash);
CREATE INDEX invitation_created ON invitation (org_id, created_at);
