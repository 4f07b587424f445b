package risk_test

import (
	"strings"
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/isms/risk"
	"holdfast/internal/links"
	"holdfast/internal/register"
	"holdfast/internal/store"
	"holdfast/internal/task"
)

type thing struct {
	Title string `json:"title"`
}

func things(kind register.Kind, prefix string) *register.Register[thing] {
	return register.Declare[thing](register.Declaration{
		Kind: kind, Prefix: prefix, Singular: string(kind), Plural: string(kind) + "s", Area: authz.ISMS,
		Fields: []register.Field{{Name: "title", Label: "Title", Type: register.Text, Required: true}},
	}, nil)
}

// house is an organisation with three people, and controls and assets to link to.
type house struct {
	*testing.T
	*risk.Service
	org              string
	controls, assets *register.Register[thing]
	now              time.Time
}

const (
	gareth = "gareth" // owner
	priya  = "priya"  // compliance manager
	hannah = "hannah" // risk owner
)

var roles = map[string]authz.Role{gareth: authz.Owner, priya: authz.ComplianceManager, hannah: authz.RiskOwner}

func open(t *testing.T) *house {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	h := &house{T: t, org: id.New(), controls: things("control", "CTRL"), assets: things("asset", "ASSET"), now: time.Date(2026, time.November, 24, 10, 0, 0, 0, time.UTC)}
	p := risk.Parts{Risks: risk.Register(), Methods: risk.Methods(), Scenarios: risk.Scenarios(), Tasks: task.Register(), Zone: time.UTC}
	p.Door = change.New(st, register.NewBook(p.Risks, p.Methods, p.Scenarios, p.Tasks, h.controls, h.assets))
	h.Service = risk.NewService(p)
	_, err = p.Door.Do(t.Context(), change.Request{Actor: change.SystemActor(h.org, "start"), Action: "settings.create", Now: h.now}, func(tx *change.Tx) error {
		_, err := tx.Found("Fenmoor Digital Ltd", change.Member{Person: gareth, Name: "Gareth Lowe", Active: true})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Door.Do(t.Context(), h.by(gareth, "").Request("settings.update", nil), func(tx *change.Tx) error {
		for _, person := range []string{priya, hannah} {
			if err := tx.Member(change.Member{Person: person, Name: person, Email: person + "@fenmoor.example", Role: string(roles[person]), Active: true}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) by(person, reason string) change.By {
	return change.By{Actor: change.Actor{Org: h.org, Person: person, Name: person, Role: roles[person]}, Now: h.now, Reason: reason}
}

// as does an action as a person, and gives what came of it.
func (h *house) as(person, action string, fn func(*change.Tx) error) error {
	h.Helper()
	return h.Do(h.Context(), h.by(person, ""), action, nil, fn)
}

func (h *house) must(person, action string, fn func(*change.Tx) error) {
	h.Helper()
	if err := h.as(person, action, fn); err != nil {
		h.Fatalf("%s by %s: %v", action, person, err)
	}
}

func (h *house) refused(err error, code errs.Code, words string) {
	h.Helper()
	if errs.CodeOf(err) != code || !strings.Contains(err.Error(), words) {
		h.Errorf("got %v, want %s with %q", err, code, words)
	}
}

func (h *house) method(steps int) risk.MethodRow {
	h.Helper()
	var row risk.MethodRow
	h.must(priya, "risk-method.create", func(tx *change.Tx) (err error) {
		row, err = h.DraftMethod(tx, steps)
		return err
	})
	h.must(gareth, "risk-method.approve", func(tx *change.Tx) error {
		return h.ApproveMethod(tx, row.Number, risk.Approval{Basis: "the management review", On: civil.MustParse("2026-09-18")})
	})
	return row
}

// risk enters a risk of Hannah's with a control and an asset.
func (h *house) risk() (number string) {
	h.Helper()
	h.must(priya, "risk.create", func(tx *change.Tx) error {
		c, err := change.Insert(tx, h.controls, thing{"Access control"})
		if err != nil {
			return err
		}
		a, err := change.Insert(tx, h.assets, thing{"The case system"})
		if err != nil {
			return err
		}
		row, err := h.Create(tx, risk.New{
			Risk:     risk.Risk{Title: "Leaver keeps access", Owner: hannah, State: risk.Accepted, Score: 25, Category: "Access"},
			Controls: []register.Ref{c.Ref}, Assets: []register.Ref{a.Ref},
			Judged: &risk.Judgement{Likelihood: 3, Impact: 5, AfterLikelihood: 1, AfterImpact: 5},
		})
		number = row.Number
		return err
	})
	return number
}

func (h *house) read(number string) (row risk.Row, linked risk.Linked, s risk.Standing) {
	h.Helper()
	err := h.Door.See(h.Context(), h.by(priya, "").Actor, func(v *change.View) (err error) {
		if row, err = change.GetNumber(v, h.Risks, number); err != nil {
			return err
		}
		linked, err = h.Linked(v, row.ID)
		s = row.Value.Stands(linked.State(&row.Value), civil.FromTime(h.now))
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return row, linked, s
}

func TestMethodIsApprovedByAnother(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.refused(h.as(priya, "risk.create", func(tx *change.Tx) error {
		_, err := h.Create(tx, risk.New{Risk: risk.Risk{Title: "X"}, Judged: &risk.Judgement{Likelihood: 1, Impact: 1}})
		return err
	}), errs.Conflict, "No method is approved")
	var draft risk.MethodRow
	h.must(priya, "risk-method.create", func(tx *change.Tx) (err error) {
		draft, err = h.DraftMethod(tx, 5)
		return err
	})
	approve := func(tx *change.Tx) error {
		return h.ApproveMethod(tx, draft.Number, risk.Approval{Basis: "the management review"})
	}
	h.refused(h.as(priya, "risk-method.approve", approve), errs.Forbidden, "you wrote it")
	h.refused(h.as(hannah, "risk-method.create", func(tx *change.Tx) error {
		_, err := h.DraftMethod(tx, 5)
		return err
	}), errs.Forbidden, "")
	h.must(gareth, "risk-method.approve", approve)
	h.refused(h.as(gareth, "risk-method.approve", approve), errs.Conflict, "already")

	// What is approved stays as it is.
	err := h.as(gareth, "risk-method.update", func(tx *change.Tx) error {
		row, err := change.GetNumber(tx, h.Methods, draft.Number)
		if err != nil {
			return err
		}
		row.Value.Appetite = 20
		_, err = change.Put(tx, h.Methods, row.ID, row.Version, row.Value)
		return err
	})
	h.refused(err, errs.Invalid, "stays as it is")

	second := h.method(5)
	_ = h.Door.See(h.Context(), h.by(priya, "").Actor, func(v *change.View) error {
		now, found, err := h.Method(v)
		if err != nil || !found || now.ID != second.ID || now.Value.Number != 2 || now.Value.Hash != risk.Fingerprint(now.Value) {
			t.Errorf("in force: %+v, %v", now, err)
		}
		all, err := h.Versions(v)
		if err != nil || len(all) != 2 || all[1].Value.State != risk.Superseded {
			t.Errorf("versions: %+v, %v", all, err)
		}
		return nil
	})
}

func TestAcceptance(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.method(5)
	ref := h.risk()
	row, _, _ := h.read(ref)
	if r := row.Value; r.State != risk.Assessed || r.Score != 15 || r.AfterScore != 5 || r.MethodNo != 1 || r.NextReview.IsZero() {
		t.Fatalf("entered as %+v", r)
	}
	until := civil.MustParse("2027-06-30")
	accept := func(a risk.Accepting) func(*change.Tx) error {
		return func(tx *change.Tx) error { return h.Accept(tx, ref, a) }
	}
	treat := func(t risk.Treatment) func(*change.Tx) error {
		return func(tx *change.Tx) error { return h.Treat(tx, ref, t) }
	}
	h.must(priya, "risk.treat", treat(risk.Treatment{How: risk.Modify, Plan: "Leavers' list every Friday", Target: civil.MustParse("2027-01-31")}))

	// Nobody but its owner, not even the owner of the organisation.
	h.refused(h.as(priya, "risk.accept", accept(risk.Accepting{Until: until})), errs.Forbidden, "not theirs")
	h.refused(h.as(gareth, "risk.accept", accept(risk.Accepting{Until: until})), errs.Forbidden, "not theirs")
	h.refused(h.as(hannah, "risk.accept", accept(risk.Accepting{})), errs.Invalid, "until when")
	h.refused(h.as(hannah, "risk.accept", accept(risk.Accepting{Until: civil.MustParse("2027-11-25")})), errs.Invalid, "at most 12 months")
	h.refused(h.as(hannah, "risk.accept", accept(risk.Accepting{Until: civil.MustParse("2026-11-23")})), errs.Invalid, "passed")
	h.refused(h.as(hannah, "risk.accept", accept(risk.Accepting{Until: until, Seen: "what was there before"})), errs.Conflict, "changed after")
	h.must(hannah, "risk.complete", func(tx *change.Tx) error { return h.Complete(tx, ref) })
	h.must(hannah, "risk.accept", accept(risk.Accepting{Until: until}))
	row, linked, s := h.read(ref)
	if !s.InForce || row.Value.State != risk.Accepted || row.Value.AcceptedUntil != until || s.Last.Score != 5 || s.Last.Level != "Medium" {
		t.Fatalf("%+v, %+v", row.Value, s)
	}

	// Its last day has passed.
	if s := row.Value.Stands(linked.State(&row.Value), until+1); s.InForce || !s.Ended {
		t.Errorf("the day after: %+v", s)
	}
	// A control that goes voids it, though the record itself did not change.
	h.must(priya, "risk.update", func(tx *change.Tx) error {
		return tx.Unlink(row.Ref, register.Ref{Kind: "control", ID: linked.Controls[0]}, links.TreatedBy)
	})
	if _, _, s := h.read(ref); s.InForce || !s.Changed || len(s.Differs) != 1 || s.Differs[0] != "1 control no longer linked" {
		t.Errorf("without its control: %+v", s)
	}
	h.must(hannah, "risk.accept", accept(risk.Accepting{Until: until}))
	// A plain change of what it is bound to takes it back to treated.
	h.must(priya, "risk.update", func(tx *change.Tx) error {
		row, err := change.GetNumber(tx, h.Risks, ref)
		if err != nil {
			return err
		}
		next := row.Value
		next.Title, next.State, next.Score, next.Acceptances = "Leaver keeps access for weeks", risk.Closed, 1, nil
		if err := h.Keep(tx, &row.Value, &next); err != nil {
			return err
		}
		_, err = change.Put(tx, h.Risks, row.ID, row.Version, next)
		return err
	})
	row, _, s = h.read(ref)
	if s.InForce || !s.Changed || row.Value.State != risk.Treated || row.Value.Score != 15 || len(row.Value.Acceptances) != 2 || !row.Value.AcceptedUntil.IsZero() {
		t.Errorf("with another title: %+v, %+v", row.Value, s)
	}
}

// A level may ask for a role, forbid acceptance, and a risk above appetite asks why.
func TestCriteriaOfAcceptance(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.method(5)
	ref := h.risk()
	h.must(priya, "risk.treat", func(tx *change.Tx) error { return h.Treat(tx, ref, risk.Treatment{How: risk.Retain}) })
	accept := func(reason string) func(*change.Tx) error {
		return func(tx *change.Tx) error {
			return h.Accept(tx, ref, risk.Accepting{Until: civil.MustParse("2026-12-31"), Reason: reason})
		}
	}
	// Retained, it stands at 15: Very high, which only an owner of the organisation takes.
	h.refused(h.as(hannah, "risk.accept", accept("because")), errs.Invalid, "an owner of the organisation")
	h.must(priya, "risk.update", func(tx *change.Tx) error {
		row, err := change.GetNumber(tx, h.Risks, ref)
		if err != nil {
			return err
		}
		row.Value.Owner = gareth
		_, err = change.Put(tx, h.Risks, row.ID, row.Version, row.Value)
		return err
	})
	h.refused(h.as(gareth, "risk.accept", accept("")), errs.Invalid, "above the appetite of 9")
	h.must(gareth, "risk.accept", accept("The contract ends in March."))
	if row, _, s := h.read(ref); !s.InForce || s.Last.Score != 15 || row.Value.State != risk.Accepted {
		t.Errorf("%+v, %+v", row.Value, s)
	}
}

func TestAnOlderMethodIsSaidAndAdopted(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.method(5)
	ref := h.risk()
	h.must(priya, "risk.treat", func(tx *change.Tx) error {
		return h.Treat(tx, ref, risk.Treatment{How: risk.Modify, Plan: "A list", Target: civil.MustParse("2027-01-31")})
	})
	accept := func(tx *change.Tx) error {
		return h.Accept(tx, ref, risk.Accepting{Until: civil.MustParse("2027-06-30")})
	}
	h.must(hannah, "risk.accept", accept)
	h.method(5)
	// The older version's acceptance stands until the risk is judged anew.
	if _, _, s := h.read(ref); !s.InForce {
		t.Errorf("a new method voids what it has not touched: %+v", s)
	}
	h.refused(h.as(hannah, "risk.accept", accept), errs.Conflict, "version 1")
	var got risk.Renewed
	adopt := func(tx *change.Tx) (err error) {
		got, err = h.Adopt(tx)
		return err
	}
	h.must(priya, "risk.adopt", adopt)
	if len(got.Changed) != 1 || len(got.Left) != 0 {
		t.Errorf("adopted %+v", got)
	}
	row, _, s := h.read(ref)
	if row.Value.MethodNo != 2 || s.InForce || !s.Changed {
		t.Errorf("judged anew: %+v, %+v", row.Value, s)
	}
	h.must(priya, "risk-method.create", func(tx *change.Tx) error {
		draft, err := h.DraftMethod(tx, 5)
		if err != nil {
			return err
		}
		small := risk.StandardMethod(3)
		_, err = change.Put(tx, h.Methods, draft.ID, draft.Version, small)
		return err
	})
	h.must(gareth, "risk-method.approve", func(tx *change.Tx) error { return h.ApproveMethod(tx, "METHOD-3", risk.Approval{Basis: "the board"}) })
	h.must(priya, "risk.adopt", adopt)
	if len(got.Changed) != 0 || len(got.Left) != 1 || got.Left[0] != ref {
		t.Errorf("from 5 × 5 to 3 × 3: %+v", got)
	}
}

func TestPlanAndReviews(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.method(5)
	ref := h.risk()
	h.refused(h.as(hannah, "risk.accept-plan", func(tx *change.Tx) error { return h.AcceptPlan(tx, ref, risk.Accepting{}) }), errs.Conflict, "No treatment")
	h.must(priya, "risk.treat", func(tx *change.Tx) error {
		return h.Treat(tx, ref, risk.Treatment{How: risk.Modify, Plan: "A list", Target: civil.MustParse("2027-01-31")})
	})
	var action register.Row[task.Task]
	h.must(priya, "risk.plan", func(tx *change.Tx) (err error) {
		action, err = h.AddAction(tx, ref, task.Task{Title: "Write the list", Due: civil.MustParse("2026-12-11")})
		return err
	})
	if action.Value.About != ref || action.Value.Owner != hannah {
		t.Errorf("the action is %+v", action.Value)
	}
	h.must(hannah, "risk.accept-plan", func(tx *change.Tx) error { return h.AcceptPlan(tx, ref, risk.Accepting{}) })
	row, linked, _ := h.read(ref)
	if s := row.Value.PlanStands(linked.Plan(&row.Value), 0); !s.InForce {
		t.Errorf("the plan: %+v", s)
	}
	// Accepted while its treatment goes on, it stays in treatment.
	h.must(hannah, "risk.accept", func(tx *change.Tx) error {
		return h.Accept(tx, ref, risk.Accepting{Until: civil.MustParse("2027-01-31")})
	})
	h.refused(h.as(hannah, "risk.complete", func(tx *change.Tx) error { return h.Complete(tx, ref) }), errs.Conflict, "still to be done")
	if row, _, s := h.read(ref); row.Value.State != risk.InTreatment || !s.InForce {
		t.Errorf("%s, %+v", row.Value.State, s)
	}
	h.must(priya, "risk.plan", func(tx *change.Tx) error {
		_, err := h.AddAction(tx, ref, task.Task{Title: "And the contractors", Due: civil.MustParse("2026-12-18")})
		return err
	})
	row, linked, _ = h.read(ref)
	if s := row.Value.PlanStands(linked.Plan(&row.Value), 0); s.InForce || !s.Changed {
		t.Errorf("the plan with another action: %+v", s)
	}

	review := func(v risk.Review) func(*change.Tx) error {
		return func(tx *change.Tx) error { return h.Review(tx, ref, v) }
	}
	h.refused(h.as(hannah, "risk.review", review(risk.Review{Outcome: risk.TreatMore})), errs.Invalid, "Say what")
	h.refused(h.as(hannah, "risk.review", review(risk.Review{Outcome: risk.Unchanged, Next: civil.MustParse("2028-11-25")})), errs.Invalid, "by 24 November 2027")
	h.must(hannah, "risk.review", review(risk.Review{Outcome: risk.Unchanged}))
	if row, _, _ := h.read(ref); row.Value.NextReview.String() != "2027-11-24" || len(row.Value.Reviews) != 1 || row.Value.Reviews[0].By != hannah {
		t.Errorf("reviewed: %+v", row.Value)
	}
	h.refused(h.as(hannah, "risk.close", func(tx *change.Tx) error { return h.Close(tx, ref, " ") }), errs.Invalid, "Say why")
	h.must(hannah, "risk.close", func(tx *change.Tx) error { return h.Close(tx, ref, "The system is gone.") })
	h.refused(h.as(hannah, "risk.review", review(risk.Review{Outcome: risk.Unchanged})), errs.Conflict, "closed")
	h.must(hannah, "risk.reopen", func(tx *change.Tx) error { return h.Reopen(tx, ref, "It is back.") })
}

func TestDueAndMoves(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.method(5)
	ref := h.risk()
	until := civil.MustParse("2027-01-15")
	h.must(priya, "risk.treat", func(tx *change.Tx) error {
		return h.Treat(tx, ref, risk.Treatment{How: risk.Modify, Plan: "A list", Target: civil.MustParse("2027-01-31")})
	})
	h.must(hannah, "risk.accept", func(tx *change.Tx) error { return h.Accept(tx, ref, risk.Accepting{Until: until}) })
	items := func() (kinds []string) {
		h.Helper()
		err := h.Door.See(h.Context(), h.by(priya, "").Actor, func(v *change.View) error {
			all, err := h.All(v, h.controls, h.assets)
			for _, i := range risk.Due(&all, civil.FromTime(h.now)) {
				kinds = append(kinds, i.Kind+" "+i.Date.String()+" "+i.Owner)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return kinds
	}
	if got := strings.Join(items(), ", "); got != "acceptance-ends 2027-01-15 hannah, risk-review 2027-11-24 hannah" {
		t.Errorf("due: %s", got)
	}
	h.must(hannah, "risk.assess", func(tx *change.Tx) error {
		return h.Assess(tx, ref, risk.Judgement{Likelihood: 4, Impact: 5, AfterLikelihood: 2, AfterImpact: 5})
	})
	if got := strings.Join(items(), ", "); strings.Contains(got, "acceptance") {
		t.Errorf("an acceptance that was voided still ends: %s", got)
	}
	_ = h.Door.See(h.Context(), h.by(priya, "").Actor, func(v *change.View) error {
		row, err := change.GetNumber(v, h.Risks, ref)
		if err != nil {
			t.Fatal(err)
		}
		past, err := change.History(v, h.Risks, row.ID)
		moves := risk.Moves(past)
		if err != nil || len(moves) != 2 || moves[0].Score != 15 || moves[1].Score != 20 || moves[1].AfterScore != 10 {
			t.Errorf("moved %+v, %v", moves, err)
		}
		return nil
	})
}
