package site

import (
	"bytes"
	"context"
	"net/http"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
	"holdfast/internal/web/win"
	"holdfast/internal/win/certificate"
)

// certDetails are the record's own facts; what is not recorded is left out,
// save what a bid may be tested against.
func (s *Site) certDetails(ctx context.Context, c *certificate.Numbered, today civil.Date) []ui.KV {
	var out []ui.KV
	add := func(label, value string) {
		if value != "" {
			out = append(out, ui.KV{Label: label, Value: value})
		}
	}
	day := func(label string, d civil.Date) {
		if !d.IsZero() {
			add(label, d.Long())
		}
	}
	sc, ok := s.Book.Scheme(c.Scheme)
	if ok {
		add("Scheme", sc.Name)
		if l, found := sc.Level(string(c.Level)); found {
			add("Level", l.Name)
		}
	}
	add("Holder", or(c.Holder, "not recorded: no bid can rest on it"))
	add("Number", c.Certificate.Number)
	add("Edition", c.Edition)
	add("Body", c.Body)
	if ok && sc.JudgesAccreditation {
		word := "not known"
		if c.Accredited != nil {
			word = map[bool]string{true: "recognised", false: "none that is recognised"}[*c.Accredited]
		}
		add("Accreditation", strings.TrimPrefix(strings.TrimSpace(c.AccreditationBody+" "+c.AccreditationNumber)+", "+word, ", "))
	}
	day("Decided", c.Decision)
	day("Issued", c.Issued)
	if !c.Expires.IsZero() {
		add("Last day printed", strings.TrimSpace(c.EndLabel+" "+c.Expires.Long()))
	}
	if ok {
		if r := sc.LastValidDay(c.On(today)); !r.Early.IsZero() && r.Early != c.Expires {
			add("Last valid day", r.Early.Long()+orNote(r.Why))
		}
	}
	add("Covers our work", map[string]string{"yes": "yes", "no": "no", "": "not judged yet", "unknown": "not judged yet"}[c.Covers])
	if c.VerifyLink != "" {
		out = append(out, ui.KV{Label: "Verify", Value: c.VerifyLink, Href: c.VerifyLink})
	}
	day("Last verified", c.VerifiedOn)
	add("Owner", or(s.Name(ctx, c.Owner), "nobody yet"))
	add("Replaces", c.Replaces)
	add("File", c.FileName)
	add("SHA-256", c.File)
	add("Note", c.Note)
	return out
}

func orNote(why string) string {
	if why == "" {
		return ""
	}
	return " (" + why + ")"
}

func statusForm(path string) win.StatusForm {
	f := win.StatusForm{Action: path + "/status", State: certificate.Certified}
	for _, st := range certificate.States() {
		f.Choices = append(f.Choices, ui.Choice{Value: st, Label: statusWord(st)})
	}
	return f
}

// certificateStatus records what the body said.
func (s *Site) certificateStatus(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	state, from, note := r.PostFormValue("state"), strings.TrimSpace(r.PostFormValue("from")), strings.TrimSpace(r.PostFormValue("note"))
	day, bad := frame.Day(from)
	if bad == "" && day.IsZero() {
		bad = "Enter the day from which it is so"
	}
	stateBad := ""
	if bad == "" {
		row, err := s.Certificates.Get(r.Context(), frame.Actor(r.Context()), r.PathValue("id"))
		if err != nil {
			return err
		}
		_, err = s.Certificates.RecordStatus(r.Context(), s.By(r.Context(), note), row.ID, certificate.StatusChange{State: state, From: day, Note: note})
		if err == nil {
			return frame.Back(w, "/certificates/"+row.Number, "status")
		}
		f, ok := frame.Faults(err)
		if !ok {
			return err
		}
		for pointer, m := range f {
			if strings.HasSuffix(pointer, "/state") {
				stateBad = m
			} else {
				bad = m
			}
		}
	}
	return s.certificatePage(w, r, http.StatusUnprocessableEntity, func(v *win.CertificateView) {
		v.Record.State, v.Record.From, v.Record.Note = state, from, note
		v.Record.StateErr, v.Record.FromErr, v.Record.Open = stateBad, bad, true
		v.Errors = ui.Problems(ui.Field{ID: "status-state", Err: stateBad}, ui.Field{ID: "status-from", Err: bad})
	})
}

// startRenewal plans the renewal and goes back to where it was asked for.
func (s *Site) startRenewal(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	row, err := s.Certificates.Get(r.Context(), frame.Actor(r.Context()), r.PathValue("id"))
	if err != nil {
		return err
	}
	if _, err := s.Certificates.StartRenewal(r.Context(), s.By(r.Context(), ""), row.ID, s.Today(), ""); err != nil {
		return err
	}
	path := "/certificates/" + row.Number
	if from := r.PostFormValue("from"); s.BidRegister.Declaration().ParseNumber(from) > 0 {
		path = "/bids/" + from
	}
	return frame.Back(w, path, "renewal")
}

// certificateFile gives the stored file, proved as it is read. It is served to
// be saved, never to be shown: it was made by somebody else.
func (s *Site) certificateFile(w http.ResponseWriter, r *http.Request) error {
	row, err := s.Certificates.Get(r.Context(), frame.Actor(r.Context()), r.PathValue("id"))
	if err != nil {
		return err
	}
	if row.Value.File == "" || s.Files == nil {
		return errs.New(errs.NotFound, "No file is kept with %s.", row.Number)
	}
	file, size, err := s.Files.Get(row.Value.File)
	if err != nil {
		return err
	}
	defer file.Close()
	return web.SendFile(w, r, or(row.Value.FileName, row.Number), size, file)
}

// tryCertificate gives the file that a visitor can drop in.
func (s *Site) tryCertificate(w http.ResponseWriter, r *http.Request) error {
	if s.TryFile == nil {
		return errs.New(errs.NotFound, "There is no such file.")
	}
	b, err := s.TryFile()
	if err != nil {
		return errs.Wrap(err, errs.Internal, "The file to try could not be read.")
	}
	return web.SendFile(w, r, "renewed-cyber-essentials-plus.pdf", int64(len(b)), bytes.NewReader(b))
}
