package account

import "context"

// Store keeps accounts. Both run fn in one transaction; that of SignIn may
// write, and is answered once it is durable. fn may be run again: it sets what
// it captures from scratch, and does nothing slow.
type Store interface {
	SignIn(ctx context.Context, fn func(Port) error) error
	SeeSignIn(ctx context.Context, fn func(Port) error) error
	// Post queues work of an organisation, to be done from an instant on.
	Post(ctx context.Context, org, work string, payload []byte, at int64) error
}

// Port is a transaction over what the installation knows of people. No method
// fails for a reason of the domain: absence is a boolean.
type Port interface {
	Account(ctx context.Context, id string) (Account, bool, error)
	// AccountOf finds by address (Key).
	AccountOf(ctx context.Context, email string) (Account, bool, error)
	// Accounts gives all of them by address.
	Accounts(ctx context.Context) ([]Account, error)
	// Put adds the account or changes its name, address and Disabled; false when
	// another one has the address.
	Put(ctx context.Context, a Account) (bool, error)
	// Cut ends every session and ticket of the account but the session with the
	// id keep.
	Cut(ctx context.Context, id, keep string) error
	// Places gives the active memberships, by the organisations' names.
	Places(ctx context.Context, id string) ([]Place, error)
	// Owners gives the active owners of every organisation, the oldest
	// organisation's first, and whether each can sign in; at most 100.
	Owners(ctx context.Context) ([]Owner, error)

	Secrets(ctx context.Context, id string) (Secrets, error)
	Ways(ctx context.Context, id string) (Ways, error)
	SetPassword(ctx context.Context, id, phc string, at int64) error
	// DropPasskeys takes every passkey of the account away.
	DropPasskeys(ctx context.Context, id string) error
	// SetAuthenticator sets the sealed seed (empty: takes it away) and the last
	// step whose code was taken.
	SetAuthenticator(ctx context.Context, id, seed string, step int64) error
	// SetRecovery replaces the recovery codes by these hashes.
	SetRecovery(ctx context.Context, id string, hashes []string) error
	// UseRecovery uses a code up; false when there is none unused.
	UseRecovery(ctx context.Context, id, hash string, at int64) (bool, error)
	// RecoveryLeft counts the unused codes.
	RecoveryLeft(ctx context.Context, id string) (int64, error)

	AddSession(ctx context.Context, hash string, s Session) error
	// Session gives the session with the token's hash, its account and places;
	// whether it still counts is the reader's matter.
	Session(ctx context.Context, hash string) (Present, bool, error)
	// Sessions gives those of the account's generation, the latest first.
	Sessions(ctx context.Context, id string) ([]Session, error)
	// EndSession ends one session of the account; false when there is none.
	EndSession(ctx context.Context, id, session string) (bool, error)
	SetWorksFor(ctx context.Context, session, org string) error
	SetFresh(ctx context.Context, session string, until int64) error
	// LastPlace gives the organisation that the latest session worked for.
	LastPlace(ctx context.Context, id string) (string, error)

	// Bearing gives the token with the hash, its person and membership; whether
	// it still counts is the reader's matter.
	Bearing(ctx context.Context, hash string) (Bearing, bool, error)
	// Invited gives the invitation with the hash.
	Invited(ctx context.Context, hash string) (Invitation, bool, error)

	AddTicket(ctx context.Context, hash string, t Ticket) error
	Ticket(ctx context.Context, hash string) (Ticket, bool, error)
	// UseTicket uses it up; false when it was.
	UseTicket(ctx context.Context, hash string, at int64) (bool, error)

	// Attempt locks the subject's counter and gives it; a new one is zero.
	Attempt(ctx context.Context, subject string) (Attempt, error)
	SetAttempt(ctx context.Context, a Attempt) error
	DropAttempt(ctx context.Context, subject string) error

	// Seen writes when sessions (by id) and tokens (by hash) were last used.
	Seen(ctx context.Context, sessions, tokens map[string]int64) error
	// Sweep forgets what ended before the instant.
	Sweep(ctx context.Context, before int64) error
}

// OrgPort is what a change in an organisation reaches through its Port.
type OrgPort interface {
	AddToken(ctx context.Context, hash string, t Token) error
	// Tokens gives those of a person, or of all (""), the latest first.
	Tokens(ctx context.Context, person string) ([]Token, error)
	// RevokeToken ends one; false when there is none, or it had ended.
	RevokeToken(ctx context.Context, id string, at int64) (bool, error)

	AddInvitation(ctx context.Context, hash string, i Invitation) error
	// Invitations gives those still open, the latest first.
	Invitations(ctx context.Context) ([]Invitation, error)
	// EndInvitation ends one, accepted by somebody or taken back (""); false when
	// there is none, or it had ended.
	EndInvitation(ctx context.Context, id, accepted string, at int64) (bool, error)
	// FirstPassword gives the account of a member who has just come its first
	// password. False: somebody else's account has the address, or it has one.
	FirstPassword(ctx context.Context, id, email, phc string, at int64) (bool, error)
}
