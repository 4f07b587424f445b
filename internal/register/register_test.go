package register_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/money"
	"holdfast/internal/register"
)

type boat struct {
	Name  string       `json:"name"`
	Built civil.Date   `json:"built"`
	Price money.Amount `json:"price"`
	Crew  int          `json:"crew"`
	Draft *float64     `json:"draft"`
	Sold  *bool        `json:"sold"`
	Tags  []string     `json:"tags"`
	Seen  int64        `json:"seen"`
	Kind  string       `json:"kind"`
	Berth *berth       `json:"berth"`
}

type berth struct {
	Since civil.Date `json:"since"`
}

func fields() []register.Field {
	return []register.Field{
		{Name: "name", Label: "Name", Type: register.Text, Required: true, Sort: true, Search: true},
		{Name: "built", Label: "Built", Type: register.Date, Filter: true},
		{Name: "price", Label: "Price", Type: register.Money, Sort: true},
		{Name: "crew", Label: "Crew", Type: register.Number, Default: "2"},
		{Name: "draft", Label: "Draft", Type: register.Number, Sort: true},
		{Name: "sold", Label: "Sold", Type: register.YesNo, Filter: true},
		{Name: "tags", Label: "Tags", Type: register.Tags, Filter: true},
		{Name: "seen", Label: "Seen", Type: register.Instant},
		{Name: "kind", Label: "Kind", Type: register.Choice, Choices: []register.Option{{Value: "tug", Label: "Harbour tug"}}, Search: true},
		{Name: "berth.since", Label: "At this berth since", Type: register.Date, Sort: true},
	}
}

func declaration(f ...register.Field) register.Declaration {
	return register.Declaration{Kind: "boat", Prefix: "BOAT", Singular: "boat", Plural: "boats", Area: authz.Win, Fields: f}
}

var boats = register.Declare[boat](declaration(fields()...), nil)

// TestTypedText: what Text writes Set reads back to the same, for every type.
func TestTypedText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ field, typed, want string }{
		{"name", " Saint Ann ", " Saint Ann "},
		{"built", "2027-02-14", "2027-02-14"},
		{"price", "£1,200", "1200.00 GBP"},
		{"price", "-3.5 EUR", "-3.50 EUR"},
		{"crew", "1,200", "1200"},
		{"draft", "1.25", "1.25"},
		{"sold", "No", "no"},
		{"tags", "a, b ,,c", "a, b, c"},
		{"seen", "2027-01-06T12:00:00Z", "2027-01-06T12:00:00Z"},
		{"kind", "harbour TUG", "tug"},
		{"berth.since", "2027-02-28", "2027-02-28"},
	} {
		v := new(boat)
		if err := boats.Set(v, c.field, c.typed); err != nil {
			t.Errorf("%s: %v", c.field, err)
			continue
		}
		if got := boats.Text(v, c.field); got != c.want {
			t.Errorf("%s: %q became %q, want %q", c.field, c.typed, got, c.want)
		}
		again := new(boat)
		if err := boats.Set(again, c.field, c.want); err != nil || !cmp.Equal(v, again) {
			t.Errorf("%s does not read back %q: %v", c.field, c.want, err)
		}
		if err := boats.Set(v, c.field, ""); err != nil || boats.Get(v, c.field) != nil && c.field != "crew" && c.field != "seen" {
			t.Errorf("%s was not emptied: %v, %v", c.field, boats.Get(v, c.field), err)
		}
	}
	for field, typed := range map[string]string{
		"built": "2027-02-30", "price": "a lot", "crew": "1.5", "draft": "NaN", "sold": "perhaps", "seen": "noon", "nothing": "x", "berth.since": "soon",
	} {
		if err := boats.Set(new(boat), field, typed); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s took %q: %v", field, typed, err)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	v := boats.New().(*boat)
	if v.Crew != 2 {
		t.Errorf("the default crew is %d", v.Crew)
	}
	v.Kind = "yacht"
	want := []errs.Field{{Pointer: "/name", Message: "Name is missing."}, {Pointer: "/kind", Message: "Kind must be one of: tug."}}
	if d := cmp.Diff(want, boats.Check(nil, v)); d != "" {
		t.Error(d)
	}
}

// TestChanged tells the declared fields that differ.
func TestChanged(t *testing.T) {
	t.Parallel()
	a := &boat{Name: "a", Tags: []string{"x"}, Berth: &berth{Since: 700000}}
	b := &boat{Name: "a", Tags: []string{"x", "y"}, Berth: &berth{Since: 700001}}
	var got []string
	for _, f := range boats.Changed(a, b) {
		got = append(got, f.Name)
	}
	if d := cmp.Diff([]string{"tags", "berth.since"}, got); d != "" {
		t.Error(d)
	}
}

// TestDeclarationFits: a declaration that does not fit its struct is found when
// the program starts.
func TestDeclarationFits(t *testing.T) {
	t.Parallel()
	var many []register.Field
	for range 9 {
		many = append(many, register.Field{Name: "name", Label: "x", Type: register.Text, Sort: true})
	}
	for name, f := range map[string][]register.Field{
		"unknown":               {{Name: "colour", Label: "Colour", Type: register.Text}},
		"another type":          {{Name: "name", Label: "Name", Type: register.Date}},
		"a date is no number":   {{Name: "built", Label: "Built", Type: register.Number}},
		"twice":                 many,
		"choice without choice": {{Name: "kind", Label: "Kind", Type: register.Choice}},
		"long text sorted":      {{Name: "name", Label: "Name", Type: register.LongText, Sort: true}},
		"no label":              {{Name: "name", Type: register.Text}},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was declared", name)
				}
			}()
			register.Declare[boat](declaration(f...), nil)
		}()
	}
}

// TestFold: a key compares without case and accents, and folding it again
// changes nothing.
func TestFold(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"  Ärger  in\tLeith ": "arger in leith", "ＣＥ＋": "ce+", "ISO/IEC 27001": "iso/iec 27001", "": ""} {
		if got := register.Fold(in); got != want {
			t.Errorf("%q folds to %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		once := register.Fold(rapid.String().Draw(t, "text"))
		if twice := register.Fold(once); twice != once {
			t.Fatalf("%q folds again to %q", once, twice)
		}
	})
}

func TestNumber(t *testing.T) {
	t.Parallel()
	d := boats.Declaration()
	for in, want := range map[string]int64{"BOAT-12": 12, " boat-7 ": 7, "CERT-1": 0, "BOAT-0": 0, "BOAT--1": 0, "BOAT": 0, "BOAT-99999999999999999999": 0} {
		if got := d.ParseNumber(in); got != want {
			t.Errorf("%q is %d, want %d", in, got, want)
		}
	}
}
