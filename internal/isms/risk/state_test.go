package risk_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"holdfast/internal/civil"
	"holdfast/internal/isms/risk"
)

func sample() (risk.Risk, []string, []string) {
	return risk.Risk{
		Title: "Leaver keeps access to a customer system", Scenario: "An account lives on after the last day.",
		Likelihood: 3, Impact: 5, Score: 15, AfterLikelihood: 1, AfterImpact: 5, AfterScore: 5,
		Treatment: risk.Modify, Method: "m-1", MethodNo: 1, State: risk.Treated, Owner: "hannah",
	}, []string{"c-2", "c-1"}, []string{"a-1"}
}

// The hash is kept for years in acceptances and in the trail's leaves: what it is
// made of must not change by accident.
func TestStateHashStays(t *testing.T) {
	t.Parallel()
	r, controls, assets := sample()
	const want = "5392b5e518224abd5c827dd835af05e33284c79c283a8f0f8ecd1d9892d887ef"
	if got := risk.StateOf(&r, controls, assets).Hash(); got != want {
		t.Errorf("hash %s, want %s", got, want)
	}
	r2, _, _ := sample()
	if risk.StateOf(&r2, []string{"c-1", "c-2", "c-1"}, assets).Hash() != risk.StateOf(&r, controls, assets).Hash() {
		t.Error("the order of links changes the state")
	}
}

// An acceptance is in force if and only if the hash is that of the present state,
// its last day has not passed, and whoever gave it owned the risk.
func TestAcceptanceInForce(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(1, 2))
	today := civil.MustParse("2026-11-24")
	changes := []func(*risk.Risk, *[]string, *[]string){
		func(r *risk.Risk, _, _ *[]string) { r.Title += " now" },
		func(r *risk.Risk, _, _ *[]string) { r.Scenario += " It is used." },
		func(r *risk.Risk, _, _ *[]string) { r.Likelihood, r.Score = 4, 20 },
		func(r *risk.Risk, _, _ *[]string) { r.Impact, r.Score = 4, 12 },
		func(r *risk.Risk, _, _ *[]string) { r.AfterLikelihood, r.AfterScore = 2, 10 },
		func(r *risk.Risk, _, _ *[]string) { r.AfterImpact, r.AfterScore = 4, 4 },
		func(r *risk.Risk, _, _ *[]string) { r.Treatment = risk.Share },
		func(r *risk.Risk, _, _ *[]string) { r.Method = "m-2" },
		func(_ *risk.Risk, c, _ *[]string) { *c = append(*c, "c-3") },
		func(_ *risk.Risk, c, _ *[]string) { *c = (*c)[1:] },
		func(_ *risk.Risk, _, a *[]string) { *a = append(*a, "a-2") },
		func(_ *risk.Risk, _, a *[]string) { *a = nil },
	}
	harmless := []func(*risk.Risk){
		func(r *risk.Risk) { r.Note = "seen by the board" },
		func(r *risk.Risk) { r.Owner = "owen" }, // who takes it over finds it accepted until its day
		func(r *risk.Risk) { r.Causes = "no leaver's list" },
		func(r *risk.Risk) { r.NextReview = today },
		func(r *risk.Risk) { r.State = risk.InTreatment },
	}
	for range 2000 {
		r, controls, assets := sample()
		state := risk.StateOf(&r, controls, assets)
		days := rnd.IntN(9) - 4 // the last day lies from four days ago to in four days
		a := risk.Acceptance{Of: risk.OfRisk, Hash: state.Hash(), Bound: &state, By: "hannah", Owner: "hannah", Until: today.AddDays(days)}
		owner, touched := true, -1
		if rnd.IntN(4) == 0 {
			a.By, owner = "priya", false
		}
		r.Acceptances = []risk.Acceptance{a}
		if rnd.IntN(2) == 0 {
			touched = rnd.IntN(len(changes))
			changes[touched](&r, &controls, &assets)
		} else {
			harmless[rnd.IntN(len(harmless))](&r)
		}
		slices.Reverse(controls)
		got := r.Stands(risk.StateOf(&r, controls, assets), today)
		want := touched < 0 && days >= 0 && owner
		if got.InForce != want || got.Changed != (touched >= 0) || got.Ended != (days < 0) {
			t.Fatalf("change %d, %d days left, by its owner %v: %+v", touched, days, owner, got)
		}
		if got.Changed != (len(got.Differs) > 0) {
			t.Fatalf("change %d: it says that %v changed", touched, got.Differs)
		}
	}
}

// A risk that was never accepted is not; a later acceptance takes the place of an
// earlier one, also when the earlier one would still stand.
func TestTheLatestAcceptanceCounts(t *testing.T) {
	t.Parallel()
	today := civil.MustParse("2026-11-24")
	r, controls, assets := sample()
	state := risk.StateOf(&r, controls, assets)
	if s := r.Stands(state, today); s.Last != nil || s.InForce || s.Changed {
		t.Errorf("never accepted: %+v", s)
	}
	good := risk.Acceptance{Of: risk.OfRisk, Hash: state.Hash(), By: "hannah", Owner: "hannah", Until: today.AddDays(100)}
	old := good
	old.Hash = "another"
	plan := risk.Acceptance{Of: risk.OfPlan, Hash: "p", By: "hannah", Owner: "hannah"}
	r.Acceptances = []risk.Acceptance{old, good, plan}
	if s := r.Stands(state, today); !s.InForce {
		t.Errorf("accepted again: %+v", s)
	}
	r.Acceptances = []risk.Acceptance{good, old}
	if s := r.Stands(state, today); s.InForce || !s.Changed {
		t.Errorf("accepted otherwise since: %+v", s)
	}
	if s := r.PlanStands(risk.Plan{}, today); s.Last != nil {
		t.Error("the acceptance of a risk was taken for that of its plan")
	}
}

// A plan's acceptance stands until the plan changes; that an action was done does
// not change it.
func TestPlanState(t *testing.T) {
	t.Parallel()
	r, controls, _ := sample()
	a := []risk.Action{{ID: "t-2", Title: "Ask the directory each week", Owner: "owen", Due: civil.MustParse("2027-01-29")}, {ID: "t-1", Title: "Write it down"}}
	plan := risk.PlanOf(&r, controls, a)
	slices.Reverse(a)
	if risk.PlanOf(&r, controls, a).Hash() != plan.Hash() {
		t.Error("the order of actions changes the plan")
	}
	a[0].Due++
	if risk.PlanOf(&r, controls, a).Hash() == plan.Hash() {
		t.Error("another date is the same plan")
	}
	r.Acceptances = []risk.Acceptance{{Of: risk.OfPlan, Hash: plan.Hash(), By: "hannah", Owner: "hannah", On: civil.MustParse("2020-01-01")}}
	if s := r.PlanStands(plan, civil.MustParse("2026-11-24")); !s.InForce {
		t.Errorf("%+v", s)
	}
}
