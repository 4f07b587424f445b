package win

import (
	"net/http"

	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/rest"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/certificate"
)

type stageIn struct {
	Stage  string `json:"stage" need:"true" enum:"considering,preparing,submitted,won,lost,withdrawn,no-bid"`
	Reason string `json:"reason"`
}

type dateIn struct {
	Which  string     `json:"which" need:"true" enum:"enquiries,deadline,assessment,award,standstillEnd,start,end,extendedEnd"`
	Date   civil.Date `json:"date" doc:"null takes the date away."`
	To     civil.Date `json:"to" doc:"Of an estimate that is a range: its last day."`
	Basis  string     `json:"basis" enum:"stated,estimated" doc:"stated when not given."`
	Reason string     `json:"reason" need:"true" doc:"Where it comes from: the verdict rests on it."`
}

type demandIn struct {
	Scheme   string        `json:"scheme" need:"true"`
	Strength string        `json:"strength" need:"true" enum:"mandatory,expected,desirable,mention-only"`
	When     string        `json:"when" need:"true"`
	Date     civil.Date    `json:"date" doc:"For when = by-date."`
	Level    verdict.Level `json:"level"`
	Reason   string        `json:"reason" need:"true"`
}

func (d *demandIn) put(q *verdict.Requirement) {
	q.Scheme, q.Strength, q.When, q.Date, q.Level = d.Scheme, d.Strength, d.When, d.Date, d.Level
}

type reasonIn struct {
	Reason string `json:"reason" need:"true"`
}

type answerIn struct {
	Applies bool   `json:"applies" need:"true"`
	Reason  string `json:"reason"`
}

type scopeIn struct {
	Certificate string `json:"certificate" need:"true" doc:"Its number: CERT-2."`
	Covers      string `json:"covers" need:"true" enum:"yes,no,unknown"`
	Reason      string `json:"reason"`
}

// on makes an action of one bid.
func (w *Win) on(path, id, summary, about string, body any, do func(c *rest.Call) error) rest.Operation {
	return rest.Operation{
		Method: http.MethodPost, Path: "/bids/{id}/" + path, ID: id, Tag: "bids", Summary: summary, Description: about,
		Area: authz.Win, Verb: authz.Act, Body: body, Record: bid.Kind,
		Do: func(c *rest.Call) (any, error) { return c.Path("id"), do(c) },
	}
}

func (w *Win) bidOperations() []rest.Operation {
	return []rest.Operation{
		w.on("set-stage", "setStage", "Move a bid to another stage", "", stageIn{}, func(c *rest.Call) error {
			in := c.Body.(*stageIn)
			_, err := w.Bids.SetStage(c.Context(), c.By(in.Reason), c.Path("id"), in.Stage)
			return err
		}),
		w.on("set-date", "setDate", "Correct a date of a bid", "A reason is asked for, since the verdict rests on it.", dateIn{}, func(c *rest.Call) error {
			in := c.Body.(*dateIn)
			day := verdict.Day{Date: in.Date, To: in.To, Basis: in.Basis}
			if day.Basis == "" {
				day.Basis = "stated"
			}
			_, err := w.Bids.SetDate(c.Context(), c.By(in.Reason), c.Path("id"), in.Which, day)
			return err
		}),
		w.on("judge-scope", "judgeScope", "Judge whether a certificate's scope covers the work", "", scopeIn{}, func(c *rest.Call) error {
			in := c.Body.(*scopeIn)
			_, err := w.Bids.JudgeScope(c.Context(), c.By(in.Reason), c.Path("id"), in.Certificate, in.Covers, c.Today())
			return err
		}),
		w.on("add-requirement", "addRequirement", "Add what the buyer asks for", "", demandIn{}, func(c *rest.Call) error {
			in := c.Body.(*demandIn)
			r := verdict.Requirement{Proof: "certificate"}
			in.put(&r)
			_, err := w.Bids.AddRequirement(c.Context(), c.By(in.Reason), c.Path("id"), r)
			return err
		}),
		w.on("requirements/{requirement}/correct", "correctRequirement", "Correct what was read or entered", "The words that it rests on stay with it.", demandIn{}, func(c *rest.Call) error {
			in := c.Body.(*demandIn)
			_, err := w.Bids.CorrectRequirement(c.Context(), c.By(in.Reason), c.Path("id"), c.Path("requirement"), in.put)
			return err
		}),
		w.on("requirements/{requirement}/remove", "removeRequirement", "Say that something is not asked for after all", "It stays on the record with the reason.", reasonIn{}, func(c *rest.Call) error {
			_, err := w.Bids.RemoveRequirement(c.Context(), c.By(c.Body.(*reasonIn).Reason), c.Path("id"), c.Path("requirement"))
			return err
		}),
		w.on("requirements/{requirement}/answer-condition", "answerCondition", "Say whether the condition of a requirement applies", "", answerIn{}, func(c *rest.Call) error {
			in := c.Body.(*answerIn)
			_, err := w.Bids.AnswerCondition(c.Context(), c.By(in.Reason), c.Path("id"), c.Path("requirement"), in.Applies)
			return err
		}),
		{
			Method: http.MethodPost, Path: "/imports/bids", ID: "importBids", Tag: "imports", What: "bids", Area: authz.Win, Verb: authz.Import,
			Summary: "Import bids from JSON lines", Description: "All or nothing; a bid whose ref is here already is updated, the same file twice changes nothing.",
			Takes: []string{linesType}, MaxBody: maxImport, Answer: certificate.Imported{},
			Do: func(c *rest.Call) (any, error) { return w.Bids.Import(c.Context(), c.By(""), c.Sent()) },
		},
	}
}
