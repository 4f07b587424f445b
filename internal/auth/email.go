package auth

import (
	"net/mail"
	"strings"

	"holdfast/internal/errs"
)

const maxEmail = 254 // RFC 5321, 4.5.3.1.3 without the angle brackets

// CleanEmail checks an address. The error is an errs.Invalid at /email.
func CleanEmail(email string) (string, error) {
	email = strings.TrimSpace(email)
	a, err := mail.ParseAddress(email)
	if err != nil || a.Address != email || len(email) > maxEmail || !printable(email) || strings.ContainsAny(email, " \"<>,;") {
		return "", errs.At("/email", "This is no e-mail address like name@example.org.")
	}
	return email, nil
}
