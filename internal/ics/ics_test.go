package ics_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"holdfast/internal/civil"
	"holdfast/internal/ics"
)

func TestWrite(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	err := ics.Write(&b, ics.Calendar{Name: "Fenmoor Digital Ltd, dates", Refresh: time.Hour, Events: []ics.Event{{
		UID: "CERT-3.ends@org-1.holdfast", Day: civil.MustParse("2028-02-29"),
		Summary: "CE Plus ends; BID-4, BID-7", Description: "The last day it counts.\nNothing covers a bid after.",
		URL: "http://127.0.0.1:8417/certificates/CERT-3", Categories: []string{"Hard, fast"},
		Stamp: time.Date(2027, 1, 6, 8, 30, 0, 0, time.FixedZone("BST", 3600)), Alarms: []int{7, 0},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Join([]string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Holdfast//Calendar//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
		`NAME:Fenmoor Digital Ltd\, dates`, `X-WR-CALNAME:Fenmoor Digital Ltd\, dates`,
		"REFRESH-INTERVAL;VALUE=DURATION:PT60M", "X-PUBLISHED-TTL:PT60M",
		"BEGIN:VEVENT", "UID:CERT-3.ends@org-1.holdfast", "DTSTAMP:20270106T073000Z",
		"DTSTART;VALUE=DATE:20280229", "DTEND;VALUE=DATE:20280301",
		`SUMMARY:CE Plus ends\; BID-4\, BID-7`, `DESCRIPTION:The last day it counts.\nNothing covers a bid after.`,
		"URL:http://127.0.0.1:8417/certificates/CERT-3", `CATEGORIES:Hard\, fast`, "TRANSP:TRANSPARENT",
		"BEGIN:VALARM", "ACTION:DISPLAY", `DESCRIPTION:CE Plus ends\; BID-4\, BID-7`, "TRIGGER:-PT159H", "END:VALARM",
		"BEGIN:VALARM", "ACTION:DISPLAY", `DESCRIPTION:CE Plus ends\; BID-4\, BID-7`, "TRIGGER:PT9H", "END:VALARM",
		"END:VEVENT", "END:VCALENDAR", "",
	}, "\r\n")
	if b.String() != want {
		t.Errorf("wrote\n%s\nwant\n%s", b.String(), want)
	}
}

// Whatever the words, no line is over 75 bytes, none but the first of a fold
// begins without its space, and unfolding and unescaping gives them back.
func TestFoldingAndEscaping(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.StringOf(rapid.SampledFrom([]rune("ab ,;\\:\n\"é€😀BEGIN:"))).Draw(t, "words")
		var b strings.Builder
		if err := ics.Write(&b, ics.Calendar{Events: []ics.Event{{UID: "x", Day: civil.MustParse("2027-02-14"), Summary: words}}}); err != nil {
			t.Fatal(err)
		}
		for l := range strings.SplitSeq(strings.TrimSuffix(b.String(), "\r\n"), "\r\n") {
			if len(l) > 75 || !utf8.ValidString(l) || strings.ContainsAny(l, "\r\n") {
				t.Fatalf("line %q has %d bytes", l, len(l))
			}
		}
		unfolded := strings.ReplaceAll(b.String(), "\r\n ", "")
		_, rest, _ := strings.Cut(unfolded, "SUMMARY:")
		value, _, _ := strings.Cut(rest, "\r\n")
		got := strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, "\n").Replace(value)
		if got != words {
			t.Fatalf("%q came back as %q", words, got)
		}
	})
}
