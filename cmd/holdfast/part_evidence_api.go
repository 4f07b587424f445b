package main

import (
	"net/http"
	"slices"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/evidence"
	"holdfast/internal/isms/control"
	"holdfast/internal/links"
	"holdfast/internal/register"
	"holdfast/internal/rest"
)

type collectIn struct {
	Title          string     `json:"title" doc:"What it shows; that of the item before when it is collected again."`
	Type           string     `json:"type" need:"true" enum:"file,link,record" doc:"A file follows by PUT …/evidence/{id}/files/file."`
	URL            string     `json:"url" doc:"Of a link."`
	RecordNumber   string     `json:"recordNumber" doc:"Of a record here: CERT-2."`
	Collected      civil.Date `json:"collected" doc:"The day whose state it shows; today when not given."`
	ValidUntil     civil.Date `json:"validUntil" doc:"When it says so itself."`
	CollectEvery   int64      `json:"collectEvery" doc:"How long it is good, in days; a year when neither is given."`
	Owner          string     `json:"owner" doc:"A member; who asks when not given."`
	Source         string     `json:"source"`
	Note           string     `json:"note"`
	Classification string     `json:"classification" enum:"public,internal,confidential,official,official-sensitive"`
	For            []string   `json:"for" doc:"Controls and clauses by reference or number, certificates by number."`
	Again          string     `json:"again" doc:"The item whose place it takes: for the same things, which keeps the older one."`
	Reason         string     `json:"reason"`
}

type forIn struct {
	For    []string `json:"for" need:"true" doc:"Controls and clauses by reference or number, certificates by number; nothing else stays."`
	Reason string   `json:"reason"`
}

type askIn struct {
	Title          string     `json:"title" need:"true" doc:"What is asked for."`
	Message        string     `json:"message"`
	Person         string     `json:"person" doc:"A member; or somebody without an account, by name and address."`
	Name           string     `json:"name"`
	Email          string     `json:"email"`
	Due            civil.Date `json:"due"`
	Owner          string     `json:"owner" doc:"Looks at what comes; who asks when not given."`
	Expires        civil.Date `json:"expires" doc:"The last day of the link; in 30 days when not given."`
	MaxFiles       int64      `json:"maxFiles" doc:"10 when not given, at most 50."`
	CollectEvery   int64      `json:"collectEvery" doc:"Of the evidence that it becomes."`
	Classification string     `json:"classification" enum:"public,internal,confidential,official,official-sensitive"`
	For            []string   `json:"for"`
	Again          string     `json:"again" doc:"The item that it collects anew."`
	Reason         string     `json:"reason"`
}

// askOut is a request with its link.
type askOut struct {
	ID     string `json:"id"`
	Number string `json:"number"`
	State  string `json:"state"`
	Link   string `json:"link" doc:"Given this once; empty when the same request was made before. A path, on a server that has not been told its address."`
	Mailed bool   `json:"mailed"`
}

type acceptEvidenceIn struct {
	Files      []string   `json:"files" doc:"Numbers of deliveries; all that wait when not given. The others are not taken."`
	Collected  civil.Date `json:"collected" doc:"The day on which it came when not given."`
	ValidUntil civil.Date `json:"validUntil"`
	Reason     string     `json:"reason"`
}

type acceptEvidenceOut struct {
	Evidence []string `json:"evidence" doc:"Numbers of the items that were made."`
}

type saidIn struct {
	Reason string `json:"reason" need:"true" doc:"Shown to who sends it."`
}

type whyNotIn struct {
	Reason string `json:"reason"`
}

// freshOut is how fresh evidence is by control.
type freshOut struct {
	Day      civil.Date          `json:"day"`
	Items    int                 `json:"items" doc:"Current ones."`
	Fresh    int                 `json:"fresh"`
	Ageing   int                 `json:"ageing"`
	Stale    int                 `json:"stale"`
	Controls []evidence.Standing `json:"controls" doc:"Those that apply."`
}

func (w *evidenceWing) operations() []rest.Operation {
	return slices.Concat(w.itemOperations(), w.requestOperations())
}

func (w *evidenceWing) itemOperations() []rest.Operation {
	item := func(method, path, id, summary, description string, verb authz.Verb, body any, status int, do func(c *rest.Call) (any, error)) rest.Operation {
		return rest.Operation{
			Method: method, Path: path, ID: id, Tag: "evidence", Area: authz.Assure, Verb: verb, Summary: summary, Description: description,
			Body: body, Status: status, Record: evidence.Kind, Do: do,
		}
	}
	return []rest.Operation{
		item(http.MethodPost, "/evidence/collect", "collectEvidence", "Collect evidence with what it is for, or collect it again",
			"An item that is collected again is kept, superseded by the new one.", authz.Create, collectIn{}, http.StatusCreated, w.collectCall),
		item(http.MethodPost, "/evidence/{id}/for", "setEvidenceFor", "Say what evidence is for", "", authz.Update, forIn{}, 0, func(c *rest.Call) (any, error) {
			in := c.Body.(*forIn)
			row, err := w.Set(c.Context(), c.By(in.Reason), c.Path("id"), in.For)
			return row.ID, err
		}),
		item(http.MethodPost, "/evidence/{id}/check", "checkEvidenceLink", "Look at the link of evidence now",
			"This server asks the address, on the public internet alone, and keeps what it found with the day.", authz.Update, whyNotIn{}, 0, func(c *rest.Call) (any, error) {
				row, err := w.Look(c.Context(), c.By(c.Body.(*whyNotIn).Reason), c.Path("id"), c.Today(), w.look)
				return row.ID, err
			}),
		{
			Method: http.MethodGet, Path: "/evidence/freshness", ID: "getEvidenceFreshness", Tag: "evidence", Area: authz.Assure, Verb: authz.Read,
			Summary: "How fresh the evidence is for every control that applies", Answer: freshOut{}, Do: w.freshCall,
		},
	}
}

func (w *evidenceWing) collectCall(c *rest.Call) (any, error) {
	in := c.Body.(*collectIn)
	e := evidence.Evidence{
		Title: in.Title, Type: in.Type, URL: in.URL, RecordNumber: in.RecordNumber, Collected: in.Collected, ValidUntil: in.ValidUntil, CollectEvery: in.CollectEvery,
		Owner: in.Owner, Source: in.Source, Note: in.Note, Classification: in.Classification,
	}
	if e.Collected.IsZero() {
		e.Collected = c.Today()
	}
	if e.Owner == "" {
		e.Owner = c.Actor().Person
	}
	if e.Classification == "" {
		e.Classification = "internal"
	}
	if e.Title == "" && in.Again != "" {
		old, err := w.Get(c.Context(), c.Actor(), in.Again)
		if err != nil {
			return nil, err
		}
		e.Title = old.Value.Title
	}
	row, err := w.Collect(c.Context(), c.By(in.Reason), evidence.Collecting{Evidence: e, For: in.For, Again: in.Again})
	return row.ID, err
}

func (w *evidenceWing) freshCall(c *rest.Call) (any, error) {
	out := freshOut{Day: c.Today()}
	err := c.See(func(v *change.View) error {
		rows, err := w.Current(v)
		if err != nil {
			return err
		}
		var targets []evidence.Target
		var linked []links.Linked
		if controls := registerOf[control.Control](w.app, control.Kind); controls != nil {
			all, err := change.Collect(v, controls, register.Query{})
			if err != nil {
				return err
			}
			for i := range all {
				if x := &all[i].Value; x.Applies() {
					targets = append(targets, evidence.Target{ID: all[i].ID, Ref: x.Ref, Title: x.Title, Owner: x.Owner})
				}
			}
			if linked, err = links.Among(v, w.Register(), controls); err != nil {
				return err
			}
		}
		o := evidence.Survey(targets, rows, linked, c.Today())
		out.Items, out.Fresh, out.Ageing, out.Stale = o.Total, o.Items[evidence.Fresh], o.Items[evidence.Ageing], o.Items[evidence.Stale]
		out.Controls = append([]evidence.Standing{}, o.ByRef...)
		return nil
	})
	return out, err
}

func (w *evidenceWing) requestOperations() []rest.Operation {
	act := func(path, id, summary, description string, verb authz.Verb, body, answer any, status int, do func(c *rest.Call) (any, error)) rest.Operation {
		return rest.Operation{
			Method: http.MethodPost, Path: "/evidence-requests" + path, ID: id, Tag: "evidence-requests", Area: authz.Assure, Verb: verb, Summary: summary, Description: description,
			Body: body, Answer: answer, Status: status, Do: do,
		}
	}
	revoke := act("/{id}/revoke", "revokeEvidenceRequest", "Close a request: its link is dead at once", "What waits is not taken.", authz.Act, whyNotIn{}, nil, 0, func(c *rest.Call) (any, error) {
		row, err := w.Revoke(c.Context(), c.By(c.Body.(*whyNotIn).Reason), c.Path("id"), c.Body.(*whyNotIn).Reason)
		return row.ID, err
	})
	revoke.Record = evidence.RequestKind
	return []rest.Operation{
		act("/ask", "askForEvidence", "Ask somebody for evidence, by a link", "The link is given this once and kept nowhere. Whoever has it can send files for the request, and nothing else.",
			authz.Create, askIn{}, askOut{}, http.StatusCreated, w.askCall),
		act("/{id}/link", "relinkEvidenceRequest", "Give a request a new link", "The one before is dead.", authz.Act, whyNotIn{}, askOut{}, 0, func(c *rest.Call) (any, error) {
			asked, err := w.Relink(c.Context(), c.By(c.Body.(*whyNotIn).Reason), c.Path("id"), c.Today())
			return w.asked(asked), err
		}),
		act("/{id}/return", "returnEvidenceRequest", "Ask again, with a reason", "What waits is not taken. There is a new link.", authz.Act, saidIn{}, askOut{}, 0, func(c *rest.Call) (any, error) {
			in := c.Body.(*saidIn)
			asked, err := w.Return(c.Context(), c.By(in.Reason), c.Path("id"), in.Reason, c.Today())
			return w.asked(asked), err
		}),
		act("/{id}/accept", "acceptEvidenceRequest", "Make evidence of what was sent in", "The request ends, and its link is dead.", authz.Act, acceptEvidenceIn{}, acceptEvidenceOut{}, 0, func(c *rest.Call) (any, error) {
			in := c.Body.(*acceptEvidenceIn)
			rows, err := w.Accept(c.Context(), c.By(in.Reason), c.Path("id"), evidence.Accepting{Files: in.Files, Collected: in.Collected, ValidUntil: in.ValidUntil}, london)
			out := acceptEvidenceOut{Evidence: []string{}}
			for _, r := range rows {
				out.Evidence = append(out.Evidence, r.Number)
			}
			return out, err
		}),
		revoke,
	}
}

func (w *evidenceWing) askCall(c *rest.Call) (any, error) {
	in := c.Body.(*askIn)
	if in.Classification == "" {
		in.Classification = "internal"
	}
	asked, err := w.Ask(c.Context(), c.By(in.Reason), evidence.Asking{For: in.For, Request: evidence.Request{
		Title: in.Title, Message: in.Message, Person: in.Person, Name: in.Name, Email: in.Email, Due: in.Due, Owner: in.Owner, Expires: in.Expires,
		MaxFiles: in.MaxFiles, CollectEvery: in.CollectEvery, Classification: in.Classification, Again: in.Again,
	}}, c.Today())
	return w.asked(asked), err
}

func (w *evidenceWing) asked(a evidence.Asked) askOut {
	out := askOut{ID: a.ID, Number: a.Number, State: a.Value.State, Mailed: a.Mailed}
	if a.Secret != "" {
		out.Link = "/send/" + a.Secret
		if w.app.shared != nil {
			out.Link = w.app.shared.Base + out.Link
		}
	}
	return out
}
