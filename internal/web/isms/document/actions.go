package document

import (
	"net/http"

	"holdfast/internal/change"
	"holdfast/internal/isms/document"
	"holdfast/internal/web/frame"
)

// act runs a named action of a document and leads back to its page; what is refused
// stands there beside the form that was sent.
func (p *Pages) act(w http.ResponseWriter, r *http.Request, action, reason, done string, fn func(tx *change.Tx, number string) error) error {
	number := r.PathValue("number")
	err := p.do(r, action, reason, nil, func(tx *change.Tx) error { return fn(tx, number) })
	if err == nil {
		return frame.Back(w, path(number), done)
	}
	if _, ok := frame.Faults(err); ok {
		return p.show(w, r, http.StatusUnprocessableEntity, "", err)
	}
	if _, ok := conflict(err); ok {
		return p.show(w, r, http.StatusConflict, "", err)
	}
	return err
}

// form reads what was posted; nothing is done without.
func (p *Pages) form(fn func(w http.ResponseWriter, r *http.Request) error) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := frame.Form(r); err != nil {
			return err
		}
		return fn(w, r)
	}
}

func (p *Pages) submit(w http.ResponseWriter, r *http.Request) error {
	return p.form(func(w http.ResponseWriter, r *http.Request) error {
		return p.act(w, r, "document-draft.submit", "", "submitted", func(tx *change.Tx, n string) error {
			return p.s.Submit(tx, n, r.PostForm["reviewers"])
		})
	})(w, r)
}

func (p *Pages) takeBack(w http.ResponseWriter, r *http.Request) error {
	return p.form(func(w http.ResponseWriter, r *http.Request) error {
		return p.act(w, r, "document-draft.take-back", "", "taken", func(tx *change.Tx, n string) error { return p.s.TakeBack(tx, n) })
	})(w, r)
}

func (p *Pages) giveBack(w http.ResponseWriter, r *http.Request) error {
	return p.form(func(w http.ResponseWriter, r *http.Request) error {
		why := r.PostFormValue("reason")
		return p.act(w, r, "document-draft.return", why, "returned", func(tx *change.Tx, n string) error { return p.s.Return(tx, n, why) })
	})(w, r)
}

func (p *Pages) discard(w http.ResponseWriter, r *http.Request) error {
	return p.form(func(w http.ResponseWriter, r *http.Request) error {
		return p.act(w, r, "document-draft.discard", "", "discarded", func(tx *change.Tx, n string) error { return p.s.Discard(tx, n) })
	})(w, r)
}

func (p *Pages) approve(w http.ResponseWriter, r *http.Request) error {
	return p.form(func(w http.ResponseWriter, r *http.Request) error {
		a := document.Approval{Hash: r.PostFormValue("hash"), Reason: r.PostFormValue("reason")}
		var wrong string
		if a.Effective, wrong = frame.Day(r.PostFormValue("effective")); wrong != "" {
			return p.show(w, r, http.StatusUnprocessableEntity, "", fault("/effective", wrong))
		}
		return p.act(w, r, "document.approve", a.Reason, "approved", func(tx *change.Tx, n string) error {
			_, err := p.s.Approve(tx, n, a)
			return err
		})
	})(w, r)
}

func (p *Pages) reaffirm(w http.ResponseWriter, r *http.Request) error {
	return p.form(func(w http.ResponseWriter, r *http.Request) error {
		return p.act(w, r, "document.update", "", "reviewed", func(tx *change.Tx, n string) error { return p.s.Reaffirm(tx, n) })
	})(w, r)
}

func (p *Pages) withdraw(w http.ResponseWriter, r *http.Request) error {
	return p.form(func(w http.ResponseWriter, r *http.Request) error {
		why := r.PostFormValue("reason")
		return p.act(w, r, "document.withdraw", why, "withdrawn", func(tx *change.Tx, n string) error { return p.s.Withdraw(tx, n, why) })
	})(w, r)
}

// acknowledge records that who asks has read the version.
func (p *Pages) acknowledge(w http.ResponseWriter, r *http.Request) error {
	return p.form(func(w http.ResponseWriter, r *http.Request) error {
		number, version := r.PathValue("number"), r.PostFormValue("version")
		give := func(tx *change.Tx, n string) error {
			_, err := p.s.Acknowledge(tx, n, version)
			return err
		}
		if r.PostFormValue("to") != "owed" {
			return p.act(w, r, "acknowledgement.create", "", "read", give)
		}
		if err := p.do(r, "acknowledgement.create", "", nil, func(tx *change.Tx) error { return give(tx, number) }); err != nil {
			return err
		}
		return frame.Back(w, document.AckPath, "read")
	})(w, r)
}
