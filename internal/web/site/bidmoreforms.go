package site

import (
	"net/http"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/win"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/notice"
)

// refusedForm shows the bid's page again with what was typed and what is wrong.
func (s *Site) refusedForm(w http.ResponseWriter, r *http.Request, form string, err error) error {
	f, ok := frame.Faults(err)
	if !ok {
		return err
	}
	for k, m := range f {
		if strings.HasSuffix(k, "/held_by") { // where the record keeps what the form calls a name
			delete(f, k)
			f["name"] = m
		}
	}
	return s.bidPage(w, r, http.StatusUnprocessableEntity, func(v *win.BidView) {
		v.Posted = win.Posted{Name: form, Values: r.PostForm, Errs: f}
	})
}

func (s *Site) bidDecide(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	number := r.PathValue("id")
	var err error
	switch yes := r.PostFormValue("go"); yes {
	case "yes", "no":
		_, err = s.Bids.Decide(r.Context(), s.By(r.Context(), r.PostFormValue("reason")), number, yes == "yes", r.PostFormValue("conditions"), s.Today())
	default:
		err = errs.At("go", "Say whether we bid.")
	}
	if err != nil {
		return s.refusedForm(w, r, "decide", err)
	}
	return frame.Back(w, "/bids/"+number, "decided")
}

func (s *Site) bidLots(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	number, a := r.PathValue("id"), frame.Actor(r.Context())
	if len(r.PostForm["lot"]) == 0 && a.May(authz.Act, authz.Win) {
		row, err := s.Bids.Get(r.Context(), a, number)
		switch {
		case err != nil:
			return err
		case len(row.Value.Lots) == 0:
			return errs.New(errs.Invalid, "This bid has no lots: nothing was changed.")
		}
		return s.refusedForm(w, r, "lots", errs.At("bid", "Tick at least one lot. When we bid for none, change the stage to Not bidding."))
	}
	if _, err := s.Bids.SetLots(r.Context(), s.By(r.Context(), ""), number, r.PostForm["lot"]); err != nil {
		return err
	}
	return frame.Back(w, "/bids/"+number, "lots")
}

func (s *Site) bidPartners(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	ctx, number, name, req := r.Context(), r.PathValue("id"), r.PostFormValue("name"), r.PostFormValue("requirement")
	by := s.By(ctx, r.PostFormValue("reason"))
	form := "held"
	// The forms of partners stand on the page of a bid that has some.
	switch do := r.PostFormValue("do"); do {
	case "remove", "held", "agreed", "spare":
		if by.Actor.May(authz.Act, authz.Win) {
			row, err := s.Bids.Get(ctx, by.Actor, number)
			if err != nil {
				return err
			}
			if len(row.Value.Partners) == 0 {
				return errs.New(errs.Invalid, "This bid has no partner: add one first.")
			}
		}
	}
	var err error
	switch do := r.PostFormValue("do"); do {
	case "add":
		form = "partner"
		_, err = s.Bids.SetPartner(ctx, by, number, bid.Partner{Name: name, Role: r.PostFormValue("role"), Part: r.PostFormValue("part"), Whole: r.PostFormValue("whole") == "yes"})
	case "remove":
		form = "drop"
		_, err = s.Bids.RemovePartner(ctx, by, number, name)
	case "held", "agreed":
		_, err = s.Bids.AcceptPartner(ctx, by, number, req, name, do == "agreed")
	case "spare", "unspare":
		_, err = s.Bids.SparePartner(ctx, by, number, req, name, do == "spare")
	default:
		if _, err := s.Bids.Get(ctx, by.Actor, number); err != nil {
			return err
		}
		return errs.New(errs.Invalid, "Say what is so: nothing was changed.") // no form of ours sends it
	}
	if err != nil {
		return s.refusedForm(w, r, form, err)
	}
	return frame.Back(w, "/bids/"+number, "team")
}

func (s *Site) bidFactsSaid(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	number, facts := r.PathValue("id"), map[string]string{}
	for fact := range r.PostForm {
		if _, ok := s.Book.FactType(fact); ok {
			facts[fact] = r.PostFormValue(fact)
		}
	}
	if a := frame.Actor(r.Context()); len(facts) == 0 && a.May(authz.Act, authz.Win) {
		if _, err := s.Bids.Get(r.Context(), a, number); err != nil {
			return err
		}
		return errs.New(errs.Invalid, "Say what is known of the contract: nothing was changed.") // no form of ours sends none
	}
	if _, err := s.Bids.SetFacts(r.Context(), s.By(r.Context(), ""), number, facts); err != nil {
		return s.refusedForm(w, r, "fact", err)
	}
	return frame.Back(w, "/bids/"+number, "facts")
}

// bidExpected makes a question, or a requirement, of what a rule says to expect.
func (s *Site) bidExpected(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	ctx, number, rule, id := r.Context(), r.PathValue("id"), r.PostFormValue("rule"), r.PostFormValue("scheme")
	n, err := s.noticeOfBid(r, number)
	if err != nil {
		return err
	}
	if r.PostFormValue("do") == "count" {
		if _, err := s.Bids.CountExpected(ctx, s.By(ctx, ""), number, rule, id, n, s.Today()); err != nil {
			return err
		}
		return frame.Back(w, "/bids/"+number, "counted")
	}
	if _, err := s.Bids.AskExpected(ctx, s.By(ctx, ""), number, rule, id, n, s.Today()); err != nil {
		return err
	}
	return frame.Back(w, "/bids/"+number, "drafted")
}

// noticeOfBid gives the notice that a bid was taken on from; nil for none.
func (s *Site) noticeOfBid(r *http.Request, number string) (*notice.Notice, error) {
	var out *notice.Notice
	err := s.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
		row, err := change.GetNumber(v, s.BidRegister, number)
		if err != nil || row.Value.Notice == "" {
			return err
		}
		n, found, err := bid.Shelf(v).Notice(v.Context(), row.Value.Notice)
		if found {
			out = &n.Notice
		}
		return err
	})
	return out, err
}

func (s *Site) bidPlan(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	number := r.PathValue("id")
	if _, err := s.Bids.StartPlan(r.Context(), s.By(r.Context(), ""), number, s.Today()); err != nil {
		return err
	}
	return frame.Back(w, "/bids/"+number, "planned")
}
