package view_test

import (
	"net/url"
	"testing"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/register"
	"holdfast/internal/view"
)

type thing struct {
	Name  string   `json:"name"`
	State string   `json:"state"`
	Sort  string   `json:"sort"`
	Size  int      `json:"size"`
	Tags  []string `json:"tags"`
}

func things() *register.Declaration {
	return register.Declare[thing](register.Declaration{
		Kind: "thing", Prefix: "THING", Singular: "thing", Plural: "things", Area: authz.ISMS,
		Fields: []register.Field{
			{Name: "name", Label: "Name", Type: register.Text},
			{Name: "state", Label: "State", Type: register.Text, Filter: true},
			{Name: "sort", Label: "Sort", Type: register.Text, Filter: true},
			{Name: "size", Label: "Size", Type: register.Number, Filter: true, Sort: true},
			{Name: "tags", Label: "Tags", Type: register.Tags, Filter: true},
		},
	}, nil).Declaration()
}

// TestAListingIsWrittenAsItIsRead reads an address and writes it in its one form.
func TestAListingIsWrittenAsItIsRead(t *testing.T) {
	t.Parallel()
	d := things()
	for in, want := range map[string]string{
		"":                                       "",
		"state=a&state=b":                        "state=a&state=b",
		"state[is]=a":                            "state=a",
		"sort[is]=a&sort=-size":                  "sort=-size&sort%5Bis%5D=a",
		"size[from]=1&size[to]=9":                "size%5Bfrom%5D=1&size%5Bto%5D=9",
		"tags=x":                                 "tags%5Bhas%5D=x",
		"state[empty]=true&state[not]=":          "state%5Bempty%5D=true",
		"f.state=not:a":                          "state%5Bnot%5D=a",
		"f.state=is:a:b":                         "state=a%3Ab",
		"f.state=empty":                          "state%5Bempty%5D=true",
		"f.state=":                               "",
		"q=+words+&cols=name,,size,name&other=1": "cols=name%2Csize&q=words",
		"after=x&view=VIEW-1&done=saved":         "",
	} {
		q, err := url.ParseQuery(in)
		if err != nil {
			t.Fatal(err)
		}
		l, err := view.Read(d, q)
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		if got := l.Values().Encode(); got != want {
			t.Errorf("%s is written %s, want %s", in, got, want)
		}
		again, err := view.Read(d, l.Values())
		if err != nil || again.Values().Encode() != want {
			t.Errorf("%s: read again it is %s (%v)", in, again.Values().Encode(), err)
		}
	}
	for _, in := range []string{"name[is]=x", "state[from]=1", "colour[is]=red", "state[like]=x", "tags[is]=x"} {
		q, _ := url.ParseQuery(in)
		if _, err := view.Read(d, q); err == nil {
			t.Errorf("%s is taken", in)
		}
	}
}

func TestWhoSeesAView(t *testing.T) {
	t.Parallel()
	me := change.Actor{Person: "me", Role: authz.RiskOwner}
	mate := change.Actor{Person: "mate", Role: authz.RiskOwner}
	boss := change.Actor{Person: "boss", Role: authz.Owner}
	for _, c := range []struct {
		v                      view.View
		me, mate, boss, change bool // change: the owner of the organisation may
	}{
		{view.View{Shared: view.Private}, true, false, false, false},
		{view.View{Shared: view.Team}, true, true, false, false},
		{view.View{Shared: view.Organisation}, true, true, true, true},
		{view.View{Shared: view.Organisation, Gone: true}, false, false, false, false},
		{view.View{Shared: "else"}, true, false, false, false},
	} {
		c.v.Owner, c.v.Role = "me", string(authz.RiskOwner)
		if c.v.Seen(me) != c.me || c.v.Seen(mate) != c.mate || c.v.Seen(boss) != c.boss {
			t.Errorf("%+v is seen by me %v, my team %v, the owner %v", c.v, c.v.Seen(me), c.v.Seen(mate), c.v.Seen(boss))
		}
		if c.v.Mine(me) != c.me || c.v.Mine(mate) || c.v.Mine(boss) != c.change {
			t.Errorf("%+v is changed by me %v, my team %v, the owner %v", c.v, c.v.Mine(me), c.v.Mine(mate), c.v.Mine(boss))
		}
	}
}
