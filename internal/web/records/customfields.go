package records

import (
	"net/http"
	"strconv"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

var fieldsDone = map[string]string{"added": "The field is there.", "changed": "The field is changed."}

type fieldsView struct {
	Shell  ui.Shell
	Fact   string
	Then   string
	Groups []fieldGroup
	Acts   bool
}

type fieldGroup struct {
	Title string
	Table ui.Table
}

const fieldsPath = "/settings/fields"

// customFields lists the fields that the organisation added, by register.
func (k *Kit) customFields(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	a := frame.Actor(ctx)
	sh, err := k.Shell(ctx, "Fields of your own", fieldsPath, frame.Done(r, fieldsDone))
	if err != nil {
		return err
	}
	v := fieldsView{Shell: sh, Acts: a.AsAt == 0 && allows(a, authz.Create)}
	n, places := 0, 0
	err = k.Door.See(ctx, a, func(in *change.View) error {
		if !allows(a, authz.Read) {
			return errs.New(errs.Forbidden, "Your role (%s) may not see settings.", a.Role)
		}
		for _, reg := range k.Fields.Takers() {
			d := reg.Declaration()
			fields, err := custom.Fields(in, k.Door.Book(), d.Kind)
			if err != nil {
				return err
			}
			if len(fields) == 0 {
				continue
			}
			n, places = n+len(fields), places+1
			v.Groups = append(v.Groups, fieldGroup{Title: ui.Capital(d.Plural), Table: fieldTable(fields)})
		}
		return nil
	})
	if err != nil {
		return err
	}
	v.Fact = "There are no fields of your own yet."
	v.Then = "Every register has the fields that its work needs; add what only your organisation asks."
	if n > 0 {
		v.Fact, v.Then = ui.Count(n, "field", "fields")+" of your own, in "+ui.Count(places, "register", "registers")+".", ""
	}
	return web.Render(w, r, http.StatusOK, fieldsPage(v))
}

func allows(a change.Actor, verb authz.Verb) bool {
	return a.May(verb, authz.Settings)
}

func fieldTable(fields []custom.Field) ui.Table {
	t := ui.Table{Caption: "Fields", Columns: []ui.Column{{Label: "Field"}, {Label: "Type"}, {Label: "Required"}, {Label: "State", HideSm: true}}}
	for _, f := range fields {
		state := "Asked"
		if f.Retired {
			state = "Retired"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: f.Label, Href: fieldsPath + "/" + f.Number, ID: f.Number, Sub: f.Help},
			{Text: typeWord(f.Type), Sub: strings.Join(f.Choices, ", ")},
			{Text: ui.Capital(yesNo(f.Required))},
			{Text: state, Mute: f.Retired},
		}})
	}
	return t
}

func typeWord(t string) string {
	for _, o := range custom.Types() {
		if o.Value == t {
			return o.Label
		}
	}
	return t
}

type fieldForm struct {
	Shell   ui.Shell
	Crumbs  []ui.Link
	Title   string
	Lede    string
	Errors  ui.ErrorSummary
	Action  string
	Version string
	Fields  []ui.Field
	Flags   ui.Choices
	May     bool
}

func (k *Kit) newCustomField(w http.ResponseWriter, r *http.Request) error {
	d := custom.Definition{For: r.URL.Query().Get("for"), Type: string(register.Text)}
	return k.showField(w, r, d, custom.Field{}, nil)
}

// showField is the form of a definition; now is the stored one, without an id
// when it is new.
func (k *Kit) showField(w http.ResponseWriter, r *http.Request, d custom.Definition, now custom.Field, wrong map[string]string) error {
	ctx := r.Context()
	a := frame.Actor(ctx)
	made := now.ID != ""
	f := fieldForm{Action: fieldsPath + "/new", Title: "Add a field", May: a.AsAt == 0 && allows(a, authz.Create)}
	if made {
		f.Action, f.Title, f.Version, f.May = fieldsPath+"/"+now.Number, now.Label, number(now.Version), a.AsAt == 0 && allows(a, authz.Update)
	}
	f.Crumbs = []ui.Link{{Label: "Settings", Href: "/settings"}, {Label: "Fields of your own", Href: fieldsPath}, {Label: f.Title}}
	field := func(x ui.Field) { x.Err = wrong[x.ID]; f.Fields = append(f.Fields, x) }
	if !made {
		var regs, to []ui.Choice
		for _, reg := range k.Fields.Takers() {
			regs = append(regs, ui.Choice{Value: string(reg.Declaration().Kind), Label: ui.Capital(reg.Declaration().Plural)})
		}
		for _, reg := range k.Door.Book().All() {
			if n := reg.Declaration(); k.Page(register.Ref{Kind: n.Kind, Number: n.Number(1)}, nil) != "" {
				to = append(to, ui.Choice{Value: string(n.Kind), Label: ui.Capital(n.Plural)})
			}
		}
		field(ui.Field{ID: "for", Label: "In which register", Kind: "select", Choices: regs, Value: d.For})
		field(ui.Field{ID: "label", Label: "Label", Value: d.Label, Required: true})
		field(ui.Field{ID: "type", Label: "Type", Kind: "select", Choices: frame.Choices(custom.Types(), d.Type), Value: d.Type, Hint: "It cannot change later"})
		field(ui.Field{ID: "to", Label: "Leads to", Kind: "select", Choices: append([]ui.Choice{{Value: "", Label: "(only for a link)"}}, to...), Value: d.To})
	} else {
		reg := k.Door.Book().Of(register.Kind(now.For))
		f.Lede = typeWord(now.Type)
		if reg != nil {
			f.Lede += " of " + reg.Declaration().Plural
		}
		f.Lede += ", kept as “" + now.Name + "”."
		field(ui.Field{ID: "label", Label: "Label", Value: d.Label, Required: true})
	}
	if !made || now.Type == string(register.Choice) {
		field(ui.Field{ID: "choices", Label: "Choices", Kind: "textarea", Rows: 4, Value: strings.Join(d.Choices, "\n"), Hint: "One a line; only for a choice", Optional: true})
	}
	field(ui.Field{ID: "help", Label: "Help", Value: d.Help, Optional: true})
	field(ui.Field{ID: "order", Label: "Order", Kind: "number", Value: orderText(d.Order), Optional: true, Hint: "Smaller stands first"})
	f.Flags = ui.Choices{ID: "flags", Name: "flags", Legend: "And", Many: true, Options: []ui.Choice{{Value: "required", Label: "Required", Text: "New records must have it", On: d.Required}}}
	if made {
		f.Flags.Options = append(f.Flags.Options, ui.Choice{Value: "retired", Label: "Retired", Text: "Asked no more; what records say stays, and is shown as such", On: d.Retired})
	}
	f.Errors = ui.Problems(f.Fields...)
	if m := wrong[""]; m != "" {
		f.Errors.Problems = append(f.Errors.Problems, ui.Problem{Text: m})
	}
	for at, m := range wrong { // at what the form does not ask
		if at != "" && !hasField(f.Fields, at) {
			f.Errors.Problems = append(f.Errors.Problems, ui.Problem{Text: m})
		}
	}
	var err error
	if f.Shell, err = k.Shell(ctx, f.Title, fieldsPath, ""); err != nil {
		return err
	}
	f.Shell.Problem = len(f.Errors.Problems) > 0
	status := http.StatusOK
	if f.Shell.Problem {
		status = http.StatusUnprocessableEntity
	}
	return web.Render(w, r, status, fieldPage(f))
}

func hasField(fields []ui.Field, id string) bool {
	for _, f := range fields {
		if f.ID == id {
			return true
		}
	}
	return false
}

func orderText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// typed reads the form over a definition.
func typed(r *http.Request, d custom.Definition) custom.Definition {
	d.Label, d.Help = strings.TrimSpace(r.PostForm.Get("label")), strings.TrimSpace(r.PostForm.Get("help"))
	d.Choices = nil
	for line := range strings.SplitSeq(r.PostForm.Get("choices"), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			d.Choices = append(d.Choices, line)
		}
	}
	d.Order = int(min(max(parseNumber(r.PostForm.Get("order")), -1_000_000), 1_000_000))
	d.Required, d.Retired = false, false
	for _, flag := range r.PostForm["flags"] {
		d.Required = d.Required || flag == "required"
		d.Retired = d.Retired || flag == "retired"
	}
	return d
}

func (k *Kit) addCustomField(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	d := typed(r, custom.Definition{For: r.PostForm.Get("for"), Type: r.PostForm.Get("type"), To: r.PostForm.Get("to")})
	by := k.By(r.Context(), "")
	_, err := k.Door.Do(r.Context(), by.Request(string(custom.Kind)+".create", nil), func(tx *change.Tx) error {
		made := d
		_, err := k.Fields.Create(tx, &made)
		return err
	})
	if faults, ok := frame.Faults(err); ok {
		return k.showField(w, r, d, custom.Field{}, faults)
	}
	if err != nil {
		return err
	}
	return back(w, fieldsPath, "added", "")
}

// fieldOf gives the definition of the address.
func (k *Kit) fieldOf(r *http.Request) (custom.Field, error) {
	var out custom.Field
	err := k.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
		row, err := change.GetNumber(v, k.Fields.Register(), r.PathValue("number"))
		out = custom.Field{Definition: row.Value, ID: row.ID, Number: row.Number, Version: row.Version}
		return err
	})
	return out, err
}

func (k *Kit) customField(w http.ResponseWriter, r *http.Request) error {
	f, err := k.fieldOf(r)
	if err != nil {
		return err
	}
	return k.showField(w, r, f.Definition, f, nil)
}

func (k *Kit) changeCustomField(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	f, err := k.fieldOf(r)
	if err != nil {
		return err
	}
	d := typed(r, f.Definition)
	by := k.By(r.Context(), "")
	_, err = k.Door.Do(r.Context(), by.Request(string(custom.Kind)+".update", nil), func(tx *change.Tx) error {
		_, err := change.Put(tx, k.Fields.Register(), f.ID, parseNumber(r.PostForm.Get("version")), d)
		return err
	})
	if faults, ok := frame.Faults(err); ok {
		return k.showField(w, r, d, f, faults)
	}
	if err != nil {
		return err
	}
	return back(w, fieldsPath, "changed", "")
}

func addField(acts bool) []ui.Action {
	if !acts {
		return nil
	}
	return []ui.Action{{Label: "Add a field", Href: fieldsPath + "/new", Primary: true}}
}
