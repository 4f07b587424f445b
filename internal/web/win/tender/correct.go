package tender

import (
	"net/http"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/verdict"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/win/tender"
)

// sent is the form of a requirement as it was sent.
func sent(r *http.Request) (verdict.Requirement, error) {
	day, bad := frame.Day(r.PostFormValue("date"))
	q := verdict.Requirement{
		Scheme: r.PostFormValue("scheme"), Strength: r.PostFormValue("strength"), When: r.PostFormValue("when"), Date: day, Proof: requirementProof,
	}
	if q.When != "by-date" {
		q.Date = 0
	}
	if bad != "" {
		return q, errs.At("/date", "%s", bad)
	}
	return q, nil
}

const requirementProof = "certificate"

// of gives the document of a request; NotFound when the bid has none such.
func (p *Pages) of(r *http.Request) error {
	return p.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
		b, err := p.Service.Bid(v, r.PathValue("id"))
		if err == nil {
			_, err = p.Service.Find(v, b, r.PathValue("doc"))
		}
		return err
	})
}

// back leads to the page on which something was corrected.
func back(w http.ResponseWriter, r *http.Request, word string) error {
	return web.SeeOther(w, path(r.PathValue("id"), r.PathValue("doc"))+"?page="+pageNumber(r)+"&done="+word)
}

func pageNumber(r *http.Request) string {
	n := strings.TrimSpace(r.PostFormValue("page"))
	for _, c := range n {
		if c < '0' || c > '9' {
			return "1"
		}
	}
	if n == "" || len(n) > 6 {
		return "1"
	}
	return n
}

// refuse shows the document again with what was typed; any other error goes on.
func (p *Pages) refuse(w http.ResponseWriter, r *http.Request, form string, err error) error {
	faults, ok := frame.Faults(err)
	if !ok {
		return err
	}
	return p.showReader(w, r, http.StatusUnprocessableEntity, &refusal{form: form, faults: faults})
}

func (p *Pages) correct(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	if err := p.of(r); err != nil {
		return err
	}
	req := r.PathValue("req")
	q, err := sent(r)
	if err == nil {
		_, err = p.Bids.CorrectRequirement(r.Context(), p.By(r.Context(), strings.TrimSpace(r.PostFormValue("reason"))), r.PathValue("id"), req, func(x *verdict.Requirement) {
			x.Scheme, x.Strength, x.When, x.Date = q.Scheme, q.Strength, q.When, q.Date
		})
	}
	if err != nil {
		return p.refuse(w, r, "correct-"+req, err)
	}
	return back(w, r, "corrected")
}

func (p *Pages) notAsked(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	if err := p.of(r); err != nil {
		return err
	}
	req := r.PathValue("req")
	_, err := p.Bids.RemoveRequirement(r.Context(), p.By(r.Context(), strings.TrimSpace(r.PostFormValue("reason"))), r.PathValue("id"), req)
	if err != nil {
		return p.refuse(w, r, "not-"+req, err)
	}
	return back(w, r, "removed")
}

func (p *Pages) missed(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	form := "missed"
	if f := r.PostFormValue("form"); strings.HasPrefix(f, "asked-") {
		form = f
	}
	q, err := sent(r)
	if err == nil {
		m := tender.Missed{Quote: r.PostFormValue("quote"), Requirement: q}
		for _, c := range pageNumber(r) {
			m.Page = m.Page*10 + int(c-'0')
		}
		_, err = p.Service.AddMissed(r.Context(), p.By(r.Context(), strings.TrimSpace(r.PostFormValue("reason"))), r.PathValue("id"), r.PathValue("doc"), m)
	}
	if err != nil {
		return p.refuse(w, r, form, err)
	}
	return back(w, r, "added")
}
