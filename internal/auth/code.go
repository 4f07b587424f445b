package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"holdfast/internal/account"
	"holdfast/internal/errs"
	"holdfast/internal/secret"
)

const (
	// stepLength is how long one code is shown (RFC 6238, 4.1), and stepsAround
	// how many before and after count, for clocks that differ.
	stepLength  = 30
	stepsAround = 1
	seedBytes   = 20 // of SHA-1's output, as RFC 4226 asks
	// recoveryCodes are made at once; each has 80 random bits.
	recoveryCodes = 10
	recoveryBytes = 10
	// enrolLife is how long a new authenticator may take to be shown to work.
	enrolLife = 30 * time.Minute
	issuer    = "Holdfast"
)

func errCode() error {
	return errs.New(errs.Unauthenticated, "This code is wrong, was used already, or is too old. Wait for the next one.")
}

func place(person string) string { return secret.Place("account_authenticator", "sealed_seed", person) }

// codeAt gives the code of a seed at a time step.
func codeAt(seed string, step int64) (string, error) {
	return totp.GenerateCodeCustom(seed, time.Unix(step*stepLength, 0), totp.ValidateOpts{Period: stepLength, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
}

// matchStep gives the time step whose code this is, later than after; 0 when it
// is none's.
func matchStep(seed, code string, after, now int64) (int64, error) {
	at := now / time.Second.Microseconds() / stepLength
	var match int64
	for step := at - stepsAround; step <= at+stepsAround; step++ {
		want, err := codeAt(seed, step)
		if err != nil {
			return 0, err
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && step > after && match == 0 {
			match = step
		}
	}
	return match, nil
}

// useCode checks a code of either kind and uses it up.
func (s *Service) useCode(ctx context.Context, p account.Port, person, code string, now int64) (bool, error) {
	code = strings.ToUpper(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, code))
	if len(code) == base32.StdEncoding.EncodedLen(recoveryBytes) {
		used, err := p.UseRecovery(ctx, person, recoveryHash(person, code), now)
		if used {
			s.c.Log.Info("recovery code used", "person", person)
		}
		return used, err
	}
	v, err := p.Secrets(ctx, person)
	if err != nil || !v.Second() || len(code) != otp.DigitsSix.Length() {
		return false, err
	}
	seed, err := s.c.Sealer.Open(place(person), v.Seed)
	if err != nil {
		return false, err
	}
	step, err := matchStep(string(seed), code, v.Step, now)
	if err != nil || step == 0 {
		return false, err
	}
	return true, p.SetAuthenticator(ctx, person, v.Seed, step)
}

func recoveryHash(person, code string) string { return hashOf("recovery " + person + " " + code) }

// newCodes makes recovery codes: what is shown, and what is kept.
func newCodes(person string) (shown, hashes []string) {
	for range recoveryCodes {
		var b [recoveryBytes]byte
		_, _ = rand.Read(b[:])
		code := base32.StdEncoding.EncodeToString(b[:])
		hashes = append(hashes, recoveryHash(person, code))
		shown = append(shown, strings.ToLower(code[:4]+"-"+code[4:8]+"-"+code[8:12]+"-"+code[12:]))
	}
	return shown, hashes
}

// Enrolment is a new authenticator, until the person has shown that it works.
type Enrolment struct {
	Seed string // base32, to be typed
	URL  string // otpauth://..., for the picture
	// Sealed carries the seed through the form that shows it; it serves this
	// person, and not for long.
	Sealed string
}

// Enrol begins to add an authenticator. Nothing is kept.
func (s *Service) Enrol(v *Visit) (Enrolment, error) {
	var b [seedBytes]byte
	_, _ = rand.Read(b[:])
	return s.enrolment(v, base32.StdEncoding.EncodeToString(b[:]), s.now())
}

func (s *Service) enrolment(v *Visit, seed string, made int64) (Enrolment, error) {
	sealed, err := s.c.Sealer.Seal(enrolPlace(v.Account.ID), []byte(time.UnixMicro(made).UTC().Format(time.RFC3339)+" "+seed))
	if err != nil {
		return Enrolment{}, err
	}
	who := v.Account.Email
	if who == "" {
		who = v.Account.Name
	}
	q := url.Values{"secret": {seed}, "issuer": {issuer}, "algorithm": {"SHA1"}, "digits": {"6"}, "period": {"30"}}
	return Enrolment{
		Seed: seed, Sealed: sealed,
		URL: "otpauth://totp/" + url.PathEscape(issuer+":"+who) + "?" + strings.ReplaceAll(q.Encode(), "+", "%20"),
	}, nil
}

// Enrolling shows again what Enrol began. The error is errs.Invalid when it is
// too old or somebody else's.
func (s *Service) Enrolling(v *Visit, sealed string) (Enrolment, error) {
	plain, err := s.c.Sealer.Open(enrolPlace(v.Account.ID), sealed)
	if err == nil {
		when, seed, _ := strings.Cut(string(plain), " ")
		if made, perr := time.Parse(time.RFC3339, when); perr == nil && s.c.Now().Before(made.Add(enrolLife)) {
			e, err := s.enrolment(v, seed, made.UnixMicro())
			e.Sealed = sealed
			return e, err
		}
	}
	return Enrolment{}, errs.New(errs.Invalid, "This took too long. Begin again with a new picture.")
}

func enrolPlace(person string) string {
	return secret.Place("account_authenticator", "enrolment", person)
}

// AddAuthenticator keeps the authenticator once a code of it shows that it
// works, in the place of one that was there. It ends the other sessions, and
// gives the recovery codes, which are shown this one time.
func (s *Service) AddAuthenticator(ctx context.Context, v *Visit, sealed, code string) ([]string, error) {
	if err := s.fresh(v); err != nil {
		return nil, err
	}
	e, err := s.Enrolling(v, sealed)
	if err != nil {
		return nil, err
	}
	step, err := matchStep(e.Seed, strings.ReplaceAll(code, " ", ""), 0, s.now())
	if err != nil {
		return nil, err
	}
	if step == 0 {
		return nil, errs.At("/code", "This is not the code that the authenticator shows now. Look at its clock too.")
	}
	kept, err := s.c.Sealer.Seal(place(v.Account.ID), []byte(e.Seed))
	if err != nil {
		return nil, err
	}
	shown, hashes := newCodes(v.Account.ID)
	err = s.c.Store.SignIn(ctx, func(p account.Port) error {
		if err := p.SetAuthenticator(ctx, v.Account.ID, kept, step); err != nil {
			return err
		}
		if err := p.SetRecovery(ctx, v.Account.ID, hashes); err != nil {
			return err
		}
		return p.Cut(ctx, v.Account.ID, v.Session)
	})
	return shown, err
}

// RemoveAuthenticator takes the second step away, and ends the other sessions.
func (s *Service) RemoveAuthenticator(ctx context.Context, v *Visit) error {
	if err := s.fresh(v); err != nil {
		return err
	}
	return s.c.Store.SignIn(ctx, func(p account.Port) error { return s.removeAuthenticator(ctx, p, v.Account.ID, v.Session) })
}

func (s *Service) removeAuthenticator(ctx context.Context, p account.Port, person, keep string) error {
	if err := p.SetAuthenticator(ctx, person, "", 0); err != nil {
		return err
	}
	if err := p.SetRecovery(ctx, person, nil); err != nil {
		return err
	}
	return p.Cut(ctx, person, keep)
}

// NewRecovery makes new recovery codes; the old ones count no more.
func (s *Service) NewRecovery(ctx context.Context, v *Visit) ([]string, error) {
	if err := s.fresh(v); err != nil {
		return nil, err
	}
	shown, hashes := newCodes(v.Account.ID)
	err := s.c.Store.SignIn(ctx, func(p account.Port) error {
		secrets, err := p.Secrets(ctx, v.Account.ID)
		if err == nil && !secrets.Second() {
			err = errs.New(errs.Conflict, "There is no authenticator that they could stand in for.")
		}
		if err != nil {
			return err
		}
		return p.SetRecovery(ctx, v.Account.ID, hashes)
	})
	if err != nil {
		return nil, err
	}
	return shown, nil
}
