package bid

import (
	"fmt"
	"slices"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/scheme"
	"holdfast/internal/verdict"
	"holdfast/internal/win/certificate"
)

// Move is one thing moved for a what-if: a date of the bid by its name, or the
// day on which a certificate's renewal is granted, by its number.
type Move struct {
	What string
	To   civil.Date
}

// WhatIf judges the bid with one thing moved; nothing is stored. The error says
// what cannot be moved.
func WhatIf(book *scheme.Book, today civil.Date, certs []certificate.Row, b Bid, m Move) (verdict.Verdict, string, error) {
	if m.To.IsZero() {
		return verdict.Verdict{}, "", errs.At("to", "Give the day to which it is moved.")
	}
	held := Held(certs)
	said := ""
	if b.day(m.What) != nil {
		*b.day(m.What) = &verdict.Day{Date: m.To, Basis: "stated"}
		said = fmt.Sprintf("If the %s is on %s", dayWord(m.What), m.To.Long())
	} else {
		i := slices.IndexFunc(certs, func(c certificate.Row) bool { return c.Number == m.What })
		if i < 0 {
			return verdict.Verdict{}, "", errs.At("what", "%q can not be moved: choose a date or a certificate", m.What)
		}
		held = append(held, renewed(held[i], m.To))
		s, _ := book.Scheme(certs[i].Value.Scheme)
		said = fmt.Sprintf("If the renewal of %s is granted on %s", s.Short, m.To.Long())
	}
	if f := b.Check(book); len(f) > 0 {
		return verdict.Verdict{}, "", errs.At("to", "%s", f[0].Message)
	}
	v, _ := b.ForVerdict()
	return verdict.NewHolder(book, today, held).Judge("", b.Entity, &v), said, nil
}

// renewed is the certificate as its renewal would leave it: granted on the day,
// to run its scheme's term from there.
func renewed(c verdict.Certificate, on civil.Date) verdict.Certificate {
	c.Issued, c.Decision, c.Expires = on, 0, 0
	if strings.HasPrefix(c.Scheme, "iso") {
		c.Decision = on
	}
	c.Cycle = "recertified"
	c.Status = []verdict.StatusChange{{State: "certified", From: on}}
	if c.Scheme == "dspt" {
		c.Edition = ""
	}
	return c
}

func dayWord(name string) string {
	switch name {
	case "enquiries":
		return "last day for questions"
	case "standstillEnd":
		return "end of the standstill"
	case "start":
		return "start"
	case "end":
		return "end of the contract"
	case "extendedEnd":
		return "end with extensions"
	}
	return name
}
