package trustpage

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"holdfast/internal/civil"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/win/certificate"
)

// Page is the whole public page as values: what is shown, what the JSON holds,
// and what the preview shows. There is one way to make it, so that the preview
// cannot differ.
type Page struct {
	Version      int       `json:"version"` // of this form: 1
	Organisation string    `json:"organisation"`
	Handle       string    `json:"handle"`
	Sentence     string    `json:"sentence"` // the first line: what is here, in numbers
	Statement    string    `json:"statement,omitempty"`
	Contact      string    `json:"contact,omitempty"`
	Notices      []string  `json:"notices"` // what the page is not
	AsAt         time.Time `json:"asAt"`
	Cards        []Card    `json:"certificates"`
	// Checkpoint is the latest signed checkpoint of the organisation's trail, as
	// text, when there is one.
	Checkpoint string `json:"checkpoint,omitempty"`
}

// Card is one certificate.
type Card struct {
	Ref        string   `json:"ref"` // CERT-2
	Scheme     string   `json:"scheme"`
	SchemeID   string   `json:"schemeId"`
	Number     string   `json:"number,omitempty"` // as printed
	Holder     string   `json:"holder,omitempty"`
	Status     Status   `json:"status"`
	Checks     []Check  `json:"checks"`
	Sources    []Source `json:"sources"`
	VerifiedOn string   `json:"verifiedOn,omitempty"` // the day on which the organisation last looked it up
}

// notices are said on every page, and in its JSON.
var notices = []string{
	"These are facts that the organisation records and shows, and no verdict on them: check each at its source before you rely on it.",
	"Holdfast, which makes this page, is not affiliated with the organisation, with any certification body, or with ISO, UKAS, the NCSC, IASME or the NHS.",
}

// Build makes the page of the settings from the organisation's certificates.
// Numbers that are not there any more are left out. Those in date come first,
// the first to end before the others.
func Build(book *scheme.Book, organisation string, set *Settings, rows []certificate.Row, now time.Time, today civil.Date) Page {
	p := Page{
		Version: 1, Organisation: organisation, Handle: set.Handle, Statement: strings.TrimSpace(set.Statement), Contact: strings.TrimSpace(set.Contact),
		Notices: notices, AsAt: now.UTC().Truncate(time.Second), Cards: []Card{},
	}
	all := make([]certificate.Certificate, len(rows))
	for i := range rows {
		all[i] = rows[i].Value
	}
	for i := range rows {
		if set.Shows(rows[i].Number) {
			p.Cards = append(p.Cards, cardOf(book, rows[i].Ref, &rows[i].Value, all, today))
		}
	}
	slices.SortStableFunc(p.Cards, func(a, b Card) int {
		if a.Status.Counts() != b.Status.Counts() {
			if a.Status.Counts() {
				return -1
			}
			return 1
		}
		if a.Status.Counts() {
			return int(a.Status.Last - b.Status.Last)
		}
		return int(b.Status.Last - a.Status.Last)
	})
	p.Sentence = sentenceOf(organisation, p.Cards)
	return p
}

func cardOf(book *scheme.Book, ref register.Ref, c *certificate.Certificate, all []certificate.Certificate, today civil.Date) Card {
	card := Card{
		Ref: ref.Number, Scheme: c.Scheme, SchemeID: c.Scheme, Number: c.Number, Holder: c.Holder,
		Status: statusOf(book, c, all, today), Sources: sourcesOf(c), Checks: []Check{},
	}
	if card.Sources == nil {
		card.Sources = []Source{}
	}
	if !c.VerifiedOn.IsZero() && c.VerifiedOn <= today {
		card.VerifiedOn = c.VerifiedOn.Long()
	}
	if s, ok := book.Scheme(c.Scheme); ok {
		card.Scheme, card.Checks = s.Short, checksOf(s, c, card.Status)
	}
	return card
}

// sentenceOf counts what is shown: "Fenmoor Digital Ltd shows 4 certificates: 2
// in date, 1 ends soon, 1 expired."
func sentenceOf(organisation string, cards []Card) string {
	if len(cards) == 0 {
		return organisation + " shows no certificate here yet."
	}
	word := "certificates"
	if len(cards) == 1 {
		word = "certificate"
	}
	var parts []string
	for _, k := range []struct{ key, word string }{
		{InDate, "in date"},
		{EndsSoon, "in date and ending within " + days(soon)},
		{Unclear, "not clear"},
		{NotIssued, "not issued yet"},
		{NotMet, "not met"},
		{EditionEnded, "of an edition that has ended"},
		{Suspended, "suspended"},
		{Withdrawn, "withdrawn"},
		{Revoked, "revoked"},
		{Expired, "expired"},
	} {
		n := 0
		for _, c := range cards {
			if c.Status.Key == k.key {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, k.word))
		}
	}
	return fmt.Sprintf("%s shows %d %s: %s.", organisation, len(cards), word, strings.Join(parts, ", "))
}
