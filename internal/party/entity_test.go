package party_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/internal/civil"
	"holdfast/internal/party"
	"holdfast/internal/register"
)

func rows(es ...party.Entity) []party.Row {
	out := make([]party.Row, len(es))
	for i, e := range es {
		out[i] = party.Row{Ref: register.Ref{Kind: party.Kind, ID: e.Name, Number: "ENT-" + string(rune('1'+i))}, Value: e}
	}
	return out
}

func TestNamesMeanEntities(t *testing.T) {
	t.Parallel()
	all := rows(
		party.Entity{Name: "Fenmoor Digital Ltd", TradingNames: []string{"Fenmoor", "Moorlight"}},
		party.Entity{Name: "Fenmoor Field Services Ltd", TradingNames: []string{"Fenmoor"}},
		party.Entity{Name: "Ardûn & Söhne PLC", Closed: true},
	)
	for name, want := range map[string]string{
		"Fenmoor Digital Ltd":                  "ENT-1",
		"FENMOOR  DIGITAL LIMITED":             "ENT-1",
		"Fenmoor Digital, Ltd.":                "ENT-1",
		"moorlight":                            "ENT-1",
		"Fenmoor":                              "", // of two
		"Fenmoor Digital":                      "",
		"":                                     "",
		"Ardun and Sohne plc":                  "ENT-3",
		"Ardun & Sohne Public Limited Company": "ENT-3",
	} {
		got, _ := party.Match(all, name)
		if got.Number != want {
			t.Errorf("%q means %q, want %q", name, got.Number, want)
		}
	}
	got := party.Suggest(all, []string{"fenmoor digital limited", "Moorlight", "Penfelin Cyf", "", "Ardun and Sohne plc"})
	if d := cmp.Diff([]string{"Fenmoor Digital Ltd", "Fenmoor Field Services Ltd", "Penfelin Cyf"}, got); d != "" {
		t.Errorf("offered (-want +got):\n%s", d)
	}
}

func TestShapes(t *testing.T) {
	t.Parallel()
	reg := party.Register()
	for name, c := range map[string]struct {
		e    party.Entity
		want []string
	}{
		"nothing but a name": {party.Entity{Name: "A Ltd"}, nil},
		"all well": {party.Entity{
			Name: " A  Ltd", Form: "ltd", Number: "sc 123456", DUNS: "21-000-0001", PPON: "gb-ppon-pabc-1234-defg", ODS: "8ab12", ICO: "za 123456",
		}, nil},
		"no name":            {party.Entity{}, []string{"/name"}},
		"no form":            {party.Entity{Name: "A", Form: "gang"}, []string{"/form"}},
		"short DUNS":         {party.Entity{Name: "A", DUNS: "12345678"}, []string{"/duns"}},
		"PPON":               {party.Entity{Name: "A", PPON: "PABC-12X4-DEFG"}, []string{"/ppon"}},
		"ODS":                {party.Entity{Name: "A", ODS: "8/B"}, []string{"/ods"}},
		"ICO":                {party.Entity{Name: "A", ICO: "12"}, []string{"/ico"}},
		"its own other name": {party.Entity{Name: "A Ltd", TradingNames: []string{"a limited"}}, []string{"/tradingNames"}},
	} {
		c.e.Tidy()
		var got []string
		for _, f := range reg.Check(nil, &c.e) {
			got = append(got, f.Pointer)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	e := party.Entity{Name: " A  Ltd", PPON: "gb-ppon-pabc1234defg", DUNS: "21-000-0001"}
	if e.Tidy(); e.Name != "A Ltd" || e.PPON != "PABC-1234-DEFG" || e.DUNS != "210000001" {
		t.Errorf("tidied: %+v", e)
	}
}

func TestRegistrationsFallDue(t *testing.T) {
	t.Parallel()
	today := civil.Of(2027, 1, 6)
	got := party.Due(rows(
		party.Entity{Name: "A", ICOExpires: today + 30, Owner: "p"},
		party.Entity{Name: "B"},
		party.Entity{Name: "C", ICOExpires: today - 1, Closed: true},
		party.Entity{Name: "D", ICOExpires: today - 1},
	), today)
	if len(got) != 2 || got[0].Days != 30 || got[0].Owner != "p" || !got[0].Hard || !got[1].Late() || got[1].Ref != "ENT-4" {
		t.Errorf("%+v", got)
	}
}
