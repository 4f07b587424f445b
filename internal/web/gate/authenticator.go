package gate

import (
	"fmt"
	"net/http"
	"strings"

	qrcode "github.com/skip2/go-qrcode"

	"holdfast/internal/auth"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

type enrolView struct {
	form   form
	crumbs []ui.Link
	box    string // of the picture
	path   string
	seed   string
}

type haveView struct {
	shell  ui.Shell
	crumbs []ui.Link
	lede   string
}

// authenticator adds one, or looks after the one that is there.
func (g *Gate) authenticator(w http.ResponseWriter, r *http.Request) error {
	v := auth.Of(r.Context())
	p, err := g.Auth.Proofs(r.Context(), v)
	if err != nil {
		return err
	}
	if p.Authenticator && r.URL.Query().Get("another") == "" {
		sh, err := g.Frame.Shell(r.Context(), "Your authenticator", accountPath, "")
		if err != nil {
			return err
		}
		lede := "Its code is asked for after the password. You have " + count(int(p.RecoveryLeft), "recovery code") + " left, for the day when you are without it."
		sh.Doc = true
		return web.Render(w, r, http.StatusOK, havePage(haveView{shell: sh, crumbs: crumbs("Authenticator"), lede: lede}))
	}
	e, err := g.Auth.Enrol(v)
	if err != nil {
		return err
	}
	return g.showEnrol(w, r, e, nil)
}

func (g *Gate) showEnrol(w http.ResponseWriter, r *http.Request, e auth.Enrolment, wrong error) error {
	sh, err := g.Frame.Shell(r.Context(), "Add an authenticator", accountPath, "")
	if err != nil {
		return err
	}
	faults, ok := frame.Faults(wrong)
	status := http.StatusOK
	if wrong != nil {
		if status = http.StatusUnprocessableEntity; !ok {
			return wrong
		}
	}
	code := ui.Field{ID: "code", Label: "Code that it shows now", Auto: "one-time-code", Required: true, Size: 10, Err: faults["code"]}
	v := enrolView{
		form: form{
			shell: sh, title: "Add an authenticator", lede: "Take a picture of this with the authenticator on your telephone, then enter the code that it shows.",
			action: accountPath + "/authenticator", hidden: []ui.Hidden{{Name: "enrolment", Value: e.Sealed}},
			fields: []ui.Field{code}, button: "Use it", cancel: &ui.Link{Label: "Cancel", Href: accountPath}, errors: ui.Problems(code),
		},
		crumbs: crumbs("Add an authenticator"), seed: inGroups(e.Seed),
	}
	v.form.shell.Doc, v.form.shell.Problem = true, wrong != nil
	if v.box, v.path, err = picture(e.URL); err != nil {
		return err
	}
	return web.Render(w, r, status, enrolPage(v))
}

// picture draws a QR code as one SVG path, a piece for each run of dark squares.
func picture(text string) (box, path string, err error) {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return "", "", err
	}
	bits := q.Bitmap()
	var b strings.Builder
	for y, row := range bits {
		for x := 0; x < len(row); x++ {
			from := x
			for x < len(row) && row[x] {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
			}
		}
	}
	return fmt.Sprintf("0 0 %d %d", len(bits), len(bits)), b.String(), nil
}

// inGroups sets a long key in groups of four, to be typed.
func inGroups(s string) string {
	var out []string
	for len(s) > 4 {
		out, s = append(out, s[:4]), s[4:]
	}
	return strings.Join(append(out, s), " ")
}

func (g *Gate) postAuthenticator(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	v := auth.Of(r.Context())
	codes, err := g.Auth.AddAuthenticator(r.Context(), v, r.PostFormValue("enrolment"), text(r, "code"))
	if err != nil {
		e, eerr := g.Auth.Enrolling(v, r.PostFormValue("enrolment"))
		if eerr != nil {
			return eerr
		}
		return g.showEnrol(w, r, e, err)
	}
	return g.showCodes(w, r, codes)
}

func (g *Gate) showCodes(w http.ResponseWriter, r *http.Request, codes []string) error {
	return g.showSecret(w, r, secretView{
		title: "Your recovery codes", secrets: codes,
		lede: "Keep them where your telephone is not: each lets you in once without the authenticator. They are shown this one time.",
	})
}

func (g *Gate) postRemoveAuthenticator(w http.ResponseWriter, r *http.Request) error {
	if err := g.Auth.RemoveAuthenticator(r.Context(), auth.Of(r.Context())); err != nil {
		return err
	}
	return frame.Back(w, accountPath, "removed")
}

func (g *Gate) postCodes(w http.ResponseWriter, r *http.Request) error {
	codes, err := g.Auth.NewRecovery(r.Context(), auth.Of(r.Context()))
	if err != nil {
		return err
	}
	return g.showCodes(w, r, codes)
}
