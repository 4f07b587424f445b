package control

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/isms/control"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// open gives the address of the list with one cell open.
func (x row) open(field string) string {
	q, err := url.ParseQuery(x.Query)
	if err != nil {
		q = url.Values{}
	}
	for _, k := range []string{"at", "field", "done"} {
		q.Del(k)
	}
	q.Set("edit", x.Ref+":"+field)
	return "/controls?" + q.Encode() + "#" + x.ID
}

// why says the reasons for those who hear the cell.
func (x row) why() string {
	return cmp.Or(strings.Join(x.Why, ", "), x.Reason, "no reason yet")
}

func orNobody(name string) string {
	if name == "" {
		return "nobody"
	}
	return name
}

func versionOf(n int64) string { return strconv.FormatInt(n, 10) }

// posted reads a form and the version that it was filled in from.
func posted(r *http.Request) (int64, error) {
	if err := frame.Form(r); err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
	if err != nil || n < 1 {
		return 0, errs.New(errs.Invalid, "The form is incomplete. Go back and open it again.")
	}
	return n, nil
}

// settle answers an edit: back to where it began, or the form again with what is
// wrong. ref is as the address has it.
func (p *Pages) settle(w http.ResponseWriter, r *http.Request, ref, field, word string, err error) error {
	if err == nil {
		return back(w, r, ref, word)
	}
	words, ok := refused(err)
	if !ok {
		return err
	}
	status := http.StatusUnprocessableEntity
	if errs.CodeOf(err) == errs.Conflict {
		status = http.StatusConflict
	}
	e := &edit{
		Field: field, Ref: ref, Err: words, Yes: r.PostForm.Get("applies") == "yes", No: r.PostForm.Get("applies") == "no",
		For: r.PostForm.Get("for"), Against: r.PostForm.Get("against"),
	}
	for _, why := range r.PostForm["why"] {
		e.Why = append(e.Why, ui.Choice{Value: why})
	}
	if r.PostForm.Get("from") != "list" {
		return p.showItem(w, r, status, ref, e)
	}
	q, qerr := url.ParseQuery(r.PostForm.Get("back"))
	if qerr != nil {
		q = url.Values{}
	}
	return p.showSheet(w, r, status, q, e)
}

// change changes a control as the form says.
func (p *Pages) change(w http.ResponseWriter, r *http.Request, field, word string, fn func(*control.Control) error) error {
	version, err := posted(r)
	if err != nil {
		return err
	}
	ref := r.PathValue("control")
	err = p.do(r, "control.update", "", func(tx *change.Tx) error {
		row, err := p.Controls.Find(tx, ref)
		if err != nil {
			return err
		}
		c := row.Value
		if err := fn(&c); err != nil {
			return err
		}
		_, err = p.Controls.Put(tx, row, version, c)
		return err
	})
	return p.settle(w, r, ref, field, word, err)
}

func (p *Pages) decide(w http.ResponseWriter, r *http.Request) error {
	version, err := posted(r)
	if err != nil {
		return err
	}
	ref := r.PathValue("control")
	d := control.Decision{Applies: r.PostForm.Get("applies") == "yes", Why: r.PostForm["why"], Reason: r.PostForm.Get("for")}
	if !d.Applies {
		d.Why, d.Reason = nil, r.PostForm.Get("against")
	}
	switch r.PostForm.Get("applies") {
	case "yes", "no":
		err = p.do(r, "control.decide", "", func(tx *change.Tx) error {
			_, err := p.Controls.Decide(tx, ref, version, d)
			return err
		})
	default:
		err = errs.At("/applies", "Say whether it applies.")
	}
	return p.settle(w, r, ref, "decision", "decided", err)
}

func (p *Pages) setStatus(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "status", "status", func(c *control.Control) error {
		if !c.Applies() {
			return errs.At("/state", "Decide first that it applies.")
		}
		c.State = r.PostForm.Get("state")
		if c.State == "" {
			return errs.At("/state", "Say how far it is.")
		}
		return p.day(r, "target", &c.Target)
	})
}

func (p *Pages) setOwner(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "owner", "owner", func(c *control.Control) error {
		c.Owner = r.PostForm.Get("owner")
		return nil
	})
}

func (p *Pages) setHow(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "how", "saved", func(c *control.Control) error {
		c.How, c.Owner, c.State = strings.TrimSpace(r.PostForm.Get("how")), r.PostForm.Get("owner"), r.PostForm.Get("state")
		return errors.Join(p.day(r, "target", &c.Target), p.day(r, "review", &c.Review))
	})
}

func (p *Pages) setPlan(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "plan", "plan", func(c *control.Control) error {
		c.Test.What, c.Test.How = strings.TrimSpace(r.PostForm.Get("what")), strings.TrimSpace(r.PostForm.Get("testHow"))
		every := strings.TrimSpace(r.PostForm.Get("every"))
		n, err := strconv.ParseInt("0"+every, 10, 64)
		if err != nil {
			return errs.At("/every", "Give a number of months, such as 6, or leave it open.")
		}
		c.Test.Every = n
		return p.day(r, "next", &c.Test.Next)
	})
}

func (p *Pages) test(w http.ResponseWriter, r *http.Request) error {
	version, err := posted(r)
	if err != nil {
		return err
	}
	ref, res := r.PathValue("control"), control.Result{Outcome: r.PostForm.Get("outcome"), Note: strings.TrimSpace(r.PostForm.Get("note"))}
	if err = p.day(r, "day", &res.Day); err == nil {
		err = p.do(r, "control.test", "", func(tx *change.Tx) error {
			_, err := p.Controls.Tested(tx, ref, version, res)
			return err
		})
	}
	return p.settle(w, r, ref, "test", "tested", err)
}

// day reads a date of the form into its place; a form without the field leaves
// it as it is.
func (p *Pages) day(r *http.Request, name string, into *civil.Date) error {
	if !r.PostForm.Has(name) {
		return nil
	}
	d, fault := frame.Day(r.PostForm.Get(name))
	if fault != "" {
		return errs.At("/"+name, "%s", fault)
	}
	*into = d
	return nil
}

// columnsOf counts the columns of the list.
func columnsOf(v SheetView) int {
	n := len(v.Columns)
	if v.Bulk != nil {
		n++
	}
	return n
}
