package certificate

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/scheme"
)

// firstYear and lastYear bound dates that can be meant: anything else is a slip
// of the keyboard.
const (
	firstYear = 1990
	lastYear  = 2100
)

// Check gives what is wrong with a certificate, by JSON pointer: nothing that
// fails here is stored.
func (c *Certificate) Check(book *scheme.Book) []errs.Field {
	var out []errs.Field
	say := func(pointer, format string, args ...any) {
		out = append(out, errs.Field{Pointer: pointer, Message: fmt.Sprintf(format, args...)})
	}
	s, known := book.Scheme(c.Scheme)
	switch {
	case c.Scheme == "":
		say("/scheme", "Say which scheme it is, such as iso27001 or cyber-essentials.")
	case !known:
		if near := book.Nearest(c.Scheme, false); near != "" {
			say("/scheme", "%q is not a known scheme. Did you mean %q?", c.Scheme, near)
		} else {
			say("/scheme", "%q is not a known scheme.", c.Scheme)
		}
	case c.Level != "" && len(s.Levels) == 0:
		say("/level", "%s has no levels: leave it empty.", s.Name)
	case c.Level != "":
		if _, ok := s.LevelRank(string(c.Level)); !ok {
			say("/level", "%s has no level %q: it has %s.", s.Name, c.Level, levels(s))
		}
	}
	dates := []struct {
		pointer, name string
		day           civil.Date
	}{
		{"/decision", "decision", c.Decision},
		{"/issued", "issue", c.Issued},
		{"/expires", "end", c.Expires},
		{"/stage2", "stage 2", c.Stage2},
		{"/verifiedOn", "verification", c.VerifiedOn},
		{"/renewal/start", "start of the renewal", c.Renewal.Start},
		{"/renewal/finish", "finish of the renewal", c.Renewal.Finish},
	}
	for _, d := range dates {
		if !d.day.IsZero() && (d.day.Year() < firstYear || d.day.Year() > lastYear) {
			say(d.pointer, "The %s date is in the year %d: is that meant?", d.name, d.day.Year())
		}
	}
	order := func(pointer string, early, late civil.Date, what, before string) {
		if !early.IsZero() && !late.IsZero() && late < early {
			say(pointer, "%s, %s, is before %s, %s.", what, late.Long(), before, early.Long())
		}
	}
	order("/expires", c.Issued, c.Expires, "The day it ends", "the day it was issued")
	order("/expires", c.Decision, c.Expires, "The day it ends", "the decision")
	order("/issued", c.Decision, c.Issued, "The issue", "the decision")
	order("/decision", c.Stage2, c.Decision, "The decision", "the last day of stage 2")
	order("/renewal/finish", c.Renewal.Start, c.Renewal.Finish, "The finish of the renewal", "its start")
	for i, h := range c.Status {
		if !slices.Contains(States(), h.State) {
			say(fmt.Sprintf("/status/%d/state", i), "%q is not a state: it is one of %s.", h.State, strings.Join(States(), ", "))
		}
		switch {
		case h.From.IsZero():
			say(fmt.Sprintf("/status/%d/from", i), "Say from which day it is %s.", strings.ReplaceAll(h.State, "-", " "))
		case h.From.Year() < firstYear || h.From.Year() > lastYear:
			say(fmt.Sprintf("/status/%d/from", i), "The year %d: is that meant?", h.From.Year())
		}
	}
	if !slices.Contains([]string{"", "yes", "no", "unknown"}, c.Covers) {
		say("/covers", "Say yes, no or unknown, not %q.", c.Covers)
	}
	if !slices.Contains([]string{"", "initial", "recertified"}, c.Cycle) {
		say("/cycle", "Say initial or recertified, not %q.", c.Cycle)
	}
	if u, err := url.Parse(c.VerifyLink); c.VerifyLink != "" && (err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "") {
		say("/verifyLink", "The verify link must be a web address that begins with https://.")
	}
	if c.File != "" && !isHash(c.File) {
		say("/file", "A file is named by its SHA-256 in small hexadecimal letters.")
	}
	if c.Ref != "" && c.Replaces == c.Ref {
		say("/replaces", "A certificate cannot replace itself.")
	}
	return out
}

func isHash(s string) bool {
	return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == ""
}

func levels(s *scheme.Scheme) string {
	ids := make([]string, len(s.Levels))
	for i, l := range s.Levels {
		ids[i] = l.ID
	}
	return strings.Join(ids, ", ")
}

// Doubts gives what is unusual about a certificate without being wrong: shown
// beside the field for a person to look at, never refused.
func (c *Certificate) Doubts(book *scheme.Book) []errs.Field {
	s, ok := book.Scheme(c.Scheme)
	if !ok {
		return nil
	}
	var out []errs.Field
	start := s.ValidFrom(c.On(c.Expires))
	if s.Term == scheme.TermMonths && !start.IsZero() && !c.Expires.IsZero() {
		usual := civil.LastValidDay(start, s.ValidityMonths)
		// A recertification may keep the old anchor, so shorter is common; a month
		// of grace either way covers bodies that count differently.
		if c.Expires > usual.AddDays(40) || (s.EarlyRenewal.LosesDays && c.Expires < usual.AddDays(-40)) {
			out = append(out, errs.Field{Pointer: "/expires", Message: fmt.Sprintf("%s usually lasts %d months, to %s. Is %s right?", s.Name, s.ValidityMonths, usual.Long(), c.Expires.Long())})
		}
	}
	if c.Holder == "" {
		out = append(out, errs.Field{Pointer: "/holder", Message: "Without the holder's legal name no bid can rest on it."})
	}
	if len(s.Editions) > 0 && c.Edition != "" {
		if _, known := s.Edition(c.Edition); !known {
			out = append(out, errs.Field{Pointer: "/edition", Message: fmt.Sprintf("%q is not a known edition of %s.", c.Edition, s.Name)})
		}
	}
	return out
}
