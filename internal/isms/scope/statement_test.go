package scope_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/isms/scope"
	"holdfast/internal/party"
)

func is(v bool) *bool { return &v }

// draftOf has an answer to each question.
func draftOf(entities ...string) scope.Draft {
	return scope.Draft{
		Wording: "Hosting of  digital services.", Activities: "We host.", Entities: entities, Boundary: "Our people and tenancies.", Interfaces: "Customers’ networks.", Dependencies: "The cloud provider.",
		Exclusions: []scope.Exclusion{{What: " Customers’ devices ", Why: "They are theirs."}, {}},
	}
}

// TestAStatementIsWrittenByOneAndIssuedByAnother follows the scope from nothing
// to its second version.
func TestAStatementIsWrittenByOneAndIssuedByAnother(t *testing.T) {
	t.Parallel()
	h := open(t, priya)
	refused := func(err error, code errs.Code, words string) {
		t.Helper()
		if errs.CodeOf(err) != code || !strings.Contains(err.Error(), words) {
			t.Errorf("got %v, want %s with %q", err, code, words)
		}
	}
	_, err := h.Issue(t.Context(), h.by(gareth), "", "")
	refused(err, errs.NotFound, "no draft")
	_, err = h.SaveDraft(t.Context(), h.by(priya), 0, draftOf("no-such-entity"))
	refused(err, errs.Invalid, "legal entities")

	entity := insert(h, gareth, h.entities, party.Entity{Name: "Fenmoor Digital Ltd", Number: "99999174"})
	draft, err := h.SaveDraft(t.Context(), h.by(priya), 0, draftOf(entity.ID, entity.ID))
	h.must(err)
	if d := draft.Value; d.Wording != "Hosting of digital services." || len(d.Entities) != 1 || len(d.Exclusions) != 1 || d.Exclusions[0].What != "Customers’ devices" {
		t.Errorf("not tidied: %+v", d)
	}
	_, err = h.Issue(t.Context(), h.by(gareth), "", "")
	refused(err, errs.Invalid, "")
	if f := errs.FieldsOf(err); len(f) != 1 || f[0].Pointer != "/sites" {
		t.Errorf("a statement without a site lacks it: %+v", f)
	}

	insert(h, priya, h.Sites, scope.Site{Name: "Staithe Yard", Address: "1 Staithe Yard\nFenmoor", InScope: is(true)})
	insert(h, priya, h.Sites, scope.Site{Name: "Depot", InScope: is(false), Why: "Holds nothing."})
	insert(h, priya, h.Sites, scope.Site{Name: "New office"})
	_, err = h.Issue(t.Context(), h.by(priya), "", "")
	refused(err, errs.Forbidden, "issues a scope statement that they wrote")
	_, err = h.Issue(t.Context(), h.because(priya, "in a hurry"), "", "")
	refused(err, errs.Forbidden, "Ask another owner")
	_, err = h.Issue(t.Context(), h.by(gareth), strings.Repeat("0", 64), "")
	refused(err, errs.Conflict, "changed since you looked")

	first, err := h.Issue(t.Context(), h.by(gareth), "", "First version.")
	h.must(err)
	st := first.Value
	if first.Number != "SCOPE-1" || st.Version != 1 || st.Hash != st.Content.Hash() || st.IssuedBy != gareth || st.IssuedOn != h.today() || !slices.Equal(st.Authors, []string{priya}) || st.Alone != "" {
		t.Errorf("%+v", st)
	}
	if c := st.Content; len(c.Sites) != 1 || c.Sites[0].Text() != "Staithe Yard, 1 Staithe Yard, Fenmoor" || c.Entities[0].Text() != "Fenmoor Digital Ltd (99999174)" || len(c.Exclusions) != 2 || c.Exclusions[1].Text() != "Depot: Holds nothing." {
		t.Errorf("%+v", c)
	}
	_, err = h.Issue(t.Context(), h.by(gareth), "", "")
	refused(err, errs.Conflict, "says the same")

	// A site that changes is a change of the statement, and its writer an author.
	put(h, gareth, h.Sites, "SITE-3", func(s *scope.Site) { s.InScope = is(true) })
	h.see(func(v *change.View) error {
		got, err := h.Pending(v)
		if err == nil && (len(got) != 1 || got[0] != scope.Difference{Part: "Site", Is: "New office"}) {
			t.Errorf("pending: %+v", got)
		}
		return err
	})
	_, err = h.Issue(t.Context(), h.by(gareth), "", "")
	refused(err, errs.Forbidden, "you wrote it")
	second, err := h.Issue(t.Context(), h.by(priya), "", "")
	h.must(err)
	if second.Value.Version != 2 || !slices.Equal(second.Value.Authors, []string{gareth}) {
		t.Errorf("%+v", second.Value)
	}
	if got := get(h, h.Statements, "SCOPE-1"); got.Hash != st.Hash || got.Content.Hash() != st.Hash {
		t.Error("the first version stands as it was issued")
	}
	_, err = h.SaveDraft(t.Context(), h.by(priya), 0, draftOf())
	refused(err, errs.Conflict, "")
}

func TestAnOrganisationOfOneSaysWhy(t *testing.T) {
	t.Parallel()
	h := open(t)
	entity := insert(h, gareth, h.entities, party.Entity{Name: "A Ltd"})
	insert(h, gareth, h.Sites, scope.Site{Name: "Home", InScope: is(true)})
	_, err := h.SaveDraft(t.Context(), h.by(gareth), 0, draftOf(entity.ID))
	h.must(err)
	h.see(func(v *change.View) error {
		alone, err := h.Alone(v, h.now)
		if !alone {
			t.Error("nobody else could issue it: the form asks why")
		}
		return err
	})
	if _, err = h.Issue(t.Context(), h.by(gareth), "", ""); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("without a reason: %v", err)
	}
	row, err := h.Issue(t.Context(), h.because(gareth, "There is nobody else."), "", "")
	h.must(err)
	if row.Value.Alone != "There is nobody else." {
		t.Errorf("the statement says so: %+v", row.Value)
	}
}

// TestDiffTellsTheWholeDifference: what Diff says, done to the one statement,
// gives the other; and statements that do not differ are the same to the hash.
func TestDiffTellsTheWholeDifference(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(43, 1))
	word := func() string { return []string{"", "a", "b", "c"}[r.IntN(4)] }
	random := func() scope.Content {
		c := scope.Content{Wording: word(), Activities: word(), Boundary: word(), Interfaces: word(), Dependencies: word(), Entities: []scope.CoveredEntity{}, Sites: []scope.CoveredSite{}, Exclusions: []scope.Exclusion{}}
		for _, id := range []string{"1", "2", "3"} {
			if r.IntN(2) == 0 {
				c.Entities = append(c.Entities, scope.CoveredEntity{ID: id, Name: "E" + id})
			}
			if r.IntN(2) == 0 {
				c.Sites = append(c.Sites, scope.CoveredSite{ID: id, Name: "S" + id, Does: word()})
			}
			if r.IntN(2) == 0 {
				c.Exclusions = append(c.Exclusions, scope.Exclusion{What: "X" + id, Why: word()})
			}
		}
		return c
	}
	for range 3000 {
		a, b := random(), random()
		diff := scope.Diff(a, b)
		if (len(diff) == 0) != (a.Hash() == b.Hash()) {
			t.Fatalf("%+v to %+v: %+v", a, b, diff)
		}
		if got, want := apply(lines(a), diff), lines(b); !slices.Equal(got, want) {
			t.Fatalf("%v with %+v gives %v, not %v", lines(a), diff, got, want)
		}
	}
}

// lines is a statement as sorted lines of "part|text".
func lines(c scope.Content) []string {
	var out []string
	add := func(part, text string) {
		if text != "" {
			out = append(out, part+"|"+text)
		}
	}
	add("The scope in a sentence", c.Wording)
	add("What we do", c.Activities)
	add("Boundary", c.Boundary)
	add("Interfaces", c.Interfaces)
	add("Dependencies", c.Dependencies)
	for _, e := range c.Entities {
		add("Legal entity", e.Text())
	}
	for _, p := range c.Sites {
		add("Site", p.Text())
	}
	for _, x := range c.Exclusions {
		add("Exclusion", x.Text())
	}
	slices.Sort(out)
	return out
}

func apply(lines []string, diff []scope.Difference) []string {
	for _, d := range diff {
		if d.Was != "" {
			lines = slices.DeleteFunc(lines, func(l string) bool { return l == d.Part+"|"+d.Was })
		}
		if d.Is != "" {
			lines = append(lines, d.Part+"|"+d.Is)
		}
	}
	slices.Sort(lines)
	return lines
}
