// Package account says what is kept of people as the whole installation knows
// them: who they are, what proves it, their sessions, tokens and invitations.
// It is plain values and the store's side of them; the rules are in auth.
// Instants are microseconds UTC, and hashes are the hex of SHA-256.
package account

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"holdfast/internal/authz"
)

// Account is a person.
type Account struct {
	ID    string // also Member.Person
	Name  string
	Email string // empty for who signs in by no address
	// Disabled accounts cannot be signed in to.
	Disabled bool
	// Generation grows when every session of the account is to end.
	Generation int64
	CreatedAt  int64
}

// Key gives the form of an address by which an account is found: letters are
// small and composed, accents stay, since they tell addresses apart.
func Key(email string) string {
	return strings.ToLower(norm.NFC.String(strings.TrimSpace(email)))
}

// Secrets are what proves who an account is.
type Secrets struct {
	Password   string // PHC string; empty: none
	PasswordAt int64
	Seed       string // of the authenticator that was shown to work, sealed; empty: none
	Step       int64  // the last time step whose code was taken
}

// Second says that signing in takes a second step.
func (s Secrets) Second() bool { return s.Seed != "" }

// Session is one signed-in browser.
type Session struct {
	ID         string
	Account    string
	Generation int64
	WorksFor   string // organisation, empty for none
	Local      bool
	Agent      string // what the browser says it is
	Address    string // where it signed in from
	CreatedAt  int64
	SeenAt     int64
	ExpiresAt  int64
	FreshUntil int64
}

// Place is a membership that holds now or did: the times are for the reader.
type Place struct {
	Org   string
	Name  string // of the organisation
	Role  authz.Role
	Scope authz.Scope
	Until int64 // 0: no end
}

// Present is what one read tells of the session that a request carries.
type Present struct {
	Account Account
	Session Session
	Places  []Place // of active memberships, by name
}

// Owner is an owner of an organisation.
type Owner struct {
	Account Account
	Org     string
	// Ready: they have an address, and a password, a passkey or a provider to sign
	// in with.
	Ready bool
}

// Ways counts what a person signs in with beside a password.
type Ways struct {
	Passkeys int64
	Logins   int64 // links to sign-in providers
}

// Token is an API token of a member.
type Token struct {
	Org       string
	ID        string
	Person    string
	Tail      string // its last characters
	Name      string
	Scope     authz.Scope
	CreatedAt int64
	ExpiresAt int64
	UsedAt    int64 // 0: never
	RevokedAt int64 // 0: not
}

// Bearing is what one read tells of the token that a request carries.
type Bearing struct {
	Account Account
	Token   Token
	Place   Place
	Active  bool // the membership
}

// Invitation is a person's way into an organisation.
type Invitation struct {
	Org       string
	OrgName   string
	ID        string
	Email     string
	Role      authz.Role
	Scope     authz.Scope
	Until     int64 // of the membership; 0: no end
	InvitedBy string
	CreatedAt int64
	ExpiresAt int64
	EndedAt   int64  // 0: still open
	Accepted  string // who accepted it; empty when it was taken back
}

// Purpose says what a ticket is for.
type Purpose string

const (
	SecondStep Purpose = "second-step" // the password was right, the second factor is wanted
	Reset      Purpose = "reset"       // sets a new password
	SetUp      Purpose = "set-up"      // the first owner gives name, address and password
)

// Ticket is a link or a half-way state that counts once.
type Ticket struct {
	Purpose    Purpose
	Account    string
	Generation int64 // the account's when it was made: it ends with the sessions
	CreatedAt  int64
	ExpiresAt  int64
	UsedAt     int64 // 0: not
}

// Attempt counts what one subject tries.
type Attempt struct {
	Subject   string
	Since     int64 // when the window began
	Count     int64
	HeldUntil int64 // it waits until then; 0: it does not
	Holds     int64 // how often it has had to wait
	LastAt    int64
}
