package scope_test

import (
	"strings"
	"testing"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/isms/scope"
	"holdfast/internal/register"
)

func TestObjectivesStandByTheirReadings(t *testing.T) {
	t.Parallel()
	day := civil.Of(2026, 6, 1)
	at := func(n int, v float64) scope.Reading { return scope.Reading{Day: day.AddDays(n), Value: v} }
	zero := 0.0
	trained := scope.Objective{Aim: scope.Reach, Better: scope.Higher, Target: 100, From: day, Start: &zero, By: day + 100}
	clicks := scope.Objective{Aim: scope.Reach, Better: scope.Lower, Target: 4, By: day + 100}
	patches := scope.Objective{Aim: scope.Hold, Better: scope.Higher, Target: 95, By: day + 100}
	for name, c := range map[string]struct {
		o     scope.Objective
		read  []scope.Reading
		today civil.Date
		want  scope.Standing
	}{
		"no reading":                {trained, nil, day + 10, scope.NoReading},
		"no reading, and over":      {trained, nil, day + 101, scope.Missed},
		"on the way":                {trained, []scope.Reading{at(50, 50)}, day + 60, scope.OnTrack},
		"just behind":               {trained, []scope.Reading{at(50, 49)}, day + 60, scope.Behind},
		"there":                     {trained, []scope.Reading{at(50, 100)}, day + 60, scope.Met},
		"there, and over":           {trained, []scope.Reading{at(50, 100)}, day + 101, scope.Met},
		"its last day":              {trained, []scope.Reading{at(90, 99)}, day + 100, scope.OnTrack},
		"over":                      {trained, []scope.Reading{at(90, 99)}, day + 101, scope.Missed},
		"the last reading counts":   {trained, []scope.Reading{at(50, 100), at(60, 40)}, day + 60, scope.Behind},
		"lower, from its reading":   {clicks, []scope.Reading{at(0, 10), at(50, 7)}, day + 60, scope.OnTrack},
		"lower, behind":             {clicks, []scope.Reading{at(0, 10), at(50, 7.1)}, day + 60, scope.Behind},
		"lower, there":              {clicks, []scope.Reading{at(0, 10), at(50, 4)}, day + 60, scope.Met},
		"held":                      {patches, []scope.Reading{at(10, 95)}, day + 20, scope.OnTrack},
		"not held":                  {patches, []scope.Reading{at(10, 96), at(20, 94)}, day + 20, scope.Behind},
		"held to the end":           {patches, []scope.Reading{at(10, 95)}, day + 101, scope.Met},
		"not held at the end":       {patches, []scope.Reading{at(10, 94)}, day + 101, scope.Missed},
		"the readings alone (held)": {patches, []scope.Reading{at(10, 94)}, 0, scope.Behind},
	} {
		c.o.Readings = c.read
		if got := c.o.Standing(c.today); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestReadings(t *testing.T) {
	t.Parallel()
	h := open(t, priya)
	insert(h, gareth, h.Objectives, scope.Objective{Title: "Trained", Measure: "people", Aim: scope.Reach, Better: scope.Higher, Target: 10, By: h.today() + 100, Every: 1})
	for _, r := range []scope.Reading{{Day: h.today() - 2, Value: 3}, {Day: h.today() - 9, Value: 1}, {Day: h.today() - 2, Value: 4, Note: " counted  again "}, {Value: 5}} {
		_, err := h.Read(t.Context(), h.by(priya), "OBJ-1", r)
		h.must(err)
	}
	if _, err := h.Read(t.Context(), h.by(priya), "OBJ-1", scope.Reading{Day: h.today() + 1, Value: 1}); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("of tomorrow: %v", err)
	}
	o := get(h, h.Objectives, "OBJ-1")
	if r := o.Readings; len(r) != 3 || r[0].Value != 1 || r[1].Value != 4 || r[1].By != priya || r[1].Note != "counted again" || r[2].Day != h.today() {
		t.Errorf("by day, one of each: %+v", r)
	}
	if day := o.NextReading(h.today()); day != h.today().AddMonths(1) {
		t.Errorf("read again by %s", day)
	}
}

func TestAPlannedChangeIsApprovedAsItStands(t *testing.T) {
	t.Parallel()
	h := open(t, priya)
	insert(h, priya, h.Changes, scope.Planned{Title: "Night watch", Purpose: "Customers ask"})
	ctx := t.Context()
	if err := h.Approve(ctx, h.by(priya), "PC-1"); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("one's own: %v", err)
	}
	if err := h.Approve(ctx, h.by(gareth), "PC-1"); errs.CodeOf(err) != errs.Invalid || len(errs.FieldsOf(err)) != 3 {
		t.Errorf("without its consequences: %v", err)
	}
	put(h, priya, h.Changes, "PC-1", func(p *scope.Planned) { p.Consequences, p.Integrity, p.Duties = "more alerts", "side by side", "Owen" })
	if err := h.Finish(ctx, h.by(gareth), "PC-1", ""); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("made before it is approved: %v", err)
	}
	h.must(h.Approve(ctx, h.by(gareth), "PC-1"))
	if p := get(h, h.Changes, "PC-1"); p.State() != scope.ChangeApproved || p.ApprovedBy != gareth || p.ApprovedOn != h.today() {
		t.Errorf("%+v", p)
	}
	put(h, gareth, h.Changes, "PC-1", func(p *scope.Planned) { p.Consequences = "many more alerts" })
	if p := get(h, h.Changes, "PC-1"); p.State() != scope.ChangeStale {
		t.Errorf("what was approved is not what stands: %s", p.State())
	}
	if err := h.Approve(ctx, h.by(gareth), "PC-1"); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("both wrote a part of it, so that a reason is asked: %v", err)
	}
	put(h, gareth, h.Changes, "PC-1", func(p *scope.Planned) { p.Consequences = "more alerts" })
	h.must(h.Finish(ctx, h.by(priya), "PC-1", "It went well."))
	if p := get(h, h.Changes, "PC-1"); p.State() != scope.ChangeDone || p.Outcome != "It went well." {
		t.Errorf("%+v", p)
	}
	if err := h.Drop(ctx, h.by(priya), "PC-1", "late"); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("dropped once it was made: %v", err)
	}
}

func TestStartersAreAddedOnceAndReviewed(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, set := range scope.Starters() {
		n, err := h.Start(t.Context(), h.by(gareth), set.Kind)
		if err != nil || n != len(set.Items) || n < 8 {
			t.Errorf("%s: %d of %d, %v", set.Kind, n, len(set.Items), err)
		}
		if n, err := h.Start(t.Context(), h.by(gareth), set.Kind); err != nil || n != 0 {
			t.Errorf("%s again: %d, %v", set.Kind, n, err)
		}
	}
	if o := get(h, h.Obligations, "LAW-1"); o.Applies != nil || o.Title != "UK GDPR" {
		t.Errorf("a starter is not judged: %+v", o)
	}
	if err := h.Review(t.Context(), h.by(gareth), scope.ObligationKind, "LAW-1", h.today()); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("again today: %v", err)
	}
	h.must(h.Review(t.Context(), h.by(gareth), scope.ObligationKind, "LAW-1", 0))
	h.must(h.Review(t.Context(), h.by(gareth), scope.IssueKind, "ISSUE-2", h.today()+20))
	if o := get(h, h.Obligations, "LAW-1"); o.Reviewed != h.today() || o.Review != h.today().AddMonths(12) {
		t.Errorf("%+v", o)
	}
	h.see(func(v *change.View) error {
		items, err := h.Due(v, h.today())
		var refs []string
		for _, i := range items {
			refs = append(refs, i.Ref)
		}
		if got := strings.Join(refs, " "); got != "ISSUE-2 LAW-1" {
			t.Errorf("due: %s", got)
		}
		return err
	})
	if err := h.Review(t.Context(), h.by(gareth), scope.SiteKind, "SITE-1", 0); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("sites are not reviewed: %v", err)
	}
}

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	start := 5.0
	for name, c := range map[string]struct {
		reg  register.Any
		v    any
		want string
	}{
		"left out without a reason":      {scope.Sites(), &scope.Site{Name: "Depot", InScope: is(false)}, "/why"},
		"a tick for the climate":         {scope.Issues(), &scope.Issue{Title: "Heat", Origin: scope.External, Climate: scope.ClimateNot}, "/climateWhy"},
		"met, nobody knows how":          {scope.Parties(), &scope.Party{Name: "ICO", Needs: "law", Met: scope.MetAll}, "/how"},
		"does not apply, nobody says":    {scope.Obligations(), &scope.Obligation{Title: "NIS", Sort: "law", Applies: is(false)}, "/why"},
		"no address":                     {scope.Obligations(), &scope.Obligation{Title: "NIS", Sort: "law", Link: "javascript:alert(1)"}, "/link"},
		"one's own deputy":               {scope.Roles(), &scope.Role{Title: "Lead", Person: "p", Deputy: "p"}, "/deputy"},
		"a target on the wrong side":     {scope.Objectives(), &scope.Objective{Title: "a", Measure: "b", Aim: scope.Reach, Better: scope.Lower, Target: 6, Start: &start, By: 9}, "/target"},
		"it begins after its end":        {scope.Objectives(), &scope.Objective{Title: "a", Measure: "b", Aim: scope.Hold, Better: scope.Lower, From: 9, By: 9}, "/from"},
		"an exclusion without a reason":  {scope.Drafts(), &scope.Draft{Exclusions: []scope.Exclusion{{What: "x"}}}, "/exclusions"},
		"a site that nobody decided yet": {scope.Sites(), &scope.Site{Name: "Depot"}, ""},
	} {
		got := ""
		if wrong := c.reg.Check(nil, c.v); len(wrong) > 0 {
			got = wrong[0].Pointer
		}
		if got != c.want {
			t.Errorf("%s: refused at %q, want %q", name, got, c.want)
		}
	}
}
