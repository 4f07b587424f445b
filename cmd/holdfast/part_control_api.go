package main

import (
	"net/http"
	"strconv"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/isms/control"
	"holdfast/internal/rest"
)

type startControlsIn struct {
	Catalogue string `json:"catalogue" doc:"An edition such as iso27001:2022, or an own catalogue; Annex A and the clauses when not given."`
}

type decideIn struct {
	Applies bool     `json:"applies" need:"true"`
	Why     []string `json:"why" doc:"risk, law, contract, good-practice: asked for when it applies."`
	Text    string   `json:"text" doc:"The reason for or against; asked for when it does not apply."`
	Reason  string   `json:"reason"`
}

type testedIn struct {
	Day     civil.Date `json:"day" doc:"Today when not given."`
	Outcome string     `json:"outcome" need:"true" enum:"effective,weak,failed"`
	Note    string     `json:"note" doc:"Asked for unless it is effective."`
	Reason  string     `json:"reason"`
}

type proposeSoaIn struct {
	Note   string `json:"note" doc:"What changed, for the reader of the list of versions."`
	Reason string `json:"reason"`
}

type issueSoaIn struct {
	On     civil.Date `json:"on" doc:"The day on which it was approved, where that was before today."`
	Reason string     `json:"reason" doc:"Asked for where nobody else could approve it."`
}

type withdrawSoaIn struct {
	Reason string `json:"reason"`
}

type checkedControls struct {
	Findings []control.Finding `json:"findings"`
	Rules    []control.Rule    `json:"rules"`
}

type comparedSoa struct {
	From    string              `json:"from"`
	To      string              `json:"to"`
	Words   string              `json:"words"`
	Changes control.Differences `json:"changes"`
}

type ownCatalogueIn struct {
	ID      string `json:"id" doc:"For CSV alone, which does not name itself."`
	Edition string `json:"edition"`
	Name    string `json:"name"`
	Text    string `json:"text" need:"true" doc:"JSON, YAML or CSV."`
	Reason  string `json:"reason"`
}

func (w *controlWing) operations() []rest.Operation {
	const controls, statements = "controls", "statements of applicability"
	return []rest.Operation{
		{
			Method: http.MethodPost, Path: "/controls/start", ID: "startControls", Tag: controls, Area: authz.ISMS, Verb: authz.Act, What: controls, Body: startControlsIn{}, Answer: control.Started{},
			Summary: "Add the controls and clauses of a catalogue", Description: "None of them decided. What is there already stays as it is.",
			Do: func(c *rest.Call) (any, error) {
				in, out := c.Body.(*startControlsIn), control.Started{}
				err := c.Do("control.start", in, "", func(tx *change.Tx) (err error) {
					out, err = w.Start(tx, in.Catalogue)
					return err
				})
				return out, err
			},
		},
		{
			Method: http.MethodPost, Path: "/controls/{id}/decide", ID: "decideControl", Tag: controls, Area: authz.ISMS, Verb: authz.Act, What: controls, Body: decideIn{}, Record: control.Kind,
			Summary: "Decide whether a control applies", Description: "The reasons of the other side stay as they are. The id may be the reference, such as A.5.15.",
			Do: func(c *rest.Call) (any, error) {
				in, ref, id := c.Body.(*decideIn), c.Path("id"), ""
				err := c.Do("control.decide", []any{ref, in}, in.Reason, func(tx *change.Tx) error {
					row, err := w.Decide(tx, ref, 0, control.Decision{Applies: in.Applies, Why: in.Why, Reason: in.Text})
					id = row.ID
					return err
				})
				return id, err
			},
		},
		{
			Method: http.MethodPost, Path: "/controls/{id}/tests", ID: "testControl", Tag: controls, Area: authz.ISMS, Verb: authz.Act, What: controls, Body: testedIn{}, Record: control.Kind,
			Summary: "Record the result of a test", Description: "The next test falls due by the plan.",
			Do: func(c *rest.Call) (any, error) {
				in, ref, id := c.Body.(*testedIn), c.Path("id"), ""
				err := c.Do("control.test", []any{ref, in}, in.Reason, func(tx *change.Tx) error {
					row, err := w.Tested(tx, ref, 0, control.Result{Day: in.Day, Outcome: in.Outcome, Note: in.Note})
					id = row.ID
					return err
				})
				return id, err
			},
		},
		{
			Method: http.MethodGet, Path: "/controls/check", ID: "checkControls", Tag: controls, Area: authz.ISMS, Verb: authz.Read, What: controls, Answer: checkedControls{},
			Summary: "What an auditor would find",
			Do: func(c *rest.Call) (any, error) {
				out := checkedControls{Findings: []control.Finding{}, Rules: control.Rules()}
				err := c.See(func(v *change.View) error {
					found, err := w.Audit(v, c.Today())
					out.Findings = append(out.Findings, found...)
					return err
				})
				return out, err
			},
		},
		{
			Method: http.MethodPost, Path: "/statements-of-applicability/propose", ID: "proposeStatement", Tag: statements, Area: authz.ISMS, Verb: authz.Act, What: statements, Body: proposeSoaIn{}, Record: control.SoAKind, Status: http.StatusCreated,
			Summary: "Write the next version down for approval", Description: "As the controls stand now. One version waits at a time.",
			Do: func(c *rest.Call) (any, error) {
				in, id := c.Body.(*proposeSoaIn), ""
				err := c.Do("soa.propose", in, in.Reason, func(tx *change.Tx) error {
					row, err := w.Propose(tx, in.Note)
					id = row.ID
					return err
				})
				return id, err
			},
		},
		w.onStatement("issue", "issueStatement", "Approve a version and issue it", "Not by its author. Nothing of it changes afterwards.", issueSoaIn{}, func(tx *change.Tx, n int64, body any) error {
			in := body.(*issueSoaIn)
			_, err := w.Issue(tx, n, control.Approval{On: in.On, Reason: in.Reason})
			return err
		}),
		{
			Method: http.MethodPost, Path: "/statements-of-applicability/{id}/withdraw", ID: "withdrawStatement", Tag: statements, Area: authz.ISMS, Verb: authz.Act, What: statements, Body: withdrawSoaIn{}, Status: http.StatusNoContent,
			Summary: "Withdraw a version that waits for approval",
			Do: func(c *rest.Call) (any, error) {
				ref := c.Path("id")
				return nil, c.Do("soa.withdraw", ref, c.Body.(*withdrawSoaIn).Reason, func(tx *change.Tx) error {
					n, _, err := w.versionOf(tx, ref)
					if err != nil {
						return err
					}
					return w.Withdraw(tx, n)
				})
			},
		},
		{
			Method: http.MethodGet, Path: "/statements-of-applicability/compare", ID: "compareStatements", Tag: statements, Area: authz.ISMS, Verb: authz.Read, What: statements, Answer: comparedSoa{},
			Summary: "What differs between two versions", Description: "Field by field.",
			Query: []rest.Param{{Name: "from", Description: "A version's number, or draft.", Required: true}, {Name: "to", Description: "A version's number; the draft when not given."}},
			Do:    w.compared,
		},
		{
			Method: http.MethodPost, Path: "/own-catalogues/take-in", ID: "takeInCatalogue", Tag: "own catalogues", Area: authz.ISMS, Verb: authz.Create, What: "own catalogues", Body: ownCatalogueIn{}, Record: control.OwnKind, Status: http.StatusCreated, MaxBody: 4 << 20,
			Summary: "Take in an own catalogue", Description: "From JSON, YAML or CSV. Its controls are added by startControls.",
			Do: func(c *rest.Call) (any, error) {
				in, id := c.Body.(*ownCatalogueIn), ""
				err := c.Do("own-catalogue.create", in, in.Reason, func(tx *change.Tx) error {
					row, err := w.AddOwn(tx, control.Upload{ID: in.ID, Edition: in.Edition, Name: in.Name, Text: in.Text})
					id = row.ID
					return err
				})
				return id, err
			},
		},
	}
}

// onStatement makes an action of one version, named by its id or number.
func (w *controlWing) onStatement(path, id, summary, about string, body any, do func(tx *change.Tx, n int64, body any) error) rest.Operation {
	return rest.Operation{
		Method: http.MethodPost, Path: "/statements-of-applicability/{id}/" + path, ID: id, Tag: "statements of applicability", Summary: summary, Description: about,
		Area: authz.ISMS, Verb: authz.Act, What: "statements of applicability", Body: body, Record: control.SoAKind,
		Do: func(c *rest.Call) (any, error) {
			ref, reason := c.Path("id"), ""
			if in, ok := c.Body.(*issueSoaIn); ok {
				reason = in.Reason
			}
			return ref, c.Do("soa."+path, []any{ref, c.Body}, reason, func(tx *change.Tx) error {
				n, _, err := w.versionOf(tx, ref)
				if err != nil {
					return err
				}
				return do(tx, n, c.Body)
			})
		},
	}
}

// versionOf gives the version that a record's id or number names.
func (w *controlWing) versionOf(in change.Reader, ref string) (int64, *control.SoA, error) {
	rec, err := change.AnyGet(in, w.parts.Versions, ref, 0)
	if err != nil {
		return 0, nil, err
	}
	row, err := w.parts.Versions.Row(&rec)
	return row.Value.Version, &row.Value, err
}

// compared answers a comparison of two versions, or of one and the draft.
func (w *controlWing) compared(c *rest.Call) (any, error) {
	out := comparedSoa{From: c.Query("from"), To: c.Query("to")}
	if out.To == "" {
		out.To = "draft"
	}
	err := c.See(func(v *change.View) error {
		side := func(name, pointer string) (control.Statement, error) {
			if name == "draft" {
				return w.Draft(v, c.Today())
			}
			n, err := strconv.ParseInt(name, 10, 64)
			if err != nil {
				return control.Statement{}, errs.At(pointer, "Give the number of a version, or draft.")
			}
			row, err := w.Version(v, n)
			return row.Value.Content, err
		}
		from, err := side(out.From, "from")
		if err != nil {
			return err
		}
		to, err := side(out.To, "to")
		if err != nil {
			return err
		}
		out.Changes = control.Diff(&from, &to)
		out.Words = out.Changes.Words()
		return nil
	})
	return out, err
}
