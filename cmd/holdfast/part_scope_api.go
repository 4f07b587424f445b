package main

import (
	"net/http"
	"slices"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/isms/scope"
	"holdfast/internal/register"
	"holdfast/internal/rest"
)

type objectiveReadingIn struct {
	Value  float64    `json:"value" need:"true" doc:"What was measured, in the objective's unit."`
	Day    civil.Date `json:"day" doc:"When; empty: today. A second reading of a day takes the place of the first."`
	Note   string     `json:"note"`
	Reason string     `json:"reason" doc:"Kept in the trail."`
}

type scopeReviewIn struct {
	Next   civil.Date `json:"next" doc:"When it is looked at again; empty: in a year."`
	Reason string     `json:"reason"`
}

type scopeReasonIn struct {
	Reason string `json:"reason" doc:"Kept in the trail; asked where nobody else of the organisation could do it."`
}

type scopeOutcomeIn struct {
	Outcome string `json:"outcome" doc:"What came of it, or why it was dropped."`
	Reason  string `json:"reason"`
}

type scopeDraftIn struct {
	Version int64       `json:"version" doc:"The version that was read; 0 where there is no draft yet."`
	Draft   scope.Draft `json:"draft" need:"true"`
	Reason  string      `json:"reason"`
}

type scopeIssueIn struct {
	Hash   string `json:"hash" doc:"SHA-256 of the content that was looked at; a draft that has changed since is refused."`
	Note   string `json:"note" doc:"What the version changes, in a sentence."`
	Reason string `json:"reason" doc:"Asked where nobody else of the organisation could issue it."`
}

// scopeNow is the scope as it stands: what is in force, and what the draft would
// change.
type scopeNow struct {
	Issued  int                `json:"issued"` // version in force; 0: none
	Hash    string             `json:"hash"`   // of what the draft would issue
	Draft   scope.Content      `json:"draft"`
	Changes []scope.Difference `json:"changes"`
	Missing []string           `json:"missing"` // what the draft lacks before it can be issued
}

type scopeStarterOut struct {
	Added int `json:"added"`
}

// scopeOperations are the named actions of the scope's registers.
func scopeOperations(sv *scope.Service) []rest.Operation {
	act := func(kind register.Kind, name, id, summary, about string, body any, do func(c *rest.Call, ref string) error) rest.Operation {
		d := sv.Of(kind).Declaration()
		return rest.Operation{
			Method: http.MethodPost, Path: "/" + strings.ReplaceAll(strings.ToLower(d.Plural), " ", "-") + "/{id}/" + name, ID: id, Tag: d.Plural, Area: d.Area, Verb: authz.Act, What: d.Plural,
			Summary: summary, Description: about, Body: body, Record: kind,
			Do: func(c *rest.Call) (any, error) { return c.Path("id"), do(c, c.Path("id")) },
		}
	}
	out := []rest.Operation{
		act(scope.ObjectiveKind, "readings", "readObjective", "Add a reading to an objective", "Whether it is on track, behind or met follows from its readings.", objectiveReadingIn{}, func(c *rest.Call, ref string) error {
			in := c.Body.(*objectiveReadingIn)
			_, err := sv.Read(c.Context(), c.By(in.Reason), ref, scope.Reading{Day: in.Day, Value: in.Value, Note: in.Note})
			return err
		}),
		act(scope.ChangeKind, "approve", "approvePlannedChange", "Approve a planned change as it stands", "Not by who proposed or wrote it. The approval lapses when what was approved is changed.", scopeReasonIn{}, func(c *rest.Call, ref string) error {
			return sv.Approve(c.Context(), c.By(c.Body.(*scopeReasonIn).Reason), ref)
		}),
		act(scope.ChangeKind, "done", "finishPlannedChange", "Say that an approved change was made", "Only a change that is approved as it stands.", scopeOutcomeIn{}, func(c *rest.Call, ref string) error {
			in := c.Body.(*scopeOutcomeIn)
			return sv.Finish(c.Context(), c.By(in.Reason), ref, in.Outcome)
		}),
		act(scope.ChangeKind, "drop", "dropPlannedChange", "Drop a planned change", "The outcome says why.", scopeOutcomeIn{}, func(c *rest.Call, ref string) error {
			in := c.Body.(*scopeOutcomeIn)
			return sv.Drop(c.Context(), c.By(in.Reason), ref, in.Outcome)
		}),
	}
	for _, k := range []struct {
		kind       register.Kind
		name, many string
	}{
		{scope.IssueKind, "Issue", "Issues"},
		{scope.PartyKind, "Party", "Parties"},
		{scope.ObligationKind, "Obligation", "Obligations"},
		{scope.RoleKind, "Role", "Roles"},
		{scope.CommunicationKind, "Communication", "Communications"},
	} {
		kind, d := k.kind, sv.Of(k.kind).Declaration()
		out = append(out, act(kind, "review", "review"+k.name, "Say that it was looked at today and still stands", "Sets when it was reviewed, and when it is again.", scopeReviewIn{}, func(c *rest.Call, ref string) error {
			in := c.Body.(*scopeReviewIn)
			return sv.Review(c.Context(), c.By(in.Reason), kind, ref, in.Next)
		}), rest.Operation{
			Method: http.MethodPost, Path: "/scope/start/" + string(kind), ID: "start" + k.many, Tag: d.Plural, Area: d.Area, Verb: authz.Import, What: d.Plural,
			Summary: "Add the starter set", Description: "Adds those that are not there yet, by their titles. Each is to be judged.", Body: scopeReasonIn{}, Answer: scopeStarterOut{},
			Do: func(c *rest.Call) (any, error) {
				n, err := sv.Start(c.Context(), c.By(c.Body.(*scopeReasonIn).Reason), kind)
				return scopeStarterOut{n}, err
			},
		})
	}
	return append(out, statementOperations(sv)...)
}

// statementOperations draft, look at and issue the scope statement.
func statementOperations(sv *scope.Service) []rest.Operation {
	const tag = "scope statements"
	return []rest.Operation{
		{
			Method: http.MethodGet, Path: "/scope", ID: "getScope", Tag: tag, Area: authz.ISMS, Verb: authz.Read, What: tag,
			Summary: "What the draft would issue, and what it changes", Description: "The hash is the one to give when it is issued.", Answer: scopeNow{},
			Do: func(c *rest.Call) (any, error) {
				out := scopeNow{Changes: []scope.Difference{}, Missing: []string{}}
				err := c.See(func(v *change.View) error {
					latest, _, err := sv.LatestStatement(v)
					if err != nil {
						return err
					}
					out.Issued = latest.Value.Version
					draft, found, err := sv.DraftOf(v)
					if err == nil && !found {
						err = errs.New(errs.NotFound, "There is no draft of the scope statement yet.")
					}
					if err != nil {
						return err
					}
					if out.Draft, err = sv.Compose(v, draft.Value); err != nil {
						return err
					}
					out.Hash = out.Draft.Hash()
					out.Changes = append(out.Changes, scope.Diff(latest.Value.Content, out.Draft)...)
					for _, m := range out.Draft.Missing() {
						out.Missing = append(out.Missing, m.Message)
					}
					return nil
				})
				return out, err
			},
		},
		{
			Method: http.MethodPut, Path: "/scope/draft", ID: "saveScopeDraft", Tag: tag, Area: authz.ISMS, Verb: authz.Update, What: tag,
			Summary: "Write the draft of the scope statement", Description: "Its entities are ids of legal entities; its sites are those of the register that are in scope.", Body: scopeDraftIn{}, Record: scope.DraftKind,
			Do: func(c *rest.Call) (any, error) {
				in := c.Body.(*scopeDraftIn)
				row, err := sv.SaveDraft(c.Context(), c.By(in.Reason), in.Version, in.Draft)
				if fields := errs.FieldsOf(err); errs.CodeOf(err) == errs.Invalid && len(fields) > 0 {
					fields = slices.Clone(fields)
					for i := range fields {
						fields[i].Pointer = "/draft" + fields[i].Pointer // where it stands in this body
					}
					err = errs.InvalidFields(fields...)
				}
				return row.ID, err
			},
		},
		{
			Method: http.MethodPost, Path: "/scope/issue", ID: "issueScopeStatement", Tag: tag, Area: authz.ISMS, Verb: authz.Act, What: tag,
			Summary: "Issue the draft as the next version", Description: "Not by who wrote it. A version is never changed.", Body: scopeIssueIn{}, Record: scope.StatementKind, Status: http.StatusCreated,
			Do: func(c *rest.Call) (any, error) {
				in := c.Body.(*scopeIssueIn)
				row, err := sv.Issue(c.Context(), c.By(in.Reason), in.Hash, in.Note)
				return row.ID, err
			},
		},
	}
}
