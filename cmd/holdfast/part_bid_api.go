package main

import (
	"net/http"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/money"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/verdict"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/notice"
)

type bidAskIn struct {
	Question    string `json:"question" need:"true" doc:"As it is sent to the buyer."`
	Why         string `json:"why" doc:"For us alone."`
	Requirement string `json:"requirement" doc:"The bid's requirement that it is about: r2."`
	Scheme      string `json:"scheme"`
	Owner       string `json:"owner" doc:"Empty: who owns the bid."`
	Reason      string `json:"reason"`
}

type bidDecideIn struct {
	Go         bool   `json:"go" need:"true" doc:"false moves the bid to no-bid."`
	Conditions string `json:"conditions"`
	Reason     string `json:"reason" need:"true"`
}

type bidLotsIn struct {
	Lots   []string `json:"lots" need:"true" doc:"Those that are bid for, by their ids; the others are not."`
	Reason string   `json:"reason"`
}

type bidPartnerIn struct {
	Name   string `json:"name" need:"true" doc:"The legal entity, as its certificates name their holder."`
	Role   string `json:"role" need:"true" enum:"lead,member,subcontractor"`
	Part   string `json:"part" doc:"What it does of the work."`
	Whole  bool   `json:"whole" doc:"All certificates that it holds are recorded here. Else it is not held against it that nothing is."`
	Reason string `json:"reason"`
}

type bidPartnerOutIn struct {
	Name   string `json:"name" need:"true"`
	Reason string `json:"reason" need:"true"`
}

type bidHeldIn struct {
	Partner string `json:"partner" need:"true" doc:"Empty takes it back."`
	Agreed  bool   `json:"agreed" doc:"The buyer has accepted it."`
	Reason  string `json:"reason" need:"true"`
}

type bidSpareIn struct {
	Partner string `json:"partner" need:"true"`
	Spared  bool   `json:"spared" need:"true"`
	Reason  string `json:"reason" need:"true"`
}

type bidFactsIn struct {
	Facts  map[string]string `json:"facts" need:"true" doc:"Fact to yes, no, a choice, or an empty text that takes it back."`
	Reason string            `json:"reason"`
}

type bidExpectedIn struct {
	Rule   string `json:"rule" need:"true" doc:"R02"`
	Scheme string `json:"scheme" need:"true"`
	Reason string `json:"reason"`
}

type bidReasonIn struct {
	Reason string `json:"reason"`
}

type askedOnIn struct {
	On     civil.Date `json:"on" doc:"Empty: today."`
	Reason string     `json:"reason"`
}

type askedAnswerIn struct {
	Answer string     `json:"answer" need:"true" doc:"In the buyer's words."`
	On     civil.Date `json:"on" doc:"Empty: today."`
	Reason string     `json:"reason"`
}

type askedWordsIn struct {
	Question string `json:"question" need:"true"`
	Reason   string `json:"reason"`
}

type askedApplyIn struct {
	Scheme   string        `json:"scheme" need:"true"`
	Strength string        `json:"strength" need:"true" enum:"mandatory,expected,desirable,mention-only"`
	When     string        `json:"when" need:"true"`
	Date     civil.Date    `json:"date"`
	Level    verdict.Level `json:"level"`
}

// bidDates are the dates of a bid with what could be reckoned.
type bidDates struct {
	Dates []bid.KeyDate `json:"dates"`
}

// bidExpected is what rules say to expect of one bid.
type bidExpected struct {
	Expected []expectedOut `json:"expected"`
}

type expectedOut struct {
	Scheme    string     `json:"scheme"`
	Strength  string     `json:"strength"`
	When      string     `json:"when"`
	Rule      string     `json:"rule"`
	Basis     string     `json:"basis"`
	Binding   bool       `json:"binding"`
	Possible  bool       `json:"possible"` // not every condition is known
	Source    string     `json:"source"`
	AsOf      civil.Date `json:"asOf"`
	Certainty string     `json:"certainty"`
	Question  string     `json:"question"`
	Open      []string   `json:"open"` // facts that would settle it
}

// pipelineOut is the state of all bids in sums.
type pipelineOut struct {
	Live         int          `json:"live"`
	AtRisk       int          `json:"atRiskOrFails"`
	Stages       []stageOut   `json:"stages"`
	Certificates []carriedOut `json:"certificates"`
}

type stageOut struct {
	Stage    string       `json:"stage"`
	Bids     int          `json:"bids"`
	Value    money.Amount `json:"value"`
	Unvalued int          `json:"unvalued"`
}

type carriedOut struct {
	Certificate string       `json:"certificate"`
	Bids        []string     `json:"bids"`
	Value       money.Amount `json:"value"`
	AtRisk      int          `json:"atRisk"`
	AtRiskValue money.Amount `json:"atRiskValue"`
}

// noticeOf gives the notice of a bid; nil when it has none.
func noticeOf(v *change.View, b *bid.Bid) (*notice.Notice, error) {
	if b.Notice == "" {
		return nil, nil
	}
	n, found, err := bid.Shelf(v).Notice(v.Context(), b.Notice)
	if err != nil || !found {
		return nil, err
	}
	return &n.Notice, nil
}

// bidOperations are the named actions of bids and of questions to buyers.
func bidOperations(h *app) []rest.Operation {
	const tag, questions = "bids", "clarifications"
	act := func(path, id, summary, about string, body any, do func(c *rest.Call, ref string) error) rest.Operation {
		return rest.Operation{
			Method: http.MethodPost, Path: "/bids/{id}/" + path, ID: id, Tag: tag, Area: authz.Win, Verb: authz.Act, Summary: summary, Description: about, Body: body, Record: bid.Kind,
			Do: func(c *rest.Call) (any, error) { return c.Path("id"), do(c, c.Path("id")) },
		}
	}
	ask := func(path, id, tag, summary, about string, body any, do func(c *rest.Call, ref string) (bid.ClarificationRow, error)) rest.Operation {
		return rest.Operation{
			Method: http.MethodPost, Path: path, ID: id, Tag: tag, Area: authz.Win, Verb: authz.Act, Summary: summary, Description: about, Body: body, Record: bid.ClarificationKind,
			Do: func(c *rest.Call) (any, error) {
				row, err := do(c, c.Path("id"))
				return row.ID, err
			},
		}
	}
	on := func(c *rest.Call, d civil.Date) civil.Date {
		if d.IsZero() {
			return c.Today()
		}
		return d
	}
	one := func(c *rest.Call) (row bid.Row, n *notice.Notice, err error) {
		err = c.See(func(v *change.View) error {
			if h.bidRegister.Declaration().ParseNumber(c.Path("id")) > 0 {
				row, err = change.GetNumber(v, h.bidRegister, c.Path("id"))
			} else {
				row, err = change.Get(v, h.bidRegister, c.Path("id"))
			}
			if err != nil {
				return err
			}
			n, err = noticeOf(v, &row.Value)
			return err
		})
		return row, n, err
	}
	return []rest.Operation{
		act("decide", "decideBid", "Decide to bid or not", "Kept with the verdict as it stood. Not to bid moves the bid to that stage.", bidDecideIn{}, func(c *rest.Call, ref string) error {
			in := c.Body.(*bidDecideIn)
			_, err := h.bids.Decide(c.Context(), c.By(in.Reason), ref, in.Go, in.Conditions, c.Today())
			return err
		}),
		act("set-lots", "setLots", "Say which lots are bid for", "A requirement for other lots does not apply.", bidLotsIn{}, func(c *rest.Call, ref string) error {
			in := c.Body.(*bidLotsIn)
			_, err := h.bids.SetLots(c.Context(), c.By(in.Reason), ref, in.Lots)
			return err
		}),
		act("set-partner", "setPartner", "Add or change a partner of a bid", "Words that reach subcontractors are then asked of each of them.", bidPartnerIn{}, func(c *rest.Call, ref string) error {
			in := c.Body.(*bidPartnerIn)
			_, err := h.bids.SetPartner(c.Context(), c.By(in.Reason), ref, bid.Partner{Name: in.Name, Role: in.Role, Part: in.Part, Whole: in.Whole})
			return err
		}),
		act("remove-partner", "removePartner", "Take a partner out of a bid", "With what was said of its certificates.", bidPartnerOutIn{}, func(c *rest.Call, ref string) error {
			in := c.Body.(*bidPartnerOutIn)
			_, err := h.bids.RemovePartner(c.Context(), c.By(in.Reason), ref, in.Name)
			return err
		}),
		act("requirements/{requirement}/accept-partner", "acceptPartner", "Say that a partner's certificate answers a requirement", "Until the buyer has agreed the answer is Unknown at best.", bidHeldIn{}, func(c *rest.Call, ref string) error {
			in := c.Body.(*bidHeldIn)
			_, err := h.bids.AcceptPartner(c.Context(), c.By(in.Reason), ref, c.Path("requirement"), in.Partner, in.Agreed)
			return err
		}),
		act("requirements/{requirement}/spare-partner", "sparePartner", "Say that a requirement does not touch a subcontractor", "", bidSpareIn{}, func(c *rest.Call, ref string) error {
			in := c.Body.(*bidSpareIn)
			_, err := h.bids.SparePartner(c.Context(), c.By(in.Reason), ref, c.Path("requirement"), in.Partner, in.Spared)
			return err
		}),
		act("plan", "planBid", "Plan a bid's tasks back from its deadline", "Those that are there stay. The tasks are those with aboutId of the bid.", bidReasonIn{}, func(c *rest.Call, ref string) error {
			_, err := h.bids.StartPlan(c.Context(), c.By(c.Body.(*bidReasonIn).Reason), ref, c.Today())
			return err
		}),
		act("set-facts", "setFacts", "Say what is known of the contract", "For the rules that say what to expect where the words are silent.", bidFactsIn{}, func(c *rest.Call, ref string) error {
			in := c.Body.(*bidFactsIn)
			_, err := h.bids.SetFacts(c.Context(), c.By(in.Reason), ref, in.Facts)
			return err
		}),
		act("count-expected", "countExpected", "Make a requirement of what a rule says to expect", "Refused while a condition of the rule is not known.", bidExpectedIn{}, func(c *rest.Call, ref string) error {
			in := c.Body.(*bidExpectedIn)
			_, n, err := one(c)
			if err == nil {
				_, err = h.bids.CountExpected(c.Context(), c.By(in.Reason), ref, in.Rule, in.Scheme, n, c.Today())
			}
			return err
		}),
		{
			Method: http.MethodGet, Path: "/bids/{id}/dates", ID: "getBidDates", Tag: tag, Area: authz.Win, Verb: authz.Read, What: tag,
			Summary: "A bid's dates with days and working days", Description: "With those that can be reckoned: the award, the end of the standstill.", Answer: bidDates{},
			Do: func(c *rest.Call) (any, error) {
				row, _, err := one(c)
				out := bidDates{Dates: row.Value.KeyDates(h.book, c.Today())}
				if out.Dates == nil {
					out.Dates = []bid.KeyDate{}
				}
				return out, err
			},
		},
		{
			Method: http.MethodGet, Path: "/bids/{id}/expected", ID: "getBidExpected", Tag: tag, Area: authz.Win, Verb: authz.Read, What: tag,
			Summary: "What rules say to expect where the words are silent", Description: "Never part of the verdict by itself.", Answer: bidExpected{},
			Do: func(c *rest.Call) (any, error) {
				row, n, err := one(c)
				out := bidExpected{Expected: []expectedOut{}}
				if err != nil {
					return out, err
				}
				for _, e := range row.Value.Silent(h.book, row.Value.KnownOf(n, c.Today())) {
					x := expectedOut{
						Scheme: e.Scheme, Strength: e.Requires.Strength, When: e.Requires.When, Rule: e.Rule.ID, Basis: e.Rule.Basis, Binding: e.Binding, Possible: e.Possible,
						Source: e.Fact.Source, AsOf: e.Fact.AsOf, Certainty: string(e.Fact.Certainty), Question: e.Question, Open: []string{},
					}
					for _, q := range e.Open {
						x.Open = append(x.Open, q.Fact)
					}
					out.Expected = append(out.Expected, x)
				}
				return out, nil
			},
		},
		{
			Method: http.MethodGet, Path: "/pipeline", ID: "getPipeline", Tag: tag, Area: authz.Win, Verb: authz.Read, What: tag,
			Summary: "Bids by stage, and what each certificate carries", Answer: pipelineOut{},
			Do: func(c *rest.Call) (any, error) { return pipelineOf(h, c) },
		},
		ask("/bids/{id}/ask", "askBuyer", tag, "Draft a question to the buyer", "Asked in the same words before it is that question.", bidAskIn{}, func(c *rest.Call, ref string) (bid.ClarificationRow, error) {
			in := c.Body.(*bidAskIn)
			return h.bids.Ask(c.Context(), c.By(in.Reason), ref, bid.Question{Question: in.Question, Why: in.Why, Requirement: in.Requirement, Scheme: in.Scheme, Owner: in.Owner})
		}),
		ask("/bids/{id}/ask-expected", "askExpected", tag, "Draft the question about what a rule says to expect", "", bidExpectedIn{}, func(c *rest.Call, ref string) (bid.ClarificationRow, error) {
			in := c.Body.(*bidExpectedIn)
			_, n, err := one(c)
			if err != nil {
				return bid.ClarificationRow{}, err
			}
			return h.bids.AskExpected(c.Context(), c.By(in.Reason), ref, in.Rule, in.Scheme, n, c.Today())
		}),
		ask("/clarifications/{id}/send", "sendClarification", questions, "Say that a question was sent", "Holdfast sends nothing: buyers take questions in their portals.", askedOnIn{}, func(c *rest.Call, ref string) (bid.ClarificationRow, error) {
			in := c.Body.(*askedOnIn)
			return h.bids.Send(c.Context(), c.By(in.Reason), ref, on(c, in.On))
		}),
		ask("/clarifications/{id}/answer", "answerClarification", questions, "Record the buyer's answer", "", askedAnswerIn{}, func(c *rest.Call, ref string) (bid.ClarificationRow, error) {
			in := c.Body.(*askedAnswerIn)
			return h.bids.AnswerWith(c.Context(), c.By(in.Reason), ref, in.Answer, on(c, in.On))
		}),
		ask("/clarifications/{id}/withdraw", "withdrawClarification", questions, "Say that a question is not asked", "", bidReasonIn{}, func(c *rest.Call, ref string) (bid.ClarificationRow, error) {
			return h.bids.Withdraw(c.Context(), c.By(c.Body.(*bidReasonIn).Reason), ref)
		}),
		ask("/clarifications/{id}/reword", "rewordClarification", questions, "Change the words of a draft", "", askedWordsIn{}, func(c *rest.Call, ref string) (bid.ClarificationRow, error) {
			in := c.Body.(*askedWordsIn)
			return h.bids.Reword(c.Context(), c.By(in.Reason), ref, in.Question)
		}),
		{
			Method: http.MethodPost, Path: "/clarifications/{id}/apply", ID: "applyClarification", Tag: questions, Area: authz.Win, Verb: authz.Act, Record: bid.Kind,
			Summary: "Correct the requirement by the buyer's answer", Description: "The answer's words become the reason.", Body: askedApplyIn{},
			Do: func(c *rest.Call) (any, error) {
				in := c.Body.(*askedApplyIn)
				row, err := h.bids.Apply(c.Context(), c.By(""), c.Path("id"), func(q *verdict.Requirement) {
					q.Scheme, q.Strength, q.When, q.Date, q.Level = in.Scheme, in.Strength, in.When, in.Date, in.Level
				})
				return row.ID, err
			},
		},
	}
}

func pipelineOf(h *app, c *rest.Call) (pipelineOut, error) {
	out := pipelineOut{Stages: []stageOut{}, Certificates: []carriedOut{}}
	err := c.See(func(v *change.View) error {
		rows, err := change.Collect(v, h.bidRegister, register.Query{})
		if err != nil {
			return err
		}
		certs, err := change.Collect(v, h.certRegister, register.Query{})
		if err != nil {
			return err
		}
		list := bid.CheckAll(h.book, c.Today(), certs, rows)
		t := bid.Count(list)
		out.Live, out.AtRisk = t.Live, t.AtRiskOrFails()
		for _, col := range bid.Pipeline(list) {
			out.Stages = append(out.Stages, stageOut{col.Stage, col.Sum.N, col.Sum.Value, col.Sum.Unvalued})
		}
		for _, x := range bid.CarriedBy(list) {
			out.Certificates = append(out.Certificates, carriedOut{x.Certificate, x.Bids, x.Live.Value, x.AtRisk.N, x.AtRisk.Value})
		}
		return nil
	})
	return out, err
}
