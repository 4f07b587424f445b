// Package ics writes calendars that other programs subscribe to: iCalendar,
// RFC 5545. It writes all-day events, which is what dates are.
package ics

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"holdfast/internal/civil"
)

// Calendar is a feed. A program that reads it again replaces what it had.
type Calendar struct {
	Name   string
	Events []Event
	// Refresh is how often a reader should come back; zero says nothing of it.
	Refresh time.Duration
}

// Event is one all-day event.
type Event struct {
	// UID names the event for good: the same thing keeps its UID when its day or
	// words change. It is made globally unique by what follows an "@".
	UID         string
	Day         civil.Date
	Summary     string
	Description string
	URL         string
	Categories  []string
	// Stamp is when the event was last worked out, in UTC.
	Stamp time.Time
	// Alarms are days before the day, at nine in the morning.
	Alarms []int
	// Busy: the day is taken; most dates are only to be known.
	Busy bool
}

// maxLine is the longest line in bytes, without its end (RFC 5545, 3.1).
const maxLine = 75

// ContentType is the type of the feed over HTTP.
const ContentType = "text/calendar; charset=utf-8"

// Write writes the calendar. Equal calendars give equal bytes.
func Write(w io.Writer, c Calendar) error {
	b := &builder{}
	b.line("BEGIN", "VCALENDAR")
	b.line("VERSION", "2.0")
	b.line("PRODID", "-//Holdfast//Calendar//EN")
	b.line("CALSCALE", "GREGORIAN")
	b.line("METHOD", "PUBLISH")
	if c.Name != "" {
		b.text("NAME", c.Name)
		b.text("X-WR-CALNAME", c.Name)
	}
	if c.Refresh > 0 {
		b.line("REFRESH-INTERVAL;VALUE=DURATION", fmt.Sprintf("PT%dM", int(c.Refresh.Minutes())))
		b.line("X-PUBLISHED-TTL", fmt.Sprintf("PT%dM", int(c.Refresh.Minutes())))
	}
	for _, e := range c.Events {
		b.event(e)
	}
	b.line("END", "VCALENDAR")
	_, err := io.WriteString(w, b.out.String())
	return err
}

type builder struct{ out strings.Builder }

func (b *builder) event(e Event) {
	b.line("BEGIN", "VEVENT")
	b.text("UID", e.UID)
	b.line("DTSTAMP", e.Stamp.UTC().Format("20060102T150405Z"))
	b.line("DTSTART;VALUE=DATE", stamp(e.Day))
	b.line("DTEND;VALUE=DATE", stamp(e.Day+1)) // the first day after
	b.text("SUMMARY", e.Summary)
	if e.Description != "" {
		b.text("DESCRIPTION", e.Description)
	}
	if e.URL != "" {
		b.line("URL", oneLine(e.URL))
	}
	if len(e.Categories) > 0 {
		escaped := make([]string, len(e.Categories))
		for i, c := range e.Categories {
			escaped[i] = escape(c)
		}
		b.line("CATEGORIES", strings.Join(escaped, ","))
	}
	if !e.Busy {
		b.line("TRANSP", "TRANSPARENT")
	}
	for _, days := range e.Alarms {
		b.line("BEGIN", "VALARM")
		b.line("ACTION", "DISPLAY")
		b.text("DESCRIPTION", e.Summary)
		// An all-day event begins at midnight where the reader is.
		hours := 9 - 24*days
		sign := ""
		if hours < 0 {
			sign, hours = "-", -hours
		}
		b.line("TRIGGER", fmt.Sprintf("%sPT%dH", sign, hours))
		b.line("END", "VALARM")
	}
	b.line("END", "VEVENT")
}

func stamp(d civil.Date) string { return d.Time().Format("20060102") }

func (b *builder) text(name, value string) { b.line(name, escape(value)) }

// line writes one content line, folded so that no piece is longer than maxLine
// bytes and no letter is cut in two.
func (b *builder) line(name, value string) {
	s := name + ":" + value
	room := maxLine
	for len(s) > room {
		cut := room
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		b.out.WriteString(s[:cut])
		b.out.WriteString("\r\n ")
		s, room = s[cut:], maxLine-1 // the space counts
	}
	b.out.WriteString(s)
	b.out.WriteString("\r\n")
}

// escape makes a text value (RFC 5545, 3.3.11). Control characters have no
// form there and are left out.
func escape(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\\' || r == ';' || r == ',':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r < 0x20 && r != '\t', r == 0x7f:
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// oneLine keeps a value that is not text from beginning a line of its own.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x21 || r == 0x7f {
			return -1
		}
		return r
	}, s)
}
