package evidence

import (
	"crypto/rand"
	"net/http"

	"holdfast/internal/auth"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/evidence"
	"holdfast/internal/share/access"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// visit is a handler of a stranger's request. It says in e whom it concerns;
// without an organisation nothing is logged.
type visit func(w http.ResponseWriter, r *http.Request, e *access.Entry) error

// logged writes a line of the access log once the request was answered.
func (p *Pages) logged(what string, h visit) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		e := access.Entry{What: what, Who: access.Public, Status: http.StatusOK, Count: 1, Address: access.Truncate(web.Client(r.Context()).String())}
		if v := auth.Of(r.Context()); v != nil {
			e.Who = v.Account.ID
		}
		w.Header().Set("X-Robots-Tag", "noindex, nofollow, noarchive")
		err := h(w, r, &e)
		if err != nil {
			e.Status = web.Status(errs.CodeOf(err))
		}
		if e.Org != "" && p.Log != nil {
			e.At = p.Now().UnixMicro()
			p.Log(e)
		}
		return err
	}
}

// invited finds what the link of a request leads to, and counts the ones that
// lead to nothing.
func (p *Pages) invited(r *http.Request, e *access.Entry) (evidence.Invitation, error) {
	from := web.Client(r.Context())
	if err := p.limits.guessing(from, p.Now()); err != nil {
		return evidence.Invitation{}, err
	}
	in, err := p.Service.Invited(r.Context(), r.PathValue("token"), p.Today())
	if errs.CodeOf(err) == errs.NotFound {
		p.limits.missed(from, p.Now())
	}
	if err == nil {
		e.Org, e.About = in.Org, in.Request.Number
	}
	return in, err
}

// SendView is the page on which files are sent in: the organisation's name,
// what is asked, and nothing else of it.
type SendView struct {
	Shell        ui.Shell
	Organisation string
	Action       string
	Title        string
	Message      string
	Reason       string // why what came before was not enough
	Facts        []ui.KV
	Here         []string // names of files that have arrived and wait
	Left         int
	Note, File   ui.Field
	Key          string // one for each form that was opened
	Errors       ui.ErrorSummary
	Sent         bool
}

func (p *Pages) sendView(in *evidence.Invitation, action string, sh ui.Shell) SendView {
	q := &in.Request.Value
	v := SendView{
		Shell: sh, Organisation: in.Organisation, Action: action, Title: q.Title, Message: q.Message, Left: in.Left(), Key: rand.Text(),
		Note: ui.Field{ID: "note", Label: "A note with it", Kind: "textarea", Rows: 3, Optional: true},
		File: ui.Field{ID: "file", Label: "Files", Kind: "file", Hint: fileHint(in.Left())},
	}
	if q.State == evidence.Returned {
		v.Reason = q.Reason
	}
	if !q.Due.IsZero() {
		v.Facts = append(v.Facts, ui.KV{Label: "Wanted by", Value: q.Due.Long()})
	}
	if !q.Expires.IsZero() {
		v.Facts = append(v.Facts, ui.KV{Label: "This page works until", Value: q.Expires.Long()})
	}
	for _, d := range in.Files() {
		v.Here = append(v.Here, d.Value.FileName)
	}
	return v
}

func bareShell(in *evidence.Invitation) ui.Shell {
	sh := frame.Bare("Send " + in.Request.Value.Title)
	sh.Org.Name, sh.Foot.What = in.Organisation, "Request for evidence"
	return sh
}

func (p *Pages) send(w http.ResponseWriter, r *http.Request, e *access.Entry) error {
	in, err := p.invited(r, e)
	if err != nil {
		return err
	}
	v := p.sendView(&in, r.URL.Path, bareShell(&in))
	v.Sent = r.URL.Query().Get("done") == "sent"
	return web.Render(w, r, http.StatusOK, SendPage(v))
}

func (p *Pages) sendFiles(w http.ResponseWriter, r *http.Request, e *access.Entry) error {
	in, err := p.invited(r, e)
	if err != nil {
		return err
	}
	end, err := p.limits.begin(web.Client(r.Context()), p.Now())
	if err != nil {
		return err
	}
	defer end()
	e.Status = http.StatusSeeOther
	v, err := p.take(w, r, &in, change.By{Now: p.Now()}, bareShell(&in))
	if v == nil || err != nil {
		return err
	}
	e.Status = http.StatusUnprocessableEntity
	return web.Render(w, r, e.Status, SendPage(*v))
}

// take receives a form of files, and leads back to where it was opened. A form
// with something to put right comes back as a page.
func (p *Pages) take(w http.ResponseWriter, r *http.Request, in *evidence.Invitation, by change.By, sh ui.Shell) (*SendView, error) {
	u, err := p.read(w, r, in.Left())
	defer u.drop()
	if err == nil {
		err = p.Service.Receive(r.Context(), *in, by, u.arrived(), u.value("note"), u.value("key"), u.keep)
		if err != nil {
			u.undo(err)
		}
	}
	if faults, ok := frame.Faults(err); ok {
		v := p.sendView(in, r.URL.Path, sh)
		v.Note.Value, v.Note.Err, v.File.Err = u.value("note"), faults["note"], faults["file"]
		v.Errors = ui.Problems(v.File, v.Note)
		v.Shell.Problem = true
		return &v, nil
	}
	if err != nil {
		return nil, err
	}
	return nil, frame.Back(w, r.URL.Path, "sent")
}

// answer is the same page for a member who is asked, signed in.
func (p *Pages) answer(w http.ResponseWriter, r *http.Request) error {
	in, sh, err := p.forMember(r)
	if err != nil {
		return err
	}
	v := p.sendView(&in, r.URL.Path, sh)
	v.Sent = r.URL.Query().Get("done") == "sent"
	return web.Render(w, r, http.StatusOK, SendPage(v))
}

func (p *Pages) forMember(r *http.Request) (evidence.Invitation, ui.Shell, error) {
	in, err := p.Service.ForMember(r.Context(), frame.Actor(r.Context()), r.PathValue("number"), p.Today())
	if err != nil {
		return in, ui.Shell{}, err
	}
	sh, err := p.Shell(r.Context(), "Send "+in.Request.Value.Title, "/evidence", "")
	in.Organisation = sh.Org.Name
	return in, sh, err
}

func (p *Pages) answerFiles(w http.ResponseWriter, r *http.Request) error {
	in, sh, err := p.forMember(r)
	if err != nil {
		return err
	}
	v, err := p.take(w, r, &in, p.By(r.Context(), ""), sh)
	if v == nil || err != nil {
		return err
	}
	return web.Render(w, r, http.StatusUnprocessableEntity, SendPage(*v))
}
