package share

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/share/access"
	"holdfast/internal/share/auditorroom"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// roomShell is the shell of a page in the room: it leads to the room and
// nowhere else.
func (s *Share) roomShell(r *http.Request, title, done string, v *auditorroom.Visit) (ui.Shell, error) {
	sh, err := s.Shell(r.Context(), title, "/room", done)
	if err != nil {
		return sh, err
	}
	sh.Nav, sh.Foot.Record, sh.Foot.TrailHref = nil, 0, ""
	if v == nil {
		return sh, nil
	}
	base := "/room/" + v.Room.Number
	group := ui.NavGroup{Name: v.Room.Number, Items: []ui.NavItem{{Label: "The room", Href: base, Current: r.URL.Path == base}}}
	for _, reg := range v.Registers() {
		href := base + "/list/" + string(reg.Declaration().Kind)
		group.Items = append(group.Items, ui.NavItem{Label: title1(reg.Declaration().Plural), Href: href, Current: strings.HasPrefix(r.URL.Path, href)})
	}
	sh.Nav = []ui.NavGroup{group}
	if v.Room.Value.AsAt != 0 {
		sh.Foot.AsAt = s.instant(v.Room.Value.AsAt)
	}
	return sh, nil
}

func title1(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// MyRoomsView says which rooms are open for the auditor.
type MyRoomsView struct {
	Shell ui.Shell
	Head  ui.Sentence
	Ways  []ui.Action
}

func (s *Share) myRooms(w http.ResponseWriter, r *http.Request, e *access.Entry) error {
	a := frame.Actor(r.Context())
	open, why, err := s.Rooms.Mine(r.Context(), a, s.Now())
	if err != nil {
		return err // nobody outside: nothing for the log
	}
	e.Org, e.Who = a.Org, a.Person
	if len(open) == 1 {
		e.Status = http.StatusSeeOther
		return web.SeeOther(w, "/room/"+open[0].Number)
	}
	sh, err := s.roomShell(r, "Rooms", "", nil)
	if err != nil {
		return err
	}
	v := MyRoomsView{Shell: sh, Head: ui.Sentence{Fact: why}}
	if len(open) > 0 {
		v.Head = ui.Sentence{Fact: ui.Count(len(open), "room is open", "rooms are open") + " for you."}
	}
	for _, row := range open {
		v.Ways = append(v.Ways, ui.Action{Label: row.Number + " " + row.Value.Name, Href: "/room/" + row.Number})
	}
	return web.Render(w, r, http.StatusOK, MyRoomsPage(v))
}

// RoomView is the room as its auditor sees it.
type RoomView struct {
	Shell     ui.Shell
	Head      ui.Sentence
	Note      string
	From      string
	Registers ui.Table
	Errors    ui.ErrorSummary
	Draw      DrawForm
	Samples   *ui.Table
	Ask       AskForm
	Requests  *ui.Table
	Bundle    string
}

// DrawForm draws a sample.
type DrawForm struct {
	Action string
	Fields []ui.Field
}

// AskForm asks for something.
type AskForm struct {
	Action string
	Fields []ui.Field
}

var visitDone = map[string]string{
	"asked":     "Your request is with the organisation.",
	"drawn":     "The sample was drawn and is kept with its seed.",
	"withdrawn": "The request was withdrawn.",
}

func (s *Share) room(w http.ResponseWriter, r *http.Request, v *auditorroom.Visit, _ *access.Entry) error {
	return s.showRoom(w, r, http.StatusOK, v, nil, nil)
}

func (s *Share) showRoom(w http.ResponseWriter, r *http.Request, status int, v *auditorroom.Visit, typed, faults map[string]string) error {
	ctx, room := r.Context(), &v.Room.Value
	sh, err := s.roomShell(r, room.Name, frame.Done(r, visitDone), v)
	if err != nil {
		return err
	}
	counts, err := v.Counts(ctx)
	if err != nil {
		return err
	}
	samples, requests, err := v.Papers(ctx)
	if err != nil {
		return err
	}
	base := "/room/" + v.Room.Number
	out := RoomView{Shell: sh, Note: room.Note, From: place(r), Head: ui.Sentence{
		Above: room.Name, Fact: "The record of " + place(r) + ", " + recordAsAt(room.AsAt, s.instant) + ".", Then: "The room is open until " + s.instant(room.Until) + ".",
	}}
	out.Registers = ui.Table{Caption: "Registers in this room", Columns: []ui.Column{{Label: "Register"}, {Label: "Records", Num: true}}, Plain: true}
	var choices []ui.Choice
	for _, reg := range v.Registers() {
		d := reg.Declaration()
		out.Registers.Rows = append(out.Registers.Rows, ui.Row{Cells: []ui.Cell{{Text: title1(d.Plural), Href: base + "/list/" + string(d.Kind)}, {Text: ui.Number(int(counts[d.Kind]))}}})
		choices = append(choices, ui.Choice{Value: string(d.Kind), Label: title1(d.Plural)})
	}
	f := func(id, name, label, hint string) ui.Field {
		return ui.Field{ID: id, Name: name, Label: label, Hint: hint, Value: typed[name], Err: faults[name]}
	}
	register := f("register", "register", "Register", "")
	register.Kind, register.Choices = "select", choices
	size := f("size", "size", "How many", "")
	size.Kind = "number"
	if typed == nil {
		size.Value = "10"
	}
	seed := f("seed", "seed", "Seed", "Yours, so that nobody here could have chosen it. Left empty, a random one is made.")
	seed.Optional = true
	search := f("search", "search", "Only records with these words", "")
	search.Optional = true
	why := f("why", "why", "What it is for", "")
	why.Optional = true
	out.Draw = DrawForm{Action: base + "/samples", Fields: []ui.Field{register, size, seed, search, why}}
	question := f("question", "question", "What you ask for", "")
	question.Kind, question.Rows = "textarea", 3
	about := f("about", "about", "About which record", "Its number, or empty for something in general.")
	about.Optional = true
	by := f("by", "by", "Wanted by", "")
	by.Kind, by.Optional = "date", true
	out.Ask = AskForm{Action: base + "/requests", Fields: []ui.Field{question, about, by}}
	out.Errors = ui.Problems(append(append([]ui.Field{}, out.Draw.Fields...), out.Ask.Fields...)...)
	out.Shell.Problem = len(out.Errors.Problems) > 0
	out.Samples = s.sampleTable(samples, func(row *auditorroom.SampleRow) string { return base + "/samples/" + row.Number })
	if len(requests) > 0 {
		out.Requests = s.requestTable("Requests", requests, func(row *auditorroom.RequestRow) string { return base + "/requests/" + row.Number })
	}
	if s.Bundle != nil {
		out.Bundle = base + "/bundle"
	}
	return web.Render(w, r, status, RoomPage(out))
}

func recordAsAt(asAt int64, say func(int64) string) string {
	if asAt == 0 {
		return "as it is now"
	}
	return "as at " + say(asAt)
}

func (s *Share) sampleTable(rows []auditorroom.SampleRow, href func(*auditorroom.SampleRow) string) *ui.Table {
	if len(rows) == 0 {
		return nil
	}
	t := &ui.Table{Caption: "Samples", Columns: []ui.Column{{Label: "Sample"}, {Label: "Register"}, {Label: "Drawn", Num: true}, {Label: "Of", Num: true}, {Label: "Seed", HideMd: true}, {Label: "As at", Num: true}}}
	for i := range rows {
		v := &rows[i].Value
		name := v.Why
		if name == "" {
			name = "Sample"
		}
		first := ui.Cell{Text: name, ID: rows[i].Number}
		if href != nil {
			first.Href = href(&rows[i])
		}
		plural := v.Register
		if reg := s.Rooms.Book().Of(register.Kind(v.Register)); reg != nil {
			plural = title1(reg.Declaration().Plural)
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{first, {Text: plural}, {Text: ui.Number(len(v.Drawn))}, {Text: ui.Number(v.Population)}, {Text: v.Seed}, {Text: s.instant(v.AsAt), NoWrap: true}}})
	}
	return t
}

// ListView is one register of the room.
type ListView struct {
	Shell  ui.Shell
	Head   ui.Head
	Search string
	Action string
	Table  *ui.Table
}

const roomPage = 50

func (s *Share) roomList(w http.ResponseWriter, r *http.Request, v *auditorroom.Visit, e *access.Entry) error {
	q := r.URL.Query()
	kind := r.PathValue("kind")
	search := strings.TrimSpace(q.Get("search"))
	reg, found, err := v.List(r.Context(), kind, register.Query{Search: search, After: q.Get("after"), Limit: roomPage})
	if err != nil {
		return err
	}
	d := reg.Declaration()
	e.About = d.Plural
	sh, err := s.roomShell(r, title1(d.Plural), "", v)
	if err != nil {
		return err
	}
	here := "/room/" + v.Room.Number + "/list/" + kind
	out := ListView{Shell: sh, Search: search, Action: here, Head: ui.Head{
		Crumbs: []ui.Link{{Label: v.Room.Value.Name, Href: "/room/" + v.Room.Number}, {Label: title1(d.Plural)}},
		Title:  ui.Count(int(found.Total), d.Singular, d.Plural), Lede: "The record " + recordAsAt(v.Room.Value.AsAt, s.instant) + ".",
	}}
	t := &ui.Table{Caption: title1(d.Plural), Columns: []ui.Column{{Label: "Number"}}}
	var fields []register.Field
	for _, f := range d.Fields {
		if f.List && len(fields) < 5 {
			fields = append(fields, f)
			t.Columns = append(t.Columns, ui.Column{Label: f.Label, Short: true, Wide: true})
		}
	}
	for i := range found.Records {
		rec := &found.Records[i]
		value, err := reg.Decode(rec.Body)
		if err != nil {
			return err
		}
		number := d.Number(rec.Num)
		row := ui.Row{Cells: []ui.Cell{{Text: number, Href: here + "/" + number}}}
		for j := range fields {
			row.Cells = append(row.Cells, ui.Cell{Text: short(s.shown(r, reg, &fields[j], value))})
		}
		t.Rows = append(t.Rows, row)
	}
	if found.Next != "" {
		next := url.Values{"after": {found.Next}}
		if search != "" {
			next.Set("search", search)
		}
		t.Pager = ui.Pager{Next: here + "?" + next.Encode(), Note: strconv.Itoa(len(found.Records)) + " of " + ui.Number(int(found.Total)) + " shown"}
	}
	if len(t.Rows) > 0 {
		out.Table = t
	}
	return web.Render(w, r, http.StatusOK, RoomListPage(out))
}

// shown gives a field as people read it.
func (s *Share) shown(r *http.Request, reg register.Any, f *register.Field, value any) string {
	text := reg.Text(value, f.Name)
	switch f.Type {
	case register.Choice:
		return f.LabelOf(text)
	case register.Person:
		return s.Name(r.Context(), text)
	case register.Instant:
		if n, ok := reg.Get(value, f.Name).(int64); ok {
			return s.instant(n)
		}
	}
	return text
}

// RecordView is one record of the room.
type RecordView struct {
	Shell ui.Shell
	Head  ui.Head
	Facts []ui.KV
	Texts []RecordText
	Links *ui.Table
	Ask   AskForm
}

// RecordText is a long text of a record.
type RecordText struct{ Label, Text string }

func (s *Share) roomRecord(w http.ResponseWriter, r *http.Request, v *auditorroom.Visit, e *access.Entry) error {
	shown, err := v.Get(r.Context(), r.PathValue("kind"), r.PathValue("number"))
	if err != nil {
		return err
	}
	e.About = shown.Number
	d := shown.Register.Declaration()
	sh, err := s.roomShell(r, shown.Number, "", v)
	if err != nil {
		return err
	}
	base := "/room/" + v.Room.Number
	list := base + "/list/" + string(d.Kind)
	out := RecordView{Shell: sh, Head: ui.Head{
		Crumbs: []ui.Link{{Label: v.Room.Value.Name, Href: base}, {Label: title1(d.Plural), Href: list}, {Label: shown.Number}}, Title: title1(d.Singular) + " " + shown.Number,
		Lede: "The record " + recordAsAt(v.Room.Value.AsAt, s.instant) + ": version " + strconv.FormatInt(shown.Record.Version, 10) + ", of " + s.instant(shown.Record.UpdatedAt) + ", by " + s.Name(r.Context(), shown.Record.UpdatedBy) + ".",
	}}
	for i := range d.Fields {
		f := &d.Fields[i]
		text := s.shown(r, shown.Register, f, shown.Value)
		switch {
		case text == "":
		case f.Type == register.LongText:
			out.Texts = append(out.Texts, RecordText{f.Label, text})
		case f.Type == register.File:
			out.Facts = append(out.Facts, ui.KV{Label: f.Label, Value: "Save it (SHA-256 " + text[:min(len(text), 12)] + "…)", Href: list + "/" + shown.Number + "/file/" + url.PathEscape(f.Name)})
		default:
			out.Facts = append(out.Facts, ui.KV{Label: f.Label, Value: text})
		}
	}
	out.Facts = append(out.Facts, ui.KV{Label: "Hash in the trail", Value: shown.Record.Hash})
	if len(shown.Links) > 0 {
		t := &ui.Table{Caption: "What it has to do with", Columns: []ui.Column{{Label: "Record"}, {Label: "As"}}, Plain: true}
		for _, l := range shown.Links {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: l.Number, Href: base + "/list/" + string(l.Kind) + "/" + l.Number}, {Text: l.Role}}})
		}
		out.Links = t
	}
	out.Ask = AskForm{Action: base + "/requests", Fields: []ui.Field{
		{ID: "question", Label: "Ask for something about " + shown.Number, Kind: "textarea", Rows: 3}, {ID: "by", Label: "Wanted by", Kind: "date", Optional: true},
	}}
	return web.Render(w, r, http.StatusOK, RoomRecordPage(out, shown.Number))
}

func (s *Share) roomFile(w http.ResponseWriter, r *http.Request, v *auditorroom.Visit, e *access.Entry) error {
	hash, name, err := v.File(r.Context(), r.PathValue("kind"), r.PathValue("number"), r.PathValue("field"))
	if err != nil {
		return err
	}
	e.About = r.PathValue("number")
	return s.send(w, r, hash, name, r.PathValue("number"))
}

func typed(r *http.Request, names ...string) map[string]string {
	out := map[string]string{}
	for _, n := range names {
		out[n] = strings.TrimSpace(r.PostFormValue(n))
	}
	return out
}

func (s *Share) draw(w http.ResponseWriter, r *http.Request, v *auditorroom.Visit, e *access.Entry) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	t := typed(r, "register", "size", "seed", "search", "why")
	size, err := strconv.Atoi(t["size"])
	if err != nil {
		size = 0
	}
	row, err := v.Draw(r.Context(), auditorroom.Sample{Register: t["register"], Size: size, Seed: t["seed"], Search: t["search"], Why: t["why"]})
	if faults, ok := frame.Faults(err); ok {
		e.Status = http.StatusUnprocessableEntity
		return s.showRoom(w, r, e.Status, v, t, faults)
	}
	if err != nil {
		return err
	}
	e.About = row.Number
	return frame.Back(w, "/room/"+v.Room.Number+"/samples/"+row.Number, "drawn")
}

// SampleView is one sample, and how to draw it again.
type SampleView struct {
	Shell   ui.Shell
	Head    ui.Head
	Facts   []ui.KV
	Same    bool
	Again   string
	Drawn   ui.Table
	Command string // reckons the first key without this program
}

func (s *Share) sample(w http.ResponseWriter, r *http.Request, v *auditorroom.Visit, e *access.Entry) error {
	row, again, err := v.Sample(r.Context(), r.PathValue("sample"))
	if err != nil {
		return err
	}
	e.About = row.Number
	sh, err := s.roomShell(r, row.Number, frame.Done(r, visitDone), v)
	if err != nil {
		return err
	}
	x := &row.Value
	base := "/room/" + v.Room.Number
	out := SampleView{Shell: sh, Same: again.Same, Head: ui.Head{
		Crumbs: []ui.Link{{Label: v.Room.Value.Name, Href: base}, {Label: row.Number}}, Title: strconv.Itoa(len(x.Drawn)) + " drawn of " + ui.Number(x.Population), Lede: x.Why,
	}, Facts: []ui.KV{
		{Label: "Register", Value: x.Register},
		{Label: "Only with the words", Value: x.Search},
		{Label: "Seed", Value: x.Seed},
		{Label: "As at", Value: s.instant(x.AsAt)},
		{Label: "Method", Value: x.Method},
		{Label: "Drawn", Value: s.instant(row.CreatedAt)},
		{Label: "Digest of the population", Value: x.Digest},
	}}
	out.Again = "Drawn again now, it is the same: the same records, of the same population."
	if !again.Same {
		out.Again = "Drawn again now, it differs: the population has " + ui.Number(again.Population) + " records with the digest " + again.Digest + ". Records that were erased since are missing from it."
	}
	out.Drawn = ui.Table{Caption: "The records drawn, in order", Plain: true, Columns: []ui.Column{{Label: "Record"}, {Label: "Key"}}}
	for _, n := range x.Drawn {
		out.Drawn.Rows = append(out.Drawn.Rows, ui.Row{Cells: []ui.Cell{{Text: n, Href: base + "/list/" + x.Register + "/" + n}, {Text: auditorroom.Key(x.Seed, n)[:16] + "…"}}})
	}
	if len(x.Drawn) > 0 {
		out.Command = `printf '` + auditorroom.Method + `\n%s\n%s' '` + strings.ReplaceAll(x.Seed, "'", `'\''`) + `' ` + x.Drawn[0] + ` | sha256sum`
	}
	return web.Render(w, r, http.StatusOK, SamplePage(out))
}

func (s *Share) ask(w http.ResponseWriter, r *http.Request, v *auditorroom.Visit, e *access.Entry) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	t := typed(r, "question", "about", "by")
	by, bad := frame.Day(t["by"])
	faults := map[string]string{}
	if bad != "" {
		faults["by"] = bad
	} else {
		row, err := v.Ask(r.Context(), auditorroom.Request{Question: t["question"], About: t["about"], By: by})
		if err == nil {
			e.About = row.Number
			return frame.Back(w, "/room/"+v.Room.Number, "asked")
		}
		var ok bool
		if faults, ok = frame.Faults(err); !ok {
			return err
		}
	}
	e.Status = http.StatusUnprocessableEntity
	return s.showRoom(w, r, e.Status, v, t, faults)
}

// VisitRequestView is one request in the room.
type VisitRequestView struct {
	Shell   ui.Shell
	Head    ui.Head
	Request RequestView
}

func (s *Share) request(w http.ResponseWriter, r *http.Request, v *auditorroom.Visit, e *access.Entry) error {
	row, err := v.Request(r.Context(), r.PathValue("request"))
	if err != nil {
		return err
	}
	e.About = row.Number
	sh, err := s.roomShell(r, row.Number, frame.Done(r, visitDone), v)
	if err != nil {
		return err
	}
	base := "/room/" + v.Room.Number
	out := VisitRequestView{Shell: sh, Head: ui.Head{Crumbs: []ui.Link{{Label: v.Room.Value.Name, Href: base}, {Label: row.Number}}, Title: "Request " + row.Number}, Request: s.requestView(r, &row, base+"/requests/", false, nil)}
	if row.Value.State == auditorroom.Asked {
		out.Head.Actions = []ui.Action{{Label: "Withdraw it", Href: base + "/requests/" + row.Number + "/withdraw", Post: true}}
	}
	return web.Render(w, r, http.StatusOK, VisitRequestPage(out))
}

func (s *Share) requestFile(w http.ResponseWriter, r *http.Request, v *auditorroom.Visit, e *access.Entry) error {
	row, err := v.Request(r.Context(), r.PathValue("request"))
	if err != nil {
		return err
	}
	e.About = row.Number
	return s.send(w, r, row.Value.File, row.Value.FileName, row.Number)
}

func (s *Share) withdraw(w http.ResponseWriter, r *http.Request, v *auditorroom.Visit, e *access.Entry) error {
	row, err := v.Withdraw(r.Context(), r.PathValue("request"))
	if err != nil {
		return err
	}
	e.About = row.Number
	return frame.Back(w, "/room/"+v.Room.Number+"/requests/"+row.Number, "withdrawn")
}

// bundle gives the trail of the room's scope, to be verified offline.
func (s *Share) bundle(w http.ResponseWriter, r *http.Request, v *auditorroom.Visit, _ *access.Entry) error {
	if s.Bundle == nil {
		return errs.New(errs.NotFound, "There is no bundle here.")
	}
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", web.Disposition("holdfast-"+strings.ToLower(v.Room.Number)+".zip"))
	if r.Method == http.MethodHead {
		return nil
	}
	return s.Bundle(r.Context(), w, frame.Actor(r.Context()).Org, v.Room.Value)
}
