package provider

import "context"

// Stored is a provider as the sign-in finds it, before anybody is known.
type Stored struct {
	Org     string
	OrgName string
	ID      string
	Body    []byte
	Sealed  string // client secret; empty: none
}

// Login says that a person of a provider is a person here. Instants are
// microseconds UTC.
type Login struct {
	Org      string
	Provider string // id of the record
	Issuer   string
	Subject  string
	Account  string
	Email    string // as the provider had it when they were linked
	LinkedAt int64
	UsedAt   int64
}

// Ceremony is a sign-in under way: it is taken once, by the browser that began
// it. State and browser are kept as hashes.
type Ceremony struct {
	Purpose   string // "oidc", "passkey", "passkey-add"
	Browser   string // hash of the browser's secret
	Org       string
	Provider  string
	Account   string // who links, or adds a passkey; empty: nobody yet
	Target    string // where to go after it
	Data      string // the ceremony's own
	CreatedAt int64
	ExpiresAt int64
}

// Passkey is a credential of an account.
type Passkey struct {
	ID         string
	Account    string
	Handle     string // the account's random name at authenticators, base64url
	Credential string // its id, base64url
	Body       string // the credential as JSON
	Name       string
	Warned     bool // its counter went back: it may have been copied
	CreatedAt  int64
	UsedAt     int64
}

// Store keeps what signing in by others and by passkeys needs. Both run fn in
// one transaction over the installation; fn may be run again.
type Store interface {
	SignInWays(ctx context.Context, fn func(Port) error) error
	SeeSignInWays(ctx context.Context, fn func(Port) error) error
}

// Port is such a transaction. Absence is a boolean.
type Port interface {
	Provider(ctx context.Context, id string) (Stored, bool, error)
	// Providers gives those of every organisation, at most 100, by number.
	Providers(ctx context.Context) ([]Stored, error)

	AddCeremony(ctx context.Context, hash string, c Ceremony) error
	// TakeCeremony ends it and gives it; false when there is none of that purpose
	// and browser that lasts until now.
	TakeCeremony(ctx context.Context, hash, purpose, browser string, now int64) (Ceremony, bool, error)

	Login(ctx context.Context, org, provider, issuer, subject string) (Login, bool, error)
	LoginOf(ctx context.Context, org, provider, account string) (Login, bool, error)
	Logins(ctx context.Context, account string) ([]Login, error)
	LoginUsed(ctx context.Context, l Login, at int64) error

	Passkeys(ctx context.Context, account string) ([]Passkey, error)
	Passkey(ctx context.Context, credential string) (Passkey, bool, error)
	// AddPasskey gives false when the credential is there already.
	AddPasskey(ctx context.Context, k Passkey) (bool, error)
	PutPasskey(ctx context.Context, k Passkey) error
	// RemovePasskey gives false when the account has none of that id.
	RemovePasskey(ctx context.Context, account, id string) (bool, error)
}

// OrgPort is what a change in an organisation reaches through its Port.
type OrgPort interface {
	PutProviderSecret(ctx context.Context, provider, sealed string, at int64) error
	ProviderSecret(ctx context.Context, provider string) (string, bool, error)
	// AddLogin gives false when the provider's person or the account is linked
	// already.
	AddLogin(ctx context.Context, l Login) (bool, error)
	RemoveLogin(ctx context.Context, provider, account string) (bool, error)
}
