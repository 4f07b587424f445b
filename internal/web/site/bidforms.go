package site

import (
	"net/http"

	"holdfast/internal/errs"
	"holdfast/internal/verdict"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/web/win"
)

func (s *Site) bidStage(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	number := r.PathValue("id")
	if _, err := s.Bids.SetStage(r.Context(), s.By(r.Context(), ""), number, r.PostFormValue("stage")); err != nil {
		return err
	}
	if r.PostFormValue("from") == "board" {
		return web.SeeOther(w, "/bids?view=board&done=stage")
	}
	return frame.Back(w, "/bids/"+number, "stage")
}

func (s *Site) bidDate(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	number, which, reason := r.PathValue("id"), r.PostFormValue("which"), r.PostFormValue("reason")
	day, bad := frame.Day(r.PostFormValue("date"))
	err := errs.At("date", "%s", bad)
	if bad == "" {
		_, saved := s.Bids.SetDate(r.Context(), s.By(r.Context(), reason), number, which, verdict.Day{Date: day, Basis: "stated"})
		if saved == nil {
			return frame.Back(w, "/bids/"+number, "date")
		}
		if _, ok := frame.Faults(saved); !ok {
			return saved
		}
		return s.badDate(w, r, which, reason, saved)
	}
	return s.badDate(w, r, which, reason, err)
}

func (s *Site) badDate(w http.ResponseWriter, r *http.Request, which, reason string, err error) error {
	f, _ := frame.Faults(err)
	return s.bidPage(w, r, http.StatusUnprocessableEntity, func(v *win.BidView) {
		d := v.CorrectDate
		d.Open, d.Which, d.Reason, d.Date = true, which, reason, r.PostFormValue("date")
		for k, m := range f {
			field := "date"
			switch k {
			case "which":
				d.WhichErr, field = m, "which"
			case "reason":
				field = "date-reason"
				d.Err = m
			default:
				d.Err = m
			}
			v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Field: field, Text: m})
		}
	})
}

func (s *Site) bidScope(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	number := r.PathValue("id")
	_, err := s.Bids.JudgeScope(r.Context(), s.By(r.Context(), r.PostFormValue("reason")), number, r.PostFormValue("certificate"), r.PostFormValue("covers"), s.Today())
	if err != nil {
		return err
	}
	return frame.Back(w, "/bids/"+number, "scope")
}

// typedRequirement reads the form of a requirement.
func typedRequirement(r *http.Request) (verdict.Requirement, string) {
	day, bad := frame.Day(r.PostFormValue("date"))
	return verdict.Requirement{
		Scheme: r.PostFormValue("scheme"), Strength: r.PostFormValue("strength"), When: r.PostFormValue("when"),
		Date: day, Level: verdict.Level(r.PostFormValue("level")), Proof: "certificate",
	}, bad
}

func (s *Site) requirementAdd(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	number, reason := r.PathValue("id"), r.PostFormValue("reason")
	req, bad := typedRequirement(r)
	var err error = errs.At("date", "%s", bad)
	if bad == "" {
		if _, err = s.Bids.AddRequirement(r.Context(), s.By(r.Context(), reason), number, req); err == nil {
			return frame.Back(w, "/bids/"+number, "requirement")
		}
	}
	return s.badRequirement(w, r, err, "new", req, reason)
}

func (s *Site) requirementCorrect(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	number, id, reason := r.PathValue("id"), r.PathValue("req"), r.PostFormValue("reason")
	req, bad := typedRequirement(r)
	var err error = errs.At("date", "%s", bad)
	if bad == "" {
		_, err = s.Bids.CorrectRequirement(r.Context(), s.By(r.Context(), reason), number, id, func(q *verdict.Requirement) {
			q.Scheme, q.Strength, q.When, q.Date, q.Level = req.Scheme, req.Strength, req.When, req.Date, req.Level
		})
		if err == nil {
			return frame.Back(w, "/bids/"+number, "corrected")
		}
	}
	return s.badRequirement(w, r, err, id, req, reason)
}

// badRequirement shows the form again with what was typed and what is wrong.
func (s *Site) badRequirement(w http.ResponseWriter, r *http.Request, err error, id string, typed verdict.Requirement, reason string) error {
	f, ok := frame.Faults(err)
	if !ok {
		return err
	}
	return s.bidPage(w, r, http.StatusUnprocessableEntity, func(v *win.BidView) {
		target := v.Add
		for i := range v.Requirements {
			if v.Requirements[i].Correct != nil && v.Requirements[i].Correct.ID == id {
				target = v.Requirements[i].Correct
			}
		}
		target.Open, target.Value, target.Reason, target.Errs = true, typed, reason, map[string]string{}
		for k, m := range f {
			name := k
			for _, n := range []string{"scheme", "strength", "when", "date", "level"} {
				if len(k) > len(n) && k[len(k)-len(n)-1:] == "/"+n {
					name = n
				}
			}
			target.Errs[name] = m
			v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Field: target.ID + "-" + name, Text: m})
		}
	})
}

func (s *Site) requirementRemove(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	number, id := r.PathValue("id"), r.PathValue("req")
	_, err := s.Bids.RemoveRequirement(r.Context(), s.By(r.Context(), r.PostFormValue("reason")), number, id)
	if err == nil {
		return frame.Back(w, "/bids/"+number, "removed")
	}
	f, ok := frame.Faults(err)
	if !ok {
		return err
	}
	return s.bidPage(w, r, http.StatusUnprocessableEntity, func(v *win.BidView) {
		for i := range v.Requirements {
			if rm := v.Requirements[i].Remove; rm != nil && rm.ID == id+"-remove" {
				rm.Open, rm.Err = true, f["reason"]
				v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Field: rm.ID + "-why", Text: f["reason"]})
			}
		}
	})
}

func (s *Site) requirementCondition(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	number := r.PathValue("id")
	applies := r.PostFormValue("applies")
	if applies != "yes" && applies != "no" {
		return errs.At("applies", "Say whether the condition applies.")
	}
	if _, err := s.Bids.AnswerCondition(r.Context(), s.By(r.Context(), r.PostFormValue("reason")), number, r.PathValue("req"), applies == "yes"); err != nil {
		return err
	}
	return frame.Back(w, "/bids/"+number, "condition")
}
