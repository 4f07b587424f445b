package main

import (
	"net/http"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/isms/risk"
	"holdfast/internal/isms/risk/loss"
	"holdfast/internal/rest"
	"holdfast/internal/task"
)

type assessIn struct {
	Likelihood      int64      `json:"likelihood" need:"true" doc:"The step of the scale of the method in force, from 1."`
	Impact          int64      `json:"impact" need:"true"`
	AfterLikelihood int64      `json:"afterLikelihood" doc:"After treatment; 0: not judged."`
	AfterImpact     int64      `json:"afterImpact"`
	On              civil.Date `json:"on" doc:"The day on which it was judged; today when not given."`
	Reason          string     `json:"reason"`
}

type treatIn struct {
	Treatment       string     `json:"treatment" need:"true" enum:"modify,retain,avoid,share"`
	Plan            string     `json:"plan" doc:"What is done; asked for unless it is retained."`
	Target          civil.Date `json:"target" doc:"By when; asked for unless it is retained."`
	AfterLikelihood int64      `json:"afterLikelihood" doc:"What it is meant to come to; 0 leaves it."`
	AfterImpact     int64      `json:"afterImpact"`
	Reason          string     `json:"reason"`
}

type planIn struct {
	Title  string     `json:"title" need:"true"`
	Owner  string     `json:"owner" doc:"A member; the risk's owner when not given."`
	Due    civil.Date `json:"due" need:"true"`
	Reason string     `json:"reason"`
}

type acceptIn struct {
	Until  civil.Date `json:"until" need:"true" doc:"The last day; the method says how far it may lie."`
	Seen   string     `json:"seen" doc:"The state that was looked at, as GET …/acceptance gives it; refused when it is another by now."`
	Reason string     `json:"reason" doc:"Asked for above appetite."`
}

type acceptPlanIn struct {
	Seen   string `json:"seen"`
	Reason string `json:"reason"`
}

type reviewIn struct {
	Outcome string     `json:"outcome" need:"true" enum:"unchanged,changed,treat-more"`
	Note    string     `json:"note" doc:"Asked for unless it is unchanged."`
	On      civil.Date `json:"on"`
	Next    civil.Date `json:"next" doc:"The next review; by the method when not given."`
	Reason  string     `json:"reason"`
}

type whyIn struct {
	Reason string `json:"reason" need:"true"`
}

type plainIn struct {
	Reason string `json:"reason"`
}

type approveIn struct {
	Basis  string     `json:"basis" need:"true" doc:"Who set it: the management review."`
	On     civil.Date `json:"on" doc:"The day on which it was set; today when not given."`
	Reason string     `json:"reason" doc:"Asked for where nobody else could approve it."`
}

type draftIn struct {
	Steps  int    `json:"steps" doc:"3 or 5 steps, where there is no version yet; else the one in force is copied."`
	Reason string `json:"reason"`
}

type standing struct {
	State    string     `json:"state" doc:"The hash of the risk's present state, which an acceptance is bound to."`
	Plan     string     `json:"plan" doc:"The hash of its present plan."`
	Accepted bool       `json:"accepted" doc:"An acceptance is in force."`
	Until    civil.Date `json:"until"`
	By       string     `json:"by"`
	Changed  []string   `json:"changed" doc:"What changed since the last acceptance."`
	Planned  bool       `json:"planAccepted"`
}

// act makes an action of one risk.
func (w *riskWing) act(path, id, summary, about string, body any, do func(c *rest.Call, tx *change.Tx, ref string) error) rest.Operation {
	return rest.Operation{
		Method: http.MethodPost, Path: "/risks/{id}/" + path, ID: id, Tag: "risks", Summary: summary, Description: about,
		Area: authz.ISMS, Verb: authz.Act, What: "risks", Body: body, Record: risk.Kind,
		Do: func(c *rest.Call) (any, error) {
			ref := c.Path("id")
			return ref, c.Do("risk."+path, []any{ref, c.Body}, saidReason(c.Body), func(tx *change.Tx) error { return do(c, tx, ref) })
		},
	}
}

// saidReason gives the reason that a body carries.
func saidReason(body any) string {
	switch in := body.(type) {
	case *assessIn:
		return in.Reason
	case *treatIn:
		return in.Reason
	case *planIn:
		return in.Reason
	case *acceptIn:
		return in.Reason
	case *acceptPlanIn:
		return in.Reason
	case *reviewIn:
		return in.Reason
	case *whyIn:
		return in.Reason
	case *plainIn:
		return in.Reason
	}
	return ""
}

func (w *riskWing) operations() []rest.Operation {
	return append([]rest.Operation{
		w.act("assess", "assessRisk", "Judge a risk by the method in force", "An acceptance of what it was before stops standing.", assessIn{}, func(c *rest.Call, tx *change.Tx, ref string) error {
			in := c.Body.(*assessIn)
			return w.Assess(tx, ref, risk.Judgement{Likelihood: in.Likelihood, Impact: in.Impact, AfterLikelihood: in.AfterLikelihood, AfterImpact: in.AfterImpact, On: in.On, Why: in.Reason})
		}),
		w.act("treat", "treatRisk", "Choose the treatment of a risk", "Controls are linked to it in the role treated-by.", treatIn{}, func(c *rest.Call, tx *change.Tx, ref string) error {
			in := c.Body.(*treatIn)
			return w.Treat(tx, ref, risk.Treatment{How: in.Treatment, Plan: in.Plan, Target: in.Target, AfterLikelihood: in.AfterLikelihood, AfterImpact: in.AfterImpact})
		}),
		w.act("plan", "planRiskAction", "Add an action to the plan of a risk", "It becomes a task about the risk.", planIn{}, func(c *rest.Call, tx *change.Tx, ref string) error {
			in := c.Body.(*planIn)
			_, err := w.AddAction(tx, ref, task.Task{Title: in.Title, Owner: in.Owner, Due: in.Due})
			return err
		}),
		w.act("complete", "completeRiskTreatment", "Say that the treatment is done", "Refused while an action of the plan is open.", plainIn{}, func(_ *rest.Call, tx *change.Tx, ref string) error {
			return w.Complete(tx, ref)
		}),
		w.act("accept", "acceptRisk", "Accept a risk as its owner", "Bound to the exact state: title, scenario, scores, treatment, linked controls and assets, version of the method. Any change of these, or its last day, ends it.", acceptIn{}, func(c *rest.Call, tx *change.Tx, ref string) error {
			in := c.Body.(*acceptIn)
			return w.Accept(tx, ref, risk.Accepting{Seen: in.Seen, Until: in.Until, Reason: in.Reason})
		}),
		w.act("accept-plan", "acceptRiskPlan", "Accept the plan of a risk's treatment as its owner", "Bound to the treatment, its controls and actions.", acceptPlanIn{}, func(c *rest.Call, tx *change.Tx, ref string) error {
			in := c.Body.(*acceptPlanIn)
			return w.AcceptPlan(tx, ref, risk.Accepting{Seen: in.Seen, Reason: in.Reason})
		}),
		w.act("review", "reviewRisk", "Record a review of a risk", "", reviewIn{}, func(c *rest.Call, tx *change.Tx, ref string) error {
			in := c.Body.(*reviewIn)
			return w.Review(tx, ref, risk.Review{Outcome: in.Outcome, Note: in.Note, On: in.On, Next: in.Next})
		}),
		w.act("close", "closeRisk", "Close a risk that is none any more", "", whyIn{}, func(c *rest.Call, tx *change.Tx, ref string) error {
			return w.Close(tx, ref, c.Body.(*whyIn).Reason)
		}),
		w.act("reopen", "reopenRisk", "Take a closed risk up again", "", whyIn{}, func(c *rest.Call, tx *change.Tx, ref string) error {
			return w.Reopen(tx, ref, c.Body.(*whyIn).Reason)
		}),
		w.standingOperation(), w.adoptOperation(),
	}, append(w.methodOperations(), w.lossOperation())...)
}

func (w *riskWing) standingOperation() rest.Operation {
	return rest.Operation{
		Method: http.MethodGet, Path: "/risks/{id}/acceptance", ID: "getRiskAcceptance", Tag: "risks", Area: authz.ISMS, Verb: authz.Read, What: "risks",
		Summary: "How the acceptance of a risk stands", Answer: standing{},
		Do: func(c *rest.Call) (any, error) {
			out := standing{Changed: []string{}}
			err := c.See(func(v *change.View) error {
				rec, err := change.AnyGet(v, w.Risks, c.Path("id"), 0)
				if err != nil {
					return err
				}
				row, err := w.Risks.Row(&rec)
				if err != nil {
					return err
				}
				linked, err := w.Linked(v, row.ID)
				if err != nil {
					return err
				}
				state, plan := linked.State(&row.Value), linked.Plan(&row.Value)
				s := row.Value.Stands(state, c.Today())
				out.State, out.Plan, out.Accepted, out.Planned = state.Hash(), plan.Hash(), s.InForce, row.Value.PlanStands(plan, c.Today()).InForce
				out.Changed = append(out.Changed, s.Differs...)
				if s.Last != nil {
					out.Until, out.By = s.Last.Until, s.Last.By
				}
				return nil
			})
			return out, err
		},
	}
}

func (w *riskWing) adoptOperation() rest.Operation {
	return rest.Operation{
		Method: http.MethodPost, Path: "/risk-method/adopt", ID: "adoptRiskMethod", Tag: "risk-methods", Area: authz.ISMS, Verb: authz.Act, What: "risks", Body: plainIn{},
		Summary: "Judge the risks of older versions again by the one in force", Description: "With the same steps; where the scales differ in length a risk is left, and named.", Answer: risk.Renewed{},
		Do: func(c *rest.Call) (any, error) {
			var out risk.Renewed
			err := c.Do("risk.adopt", "adopt", saidReason(c.Body), func(tx *change.Tx) (err error) {
				out, err = w.Adopt(tx)
				return err
			})
			return out, err
		},
	}
}

func (w *riskWing) methodOperations() []rest.Operation {
	return []rest.Operation{
		{
			Method: http.MethodPost, Path: "/risk-method/draft", ID: "draftRiskMethod", Tag: "risk-methods", Area: authz.ISMS, Verb: authz.Create, What: "the risk method", Body: draftIn{},
			Summary: "Begin the next version of the method", Record: risk.MethodKind, Status: http.StatusCreated,
			Do: func(c *rest.Call) (any, error) {
				in, id := c.Body.(*draftIn), ""
				err := c.Do("risk-method.create", []any{"draft", in.Steps}, in.Reason, func(tx *change.Tx) error {
					row, err := w.DraftMethod(tx, in.Steps)
					id = row.ID
					return err
				})
				return id, err
			},
		},
		{
			Method: http.MethodPost, Path: "/risk-methods/{id}/approve", ID: "approveRiskMethod", Tag: "risk-methods", Area: authz.ISMS, Verb: authz.Act, What: "the risk method", Body: approveIn{},
			Summary: "Put a draft of the method in force", Description: "Not by anybody who wrote at it.", Record: risk.MethodKind,
			Do: func(c *rest.Call) (any, error) {
				in, ref := c.Body.(*approveIn), c.Path("id")
				return ref, c.Do("risk-method.approve", []any{ref, in}, in.Reason, func(tx *change.Tx) error {
					return w.ApproveMethod(tx, ref, risk.Approval{Basis: in.Basis, On: in.On})
				})
			},
		},
	}
}

// lossFigures are the outcome of a run, in pounds.
type lossFigures struct {
	Years  int         `json:"years"`
	Before lossOutcome `json:"before"`
	After  lossOutcome `json:"after"`
}

type lossOutcome struct {
	Mean     float64     `json:"mean" doc:"An average year."`
	OneIn2   float64     `json:"oneIn2" doc:"Exceeded once in two years."`
	OneIn5   float64     `json:"oneIn5"`
	OneIn10  float64     `json:"oneIn10"`
	OneIn100 float64     `json:"oneIn100"`
	Points   []lossPoint `json:"points" doc:"The curve: the chance that a year costs more than a sum."`
}

type lossPoint struct {
	Loss   float64 `json:"loss"`
	Chance float64 `json:"chance"`
	Low    float64 `json:"low" doc:"Nine times in ten the chance lies between low and high, as far as the number of years goes."`
	High   float64 `json:"high"`
}

func (w *riskWing) lossOperation() rest.Operation {
	return rest.Operation{
		Method: http.MethodGet, Path: "/risk-losses", ID: "getRiskLosses", Tag: "scenarios", Area: authz.ISMS, Verb: authz.Read, What: "risks",
		Summary: "What the scenarios may cost in a year, before and after treatment", Description: "Played with a fixed seed: the same scenarios give the same figures.", Answer: lossFigures{},
		Do: func(c *rest.Call) (any, error) {
			var out lossFigures
			err := c.See(func(v *change.View) error {
				got, _, err := w.Losses(v)
				if err != nil {
					return err
				}
				out = lossFigures{Years: got.Years, Before: outcome(&got.Before), After: outcome(&got.After)}
				return nil
			})
			return out, err
		},
	}
}

func outcome(c *loss.Curve) lossOutcome {
	out := lossOutcome{
		Mean: c.Mean.Value, OneIn2: c.OnceIn(2).Value, OneIn5: c.OnceIn(5).Value, OneIn10: c.OnceIn(10).Value, OneIn100: c.OnceIn(100).Value, Points: []lossPoint{},
	}
	for _, p := range c.Points(1_000, 10_000_000, 41) {
		out.Points = append(out.Points, lossPoint{Loss: p.Loss, Chance: p.Chance.Value, Low: p.Chance.Low, High: p.Chance.High})
	}
	return out
}
