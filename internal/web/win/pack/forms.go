package pack

import (
	"net/http"
	"slices"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/isms/actform"
	"holdfast/internal/web/ui"
	"holdfast/internal/win/pack"
)

// item gives the form of one chosen item.
func (p *Pages) item(r *http.Request) (actform.Form, error) {
	l, err := p.load(r)
	if err != nil {
		return actform.Form{}, err
	}
	key := r.PathValue("key")
	i := slices.IndexFunc(l.lines, func(x pack.Line) bool { return x.Chosen && x.Key() == key })
	if i < 0 {
		return actform.Form{}, errs.New(errs.NotFound, "This is not chosen for the pack.")
	}
	x, b := &l.lines[i], l.house.Bid.Number
	people := []string{}
	on := x.WaitsOn
	for _, m := range p.Members(r.Context()) {
		people = append(people, m.Name)
		if m.Person == on {
			on = m.Name
		}
	}
	f := actform.Form{
		Path: path(b) + "/items/" + key, Back: path(b), Crumbs: head(b, "", "").Crumbs, Title: x.Label, Button: "Save",
		Lede: "Say on whom it waits, and it stands as Waiting until it is ready.",
		Fields: []ui.Field{
			{ID: "waitsOn", Label: "It waits on", Hint: "A member, or somebody outside by name. Empty: on nobody.", Value: on, Suggest: people, Optional: true},
			{ID: "waitsFor", Label: "For what", Hint: "“The letter of the retest.”", Value: x.WaitsFor, Optional: true},
		},
	}
	if x.Item == pack.SoA {
		f.Lede = "Choose what the extract shows beside reference and title, and say on whom it waits."
		columns := x.Columns
		for _, c := range pack.Columns() {
			if len(x.Columns) == 0 && c.Usual {
				columns = append(columns, c.Name)
			}
		}
		var names []string
		for _, c := range pack.Columns() {
			names = append(names, c.Name)
		}
		f.Fields = append([]ui.Field{{ID: "columns", Label: "Columns", Hint: "Of these, with commas between: " + strings.Join(names, ", ") + ".", Value: strings.Join(columns, ", ")}}, f.Fields...)
	}
	return f, nil
}

func (p *Pages) itemForm(w http.ResponseWriter, r *http.Request) error {
	f, err := p.item(r)
	if err != nil {
		return err
	}
	return actform.Show(p.Frame, w, r, f)
}

func (p *Pages) setItem(w http.ResponseWriter, r *http.Request) error {
	f, err := p.item(r)
	if err != nil {
		return err
	}
	return actform.Do(p.Frame, w, r, f, "set", func() error {
		to := pack.Setting{WaitsOn: r.PostFormValue("waitsOn"), WaitsFor: r.PostFormValue("waitsFor")}
		for _, c := range strings.Split(r.PostFormValue("columns"), ",") {
			if c = strings.ToLower(strings.TrimSpace(c)); c != "" {
				to.Columns = append(to.Columns, c)
			}
		}
		for _, m := range p.Members(r.Context()) {
			if strings.EqualFold(m.Name, strings.TrimSpace(to.WaitsOn)) {
				to.WaitsOn = m.Person
			}
		}
		return p.do(r, "pack.update", []any{r.PathValue("key"), to}, "", func(tx *change.Tx, ref string, _ *pack.House) error {
			_, err := p.Service.Set(tx, ref, 0, r.PathValue("key"), to)
			return err
		})
	})
}

func (p *Pages) sending(r *http.Request) (actform.Form, error) {
	l, err := p.load(r)
	if err != nil {
		return actform.Form{}, err
	}
	v := l.value()
	if v.State == pack.Preparing || l.row == nil {
		return actform.Form{}, errs.New(errs.Conflict, "Build the pack first: what is chosen has not been put together.")
	}
	b := &l.house.Bid
	lede := "Once it is recorded, the pack stays as it is; what changes afterwards goes into the next one."
	if n := len(pack.Changed(v, l.lines)); n > 0 && v.State != pack.Sent {
		lede = ui.Capital(ui.Count(n, "item has", "items have")) + " changed since it was built: build it again unless this is the file that went. " + lede
	}
	return actform.Form{
		Path: path(b.Number) + "/send", Back: path(b.Number), Crumbs: head(b.Number, "", "").Crumbs, Title: "Record what was sent", Lede: lede, Button: "Record the sending",
		Fields: []ui.Field{
			{ID: "to", Label: "To whom", Value: b.Value.Buyer, Required: true},
			{ID: "way", Label: "How", Kind: "select", Choices: frame.Choices(pack.Ways(), "portal"), Value: "portal"},
			{ID: "on", Label: "On", Kind: "date", Value: p.Today().String()},
			{ID: "reference", Label: "Reference", Hint: "Of the portal’s receipt.", Optional: true},
			{ID: "note", Label: "Note", Kind: "textarea", Rows: 3, Optional: true},
		},
	}, nil
}

func (p *Pages) sendForm(w http.ResponseWriter, r *http.Request) error {
	f, err := p.sending(r)
	if err != nil {
		return err
	}
	return actform.Show(p.Frame, w, r, f)
}

func (p *Pages) send(w http.ResponseWriter, r *http.Request) error {
	f, err := p.sending(r)
	if err != nil {
		return err
	}
	return actform.Do(p.Frame, w, r, f, "sent", func() error {
		s := pack.Sending{To: r.PostFormValue("to"), Way: r.PostFormValue("way"), Reference: r.PostFormValue("reference"), Note: r.PostFormValue("note")}
		day, err := civil.Parse(strings.TrimSpace(r.PostFormValue("on")))
		if err != nil {
			return errs.At("/on", "%s", errs.Safe(err))
		}
		s.On = day
		return p.do(r, "pack.send", s, "", func(tx *change.Tx, ref string, _ *pack.House) error {
			_, err := p.Service.Send(tx, ref, s)
			return err
		})
	})
}

// promise gives the form of the undertaking.
func (p *Pages) promise(r *http.Request) (actform.Form, *loaded, error) {
	l, err := p.load(r)
	if err != nil {
		return actform.Form{}, nil, err
	}
	b, u := &l.house.Bid, &l.value().Undertaking
	f := actform.Form{
		Path: path(b.Number) + "/undertaking", Back: path(b.Number) + "/undertaking", Crumbs: head(b.Number, "", "").Crumbs, Title: "Write the renewal undertaking", Button: "Keep the text",
		Lede: "Drafted from the verdict. What does not hold is said, and not promised away. " + pack.Advice,
	}
	text, signer := u.Text, u.Signer
	if text == "" {
		text = l.house.Draft()
	}
	if signer == "" && b.Value.Owner != "" {
		signer = p.Name(r.Context(), b.Value.Owner)
	}
	f.Fields = []ui.Field{
		{ID: "text", Label: "Text", Hint: "Markdown.", Kind: "textarea", Rows: 18, Value: text},
		{ID: "signer", Label: "Who signs it", Hint: "With their position.", Value: signer},
	}
	return f, l, nil
}

func (p *Pages) write(w http.ResponseWriter, r *http.Request) error {
	f, _, err := p.promise(r)
	if err != nil {
		return err
	}
	return actform.Do(p.Frame, w, r, f, "written", func() error {
		text, signer := r.PostFormValue("text"), r.PostFormValue("signer")
		return p.do(r, "pack.update", []any{text, signer}, "", func(tx *change.Tx, ref string, h *pack.House) error {
			_, err := p.Service.Write(tx, ref, 0, text, signer, h)
			return err
		})
	})
}

func (p *Pages) approve(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	reason := r.PostFormValue("reason")
	err := p.do(r, "pack.approve", r.PostFormValue("hash"), reason, func(tx *change.Tx, ref string, h *pack.House) error {
		_, err := p.Service.Approve(tx, ref, r.PostFormValue("hash"), reason, h)
		return err
	})
	if code := errs.CodeOf(err); code == errs.Forbidden || code == errs.Conflict || code == errs.Invalid {
		return p.undertakingPage(w, r, http.StatusUnprocessableEntity, errs.Safe(err))
	}
	if err != nil {
		return err
	}
	return frame.Back(w, path(r.PathValue("id")), "approved")
}

// mayApprove says whether somebody may approve undertakings at all.
func mayApprove(a change.Actor) bool { return may(a, authz.Act) }
