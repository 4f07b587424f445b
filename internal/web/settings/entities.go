package settings

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/errs"
	"holdfast/internal/party"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

var entityDone = map[string]string{"added": "Registered.", "changed": "Changed."}

type entitiesView struct {
	Shell   ui.Shell
	Title   string
	Lede    string
	Actions []ui.Action
	Table   ui.Table
	Empty   *ui.Empty
}

func (s *Settings) entities(w http.ResponseWriter, r *http.Request) error {
	ctx, today := r.Context(), s.Today()
	a := frame.Actor(ctx)
	rows, err := s.Entities.List(ctx, a)
	if err != nil {
		return err
	}
	sh, err := s.Shell(ctx, "Legal entities", "/settings/entities", frame.Done(r, entityDone))
	if err != nil {
		return err
	}
	v := entitiesView{Shell: sh, Title: ui.Count(len(rows), "legal entity is registered.", "legal entities are registered.")}
	if may(a, authz.Create, authz.Commons, "legal entities") == nil {
		v.Actions = []ui.Action{{Label: "Register one", Href: "/settings/entities/new", Primary: true}}
	}
	if len(rows) == 0 {
		v.Empty = &ui.Empty{
			Title: "No legal entity yet", Text: "Here would stand each company that bids or holds a certificate, with the numbers that buyers ask for. Forms then offer its name as it is registered.",
		}
		if len(v.Actions) > 0 {
			v.Empty.Ways = []ui.Way{{Label: "Typed in.", Text: "A name is enough.", Href: "/settings/entities/new", Do: "Register one"}}
		}
	}
	if items := party.Due(rows, today); len(items) > 0 {
		first := slices.MinFunc(items, func(x, y dueItem) int { return int(x.Date - y.Date) })
		v.Lede = first.Title + " on " + first.Date.Long() + ", " + ui.InDays(today, first.Date) + "."
	}
	v.Table = ui.Table{Caption: "Legal entities", Columns: []ui.Column{
		{Label: "Name"}, {Label: "Kind", HideSm: true}, {Label: "Number", Short: true}, {Label: "ODS code", HideMd: true}, {Label: "ICO registration paid until", Num: true, Short: true}, {Label: "Owner", HideMd: true},
	}}
	for _, row := range rows {
		e := &row.Value
		name := ui.Cell{Text: e.Name, Href: "/settings/entities/" + row.Number, ID: row.Number, Sub: strings.Join(e.TradingNames, ", ")}
		if e.Closed {
			name.Sub = "trades no more"
		}
		ico := ui.Cell{Text: "not known", Mute: true}
		if !e.ICOExpires.IsZero() {
			ico = ui.Cell{Text: e.ICOExpires.Short(), Sub: ui.Left(today, e.ICOExpires), Late: e.ICOExpires < today && !e.Closed, NoWrap: true}
		}
		v.Table.Rows = append(v.Table.Rows, ui.Row{Cells: []ui.Cell{name, {Text: formWord(e.Form)}, {Text: e.Number}, {Text: e.ODS}, ico, {Text: s.Name(ctx, e.Owner), Mute: true}}})
	}
	return web.Render(w, r, http.StatusOK, entitiesPage(v))
}

func formWord(form string) string {
	for _, o := range party.Forms() {
		if o.Value == form {
			return o.Label
		}
	}
	return form
}

// entityFields are the form's fields in its order.
var entityFields = []ui.Field{
	{ID: "name", Label: "Name", Hint: "Exactly as registered: certificates and bids name it so", Auto: "organization"},
	{ID: "form", Label: "Kind of company", Kind: "select"},
	{ID: "number", Label: "Registered number", Hint: "That of Companies House, or of the register that it stands in", Optional: true},
	{ID: "tradingNames", Label: "Trading names", Hint: "With commas between: other names under which documents know it", Optional: true},
	{ID: "duns", Label: "DUNS number", Hint: "Nine digits", Optional: true},
	{ID: "ppon", Label: "PPON", Hint: "The identifier of the central digital platform, such as PABC-1234-DEFG", Optional: true},
	{ID: "ods", Label: "ODS code", Hint: "The NHS’s code, which the Data Security and Protection Toolkit goes by", Optional: true},
	{ID: "ico", Label: "ICO registration", Hint: "Such as ZA123456", Optional: true},
	{ID: "icoExpires", Label: "ICO registration paid until", Kind: "date", Optional: true},
	{ID: "address", Label: "Registered address", Kind: "textarea", Rows: 3, Optional: true},
	{ID: "parent", Label: "Owned by", Kind: "select"},
	{ID: "owner", Label: "Who keeps its registrations", Kind: "select"},
	{ID: "closed", Label: "Does it trade?", Kind: "select", Choices: []ui.Choice{{Value: "", Label: "Yes"}, {Value: "yes", Label: "It trades no more"}}},
	{ID: "note", Label: "Note", Kind: "textarea", Rows: 2, Optional: true},
}

func typedEntity(e *party.Entity) map[string]string {
	t := map[string]string{
		"name": e.Name, "form": e.Form, "number": e.Number, "tradingNames": strings.Join(e.TradingNames, ", "), "duns": e.DUNS, "ppon": e.PPON, "ods": e.ODS,
		"ico": e.ICO, "address": e.Address, "parent": e.Parent, "owner": e.Owner, "note": e.Note,
	}
	if !e.ICOExpires.IsZero() {
		t["icoExpires"] = e.ICOExpires.String()
	}
	if e.Closed {
		t["closed"] = "yes"
	}
	return t
}

func readEntity(form url.Values, e *party.Entity) (typed, wrong map[string]string) {
	typed, wrong = map[string]string{}, map[string]string{}
	for _, f := range entityFields {
		typed[f.ID] = strings.TrimSpace(strings.ReplaceAll(form.Get(f.ID), "\r\n", "\n"))
	}
	e.Name, e.Form, e.Number, e.DUNS, e.PPON, e.ODS, e.ICO = typed["name"], typed["form"], typed["number"], typed["duns"], typed["ppon"], typed["ods"], typed["ico"]
	e.Address, e.Parent, e.Owner, e.Note, e.Closed = typed["address"], typed["parent"], typed["owner"], typed["note"], typed["closed"] == "yes"
	e.TradingNames = nil
	for n := range strings.SplitSeq(typed["tradingNames"], ",") {
		if n = strings.Join(strings.Fields(n), " "); n != "" {
			e.TradingNames = append(e.TradingNames, n)
		}
	}
	d, bad := frame.Day(typed["icoExpires"])
	if bad != "" {
		wrong["icoExpires"] = bad
	}
	e.ICOExpires = d
	return typed, wrong
}

type entityForm struct {
	row          *party.Row // nil: a new one
	version      int64
	typed, wrong map[string]string
	conflict     bool
}

func (s *Settings) showEntity(w http.ResponseWriter, r *http.Request, status int, f entityForm) error {
	ctx := r.Context()
	a := frame.Actor(ctx)
	rows, err := s.Entities.List(ctx, a)
	if err != nil {
		return err
	}
	v := formView{Title: "Register a legal entity", Lede: "A name is enough. The numbers are those that buyers ask for.", Action: "/settings/entities/new", Cancel: "/settings/entities", Button: "Register it"}
	verb, last, id := authz.Create, "New", ""
	if f.row != nil {
		verb, last, id = authz.Update, f.row.Number, f.row.ID
		v.Title, v.Lede, v.Action, v.Button = f.row.Value.Name, "", "/settings/entities/"+f.row.Number, "Save"
		v.Hidden = []ui.Hidden{{Name: "version", Value: strconv.FormatInt(f.version, 10)}}
		if !f.row.Value.ICOExpires.IsZero() {
			v.Lede = "Its ICO registration is paid until " + f.row.Value.ICOExpires.Long() + ", " + ui.InDays(s.Today(), f.row.Value.ICOExpires) + "."
		}
	}
	if err := may(a, verb, authz.Commons, "legal entities"); err != nil {
		v.ReadOnly = errs.Safe(err)
	}
	if v.Shell, err = s.Shell(ctx, v.Title, "/settings/entities", ""); err != nil {
		return err
	}
	v.Crumbs = []ui.Link{{Label: "Settings", Href: "/settings"}, {Label: "Legal entities", Href: "/settings/entities"}, {Label: last}}
	for _, field := range entityFields {
		field.Value, field.Err = f.typed[field.ID], f.wrong[field.ID]
		switch field.ID {
		case "form":
			field.Choices = []ui.Choice{{Value: "", Label: "Not said"}}
			for _, o := range party.Forms() {
				field.Choices = append(field.Choices, ui.Choice{Value: o.Value, Label: o.Label})
			}
		case "parent":
			field.Choices = []ui.Choice{{Value: "", Label: "No company of this list"}}
			for _, row := range rows {
				if row.ID != id {
					field.Choices = append(field.Choices, ui.Choice{Value: row.ID, Label: row.Value.Name})
				}
			}
		case "owner":
			field.Choices = []ui.Choice{{Value: "", Label: "Nobody yet"}}
			for _, m := range s.Members(ctx) {
				field.Choices = append(field.Choices, ui.Choice{Value: m.Person, Label: m.Name})
			}
			if field.Value != "" && !slices.ContainsFunc(field.Choices, func(c ui.Choice) bool { return c.Value == field.Value }) {
				field.Choices = append(field.Choices, ui.Choice{Value: field.Value, Label: s.Name(ctx, field.Value)})
			}
		}
		v.Fields = append(v.Fields, field)
	}
	v.Errors = ui.Problems(v.Fields...)
	if f.conflict {
		v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Text: "Somebody else changed it meanwhile. What you see is what you typed: saving again puts it in the place of theirs."})
	}
	return web.Render(w, r, status, formPage(v))
}

func (s *Settings) newEntity(w http.ResponseWriter, r *http.Request) error {
	return s.showEntity(w, r, http.StatusOK, entityForm{typed: map[string]string{"name": r.URL.Query().Get("name")}})
}

func (s *Settings) addEntity(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	var e party.Entity
	f := entityForm{}
	f.typed, f.wrong = readEntity(r.PostForm, &e)
	if len(f.wrong) == 0 {
		_, err := s.Entities.Add(r.Context(), s.By(r.Context(), ""), e)
		if err == nil {
			return frame.Back(w, "/settings/entities", "added")
		}
		var ok bool
		if f.wrong, ok = frame.Faults(err); !ok {
			return err
		}
	}
	return s.showEntity(w, r, http.StatusUnprocessableEntity, f)
}

func (s *Settings) entity(w http.ResponseWriter, r *http.Request) error {
	row, err := s.Entities.Get(r.Context(), frame.Actor(r.Context()), r.PathValue("id"))
	if err != nil {
		return err
	}
	return s.showEntity(w, r, http.StatusOK, entityForm{row: &row, version: row.Version, typed: typedEntity(&row.Value)})
}

func (s *Settings) changeEntity(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	ctx := r.Context()
	row, err := s.Entities.Get(ctx, frame.Actor(ctx), r.PathValue("id"))
	if err != nil {
		return err
	}
	f := entityForm{row: &row}
	if f.version, err = strconv.ParseInt(r.PostFormValue("version"), 10, 64); err != nil {
		return errs.New(errs.Invalid, "The form is not whole. Open it again.")
	}
	e := row.Value
	f.typed, f.wrong = readEntity(r.PostForm, &e)
	if len(f.wrong) == 0 {
		_, err := s.Entities.Change(ctx, s.By(ctx, ""), row.ID, f.version, e)
		if err == nil {
			return frame.Back(w, "/settings/entities", "changed")
		}
		if errs.CodeOf(err) == errs.Conflict {
			f.version, f.conflict = row.Version, true
			return s.showEntity(w, r, http.StatusConflict, f)
		}
		var ok bool
		if f.wrong, ok = frame.Faults(err); !ok {
			return err
		}
	}
	return s.showEntity(w, r, http.StatusUnprocessableEntity, f)
}
