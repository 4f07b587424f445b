package retention_test

import (
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/register"
	"holdfast/internal/retention"
)

type thing struct {
	Title string     `json:"title"`
	Held  civil.Date `json:"held,omitzero"`
	End   civil.Date `json:"end,omitzero"`
}

var things = register.Declare[thing](register.Declaration{
	Kind: "thing", Prefix: "T", Singular: "thing", Plural: "things", Area: authz.Commons,
	Fields: []register.Field{
		{Name: "title", Label: "Title", Type: register.Text},
		{Name: "held", Label: "Held", Type: register.Date},
		{Name: "end", Label: "End", Type: register.Date},
	},
}, nil)

func TestOver(t *testing.T) {
	t.Parallel()
	ends := retention.Ends{"thing": func(v any) civil.Date { return v.(*thing).End }}
	changed := time.Date(2026, 1, 31, 23, 30, 0, 0, time.UTC).UnixMicro()
	for name, c := range map[string]struct {
		rule    retention.Rule
		body    string
		deleted bool
		ends    retention.Ends
		want    string
	}{
		"from the change":            {retention.Rule{Months: 1, From: retention.FromChange}, `{}`, false, ends, "2026-03-01"},
		"from the end":               {retention.Rule{Months: 48, From: retention.FromEnd}, `{"end":"2022-05-31"}`, false, ends, "2026-06-01"},
		"it lives":                   {retention.Rule{Months: 1, From: retention.FromEnd}, `{}`, false, ends, ""},
		"nobody knows its end":       {retention.Rule{Months: 1, From: retention.FromEnd}, `{"end":"2000-01-01"}`, false, nil, ""},
		"deleted":                    {retention.Rule{Months: 1, From: retention.FromEnd}, `{}`, true, nil, "2026-03-01"},
		"from a date":                {retention.Rule{Months: 12, From: retention.FromField, Field: "held"}, `{"held":"2024-02-29"}`, false, ends, "2025-03-01"},
		"from a date that is absent": {retention.Rule{Months: 12, From: retention.FromField, Field: "held"}, `{}`, false, ends, ""},
	} {
		rec := register.Record{Kind: "thing", UpdatedAt: changed, Body: []byte(c.body), Deleted: c.deleted}
		got, err := c.rule.Over(things, c.ends, &rec, time.UTC)
		if err != nil || got.String() != c.want && !(got.IsZero() && c.want == "") {
			t.Errorf("%s: over on %s, want %s (%v)", name, got, c.want, err)
		}
	}
}

func TestRulesThatDoNotFit(t *testing.T) {
	t.Parallel()
	book := register.NewBook(things, retention.Holds())
	for _, r := range []retention.Rule{
		{Kind: "nothing"}, {Kind: "legal-hold", From: retention.FromEnd}, {Kind: "thing", From: retention.FromField, Field: "title"}, {Kind: "thing", From: retention.FromField, Field: "gone"},
	} {
		if r.Fits(book) == nil {
			t.Errorf("%+v fits", r)
		}
	}
	if err := (retention.Rule{Kind: "thing", From: retention.FromField, Field: "held"}).Fits(book); err != nil {
		t.Error(err)
	}
	if d := retention.BuiltIn(); d.Months != 48 || d.Source == "" || retention.Days("idempotency") != 7 {
		t.Errorf("the built-in rule: %+v", d)
	}
	if got := retention.Month(civil.MustParse("2026-11-24")).String(); got != "2026-12-01" {
		t.Errorf("the next look is on %s", got)
	}
}
