package share

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/share/auditorroom"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

const (
	// maxAnswer bounds the file that goes with an answer.
	maxAnswer     = 25 << 20
	maxAnswerBody = maxAnswer + 64<<10
	// inMemory is how much of a form is held in memory.
	inMemory = 1 << 20
)

// may says whether the request's person may do something in an area.
func may(r *http.Request, verb authz.Verb, area authz.Area) bool {
	a := frame.Actor(r.Context())
	return a.May(verb, area)
}

// RoomsView lists the organisation's rooms and what auditors wait for.
type RoomsView struct {
	Shell   ui.Shell
	Head    ui.Sentence
	Actions []ui.Action
	Waiting *ui.Table
	Rooms   *ui.Table
}

func (s *Share) rooms(w http.ResponseWriter, r *http.Request) error {
	a := frame.Actor(r.Context())
	sh, err := s.Shell(r.Context(), "Auditor room", "/share/room", "")
	if err != nil {
		return err
	}
	rows, err := s.Rooms.Rooms(r.Context(), a)
	if err != nil {
		return err
	}
	waiting, err := s.Rooms.OpenRequests(r.Context(), a)
	if err != nil {
		return err
	}
	v := RoomsView{Shell: sh}
	open := 0
	t := ui.Table{Caption: "Auditor rooms", Columns: []ui.Column{{Label: "Room"}, {Label: "Auditor"}, {Label: "Registers", HideMd: true}, {Label: "Until", Num: true}, {Label: "Stands"}}}
	for _, row := range rows {
		st := row.Value.At(s.Now())
		if st == auditorroom.Open {
			open++
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: row.Value.Name, ID: row.Number, Href: "/share/room/" + row.Number, Sub: row.Value.Body}, {Text: row.Value.Email}, {Text: s.registerNames(&row.Value)}, {Text: s.instant(row.Value.Until), NoWrap: true}, {Text: string(st), Status: roomMark(st)},
		}})
	}
	if len(t.Rows) > 0 {
		v.Rooms = &t
	}
	if len(waiting) > 0 {
		v.Waiting = s.requestTable("What auditors wait for", waiting, func(row *auditorroom.RequestRow) string {
			return "/share/room/" + row.Value.Room + "#" + strings.ToLower(row.Number)
		})
	}
	switch {
	case len(rows) == 0:
		v.Head = ui.Sentence{Fact: "No auditor room is open.", Then: "Open one for the days of an audit: read-only, over the registers you choose."}
	case len(waiting) > 0:
		v.Head = ui.Sentence{Fact: ui.Count(len(waiting), "request waits", "requests wait") + " for an answer.", Then: ui.Count(open, "room is open.", "rooms are open.")}
	default:
		v.Head = ui.Sentence{Fact: ui.Count(open, "room is open.", "rooms are open."), Then: "No auditor waits for an answer."}
	}
	if may(r, authz.Create, authz.Share) {
		v.Actions = []ui.Action{{Label: "Open a room", Href: "/share/room/new", Primary: true}}
	}
	return web.Render(w, r, http.StatusOK, RoomsPage(v))
}

func roomMark(st auditorroom.Standing) string {
	switch st {
	case auditorroom.Open:
		return "done"
	case auditorroom.ToCome:
		return "plan"
	}
	return "na"
}

func (s *Share) registerNames(r *auditorroom.Room) string {
	var names []string
	for _, reg := range r.Shown(s.Rooms.Book()) {
		names = append(names, reg.Declaration().Plural)
	}
	return strings.Join(names, ", ")
}

func (s *Share) requestTable(caption string, rows []auditorroom.RequestRow, href func(*auditorroom.RequestRow) string) *ui.Table {
	t := &ui.Table{Caption: caption, Columns: []ui.Column{{Label: "Asked for"}, {Label: "About"}, {Label: "Asked", Num: true}, {Label: "Wanted by", Num: true}, {Label: "State"}}}
	for i := range rows {
		row := &rows[i]
		by := ui.Cell{NoWrap: true}
		if !row.Value.By.IsZero() {
			by.Text = row.Value.By.Short()
			by.Late = row.Value.State == auditorroom.Asked && row.Value.By < s.Today()
		}
		about := row.Value.About
		if about == "" {
			about = "In general"
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{
			{Text: short(row.Value.Question), ID: row.Number, Href: href(row)}, {Text: about}, {Text: s.instant(row.CreatedAt), NoWrap: true}, by, {Text: stateWord(row.Value.State), Status: requestMark(row.Value.State)},
		}})
	}
	return t
}

func stateWord(state string) string { return strings.ToUpper(state[:1]) + state[1:] }

func requestMark(state string) string {
	switch state {
	case auditorroom.Answered:
		return "done"
	case auditorroom.Asked:
		return "plan"
	}
	return "na"
}

// short keeps a list's row a row.
func short(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 140 {
		return strings.TrimSpace(string(r[:139])) + "…"
	}
	return s
}

// NewRoomView is the form of a new room.
type NewRoomView struct {
	Shell     ui.Shell
	Errors    ui.ErrorSummary
	Fields    []ui.Field
	Registers ui.Choices
	AsAt      ui.Choices
	AsAtDay   ui.Field
	Invites   bool // an invitation goes with it
}

func (s *Share) newRoom(w http.ResponseWriter, r *http.Request) error {
	today := s.Today()
	return s.showNewRoom(w, r, http.StatusOK, map[string]string{"from": today.String(), "until": today.AddDays(14).String(), "asAt": "now"}, nil, nil)
}

func (s *Share) showNewRoom(w http.ResponseWriter, r *http.Request, status int, typed map[string]string, registers []string, faults map[string]string) error {
	if !may(r, authz.Create, authz.Share) {
		return errs.New(errs.Forbidden, "Only an owner or a compliance manager opens a room.")
	}
	sh, err := s.Shell(r.Context(), "Open an auditor room", "/share/room", "")
	if err != nil {
		return err
	}
	sh.Doc = true
	f := func(id, label, hint string) ui.Field {
		return ui.Field{ID: id, Label: label, Hint: hint, Value: typed[id], Err: faults[id]}
	}
	date := func(id, label, hint string) ui.Field {
		x := f(id, label, hint)
		x.Kind = "date"
		return x
	}
	v := NewRoomView{
		Shell: sh, Invites: s.Invite != nil,
		Fields: []ui.Field{
			f("name", "What is audited", "For example: ISO 27001 surveillance audit 2027."), f("body", "Certification body", ""), f("email", "The auditor's e-mail address", "The room is for this one person, who signs in as an external auditor."),
			date("from", "From", "The room opens at the start of this day, in London."), date("until", "Until", "It closes at the end of this day: everything in it is refused from then on."),
		},
		Registers: ui.Choices{ID: "registers", Name: "registers", Legend: "What the auditor sees", Many: true, Err: faults["registers"], Hint: "Everything in these registers, read-only, with files and history as at the time below. Nothing else of the product."},
		AsAt: ui.Choices{ID: "asAt", Name: "asAt", Legend: "As at", Err: faults["asAt"], Options: []ui.Choice{
			{Value: "now", Label: "As it is when they look", On: typed["asAt"] != "day"}, {Value: "day", Label: "As it stood at the end of a day", On: typed["asAt"] == "day"},
		}},
		AsAtDay: date("asAtDay", "That day", ""),
	}
	v.Fields = append(v.Fields, ui.Field{ID: "note", Label: "For the auditor to read", Kind: "textarea", Rows: 3, Optional: true, Value: typed["note"], Err: faults["note"]})
	for _, reg := range auditorroom.Offered(s.Rooms.Book()) {
		d := reg.Declaration()
		c := ui.Choice{Value: string(d.Kind), Label: strings.ToUpper(d.Plural[:1]) + d.Plural[1:]}
		for _, on := range registers {
			c.On = c.On || on == c.Value
		}
		v.Registers.Options = append(v.Registers.Options, c)
	}
	v.Errors = ui.Problems(append(append([]ui.Field{}, v.Fields...), ui.Field{ID: "registers", Err: v.Registers.Err}, ui.Field{ID: "asAt", Err: v.AsAt.Err}, v.AsAtDay)...)
	v.Shell.Problem = len(v.Errors.Problems) > 0
	return web.Render(w, r, status, NewRoomPage(v))
}

func (s *Share) openRoom(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	typed, faults := map[string]string{}, map[string]string{}
	for _, id := range []string{"name", "body", "email", "from", "until", "note", "asAt", "asAtDay"} {
		typed[id] = strings.TrimSpace(r.PostFormValue(id))
	}
	day := func(id, missing string) civil.Date {
		d, bad := frame.Day(typed[id])
		if bad == "" && d.IsZero() {
			bad = missing
		}
		if bad != "" {
			faults[id] = bad
		}
		return d
	}
	room := auditorroom.Room{Name: typed["name"], Body: typed["body"], Email: typed["email"], Note: typed["note"], Registers: r.PostForm["registers"]}
	room.From = s.start(day("from", "Enter the first day.")).UnixMicro()
	room.Until = s.start(day("until", "Enter the last day.") + 1).UnixMicro()
	if typed["asAt"] == "day" {
		room.AsAt = s.start(day("asAtDay", "Enter the day.") + 1).Add(-time.Microsecond).UnixMicro()
	}
	var row auditorroom.RoomRow
	var err error
	if len(faults) == 0 {
		row, err = s.Rooms.Open(r.Context(), s.By(r.Context(), ""), room)
		if found, ok := frame.Faults(err); ok {
			faults, err = found, nil
		}
	}
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return s.showNewRoom(w, r, http.StatusUnprocessableEntity, typed, room.Registers, faults)
	}
	if s.Invite == nil {
		return frame.Back(w, "/share/room/"+row.Number, "opened")
	}
	link, err := s.Invite(r.Context(), s.By(r.Context(), ""), row.Value)
	if err != nil {
		// The room is open; who comes in is another matter, and said there.
		return frame.Back(w, "/share/room/"+row.Number, "uninvited")
	}
	return s.showRoomAdmin(w, r, row.Number, link)
}

// start gives the first instant of a day in London.
func (s *Share) start(d civil.Date) time.Time {
	y, m, day := d.Split()
	return time.Date(y, m, day, 0, 0, 0, 0, s.Zone)
}

// RoomAdminView is one room for the organisation's own people.
type RoomAdminView struct {
	Shell    ui.Shell
	Head     ui.Head
	Link     string // of the invitation, shown once
	Facts    []ui.KV
	Note     string
	Requests []RequestView
	Samples  *ui.Table
}

// RequestView is one request with its answer, or the form for it.
type RequestView struct {
	ID, Title, Question, State, Mark string
	Facts                            []ui.KV
	Answer                           string
	File                             ui.Link
	Form                             *AnswerForm
}

// AnswerForm answers a request.
type AnswerForm struct {
	Action     string
	Text, File ui.Field
}

var roomDone = map[string]string{
	"opened":    "The room is open for its time. Invite the auditor as an external auditor, with the address and the areas below.",
	"uninvited": "The room is open for its time, but the invitation could not be made. Invite the auditor under People, with the address and the areas below.",
	"closed":    "The room is closed: everything in it is refused from now on.",
	"answered":  "The answer is in the room.",
}

func (s *Share) roomAdmin(w http.ResponseWriter, r *http.Request) error {
	return s.showRoomAdmin(w, r, r.PathValue("room"), "")
}

func (s *Share) showRoomAdmin(w http.ResponseWriter, r *http.Request, number, link string) error {
	ctx, a := r.Context(), frame.Actor(r.Context())
	row, err := s.Rooms.Room(ctx, a, number)
	if err != nil {
		return err
	}
	samples, requests, err := s.Rooms.InRoom(ctx, a, row.Number)
	if err != nil {
		return err
	}
	sh, err := s.Shell(ctx, row.Value.Name, "/share/room", frame.Done(r, roomDone))
	if err != nil {
		return err
	}
	st := row.Value.At(s.Now())
	v := RoomAdminView{
		Shell: sh, Link: link, Note: row.Value.Note,
		Head: ui.Head{Crumbs: []ui.Link{{Label: "Auditor rooms", Href: "/share/room"}, {Label: row.Number}}, Title: row.Value.Name, Lede: s.roomLede(&row.Value, st)},
		Facts: []ui.KV{
			{Label: "Auditor", Value: row.Value.Email},
			{Label: "Certification body", Value: row.Value.Body},
			{Label: "From", Value: s.instant(row.Value.From)},
			{Label: "Until", Value: s.instant(row.Value.Until)},
			{Label: "Sees", Value: s.registerNames(&row.Value)},
			{Label: "As at", Value: s.asAtWords(row.Value.AsAt)},
			{Label: "Access of the membership", Value: row.Value.Scope(s.Rooms.Book()).String()},
			{Label: "What they looked at", Value: "In the access log", Href: "/share/access?room=" + row.Number},
		},
	}
	if row.Value.Closed != 0 {
		v.Facts = append(v.Facts, ui.KV{Label: "Closed", Value: s.instant(row.Value.Closed)})
	}
	if may(r, authz.Update, authz.Share) && (st == auditorroom.Open || st == auditorroom.ToCome) {
		v.Head.Actions = []ui.Action{{Label: "Close the room now", Href: "/share/room/" + row.Number + "/close", Post: true}}
	}
	for i := range requests {
		v.Requests = append(v.Requests, s.requestView(r, &requests[i], "/share/room/"+row.Number+"/requests/", may(r, authz.Act, authz.Room), nil))
	}
	v.Samples = s.sampleTable(samples, nil)
	return web.Render(w, r, http.StatusOK, RoomAdminPage(v))
}

func (s *Share) asAtWords(asAt int64) string {
	if asAt == 0 {
		return "as it is when they look"
	}
	return s.instant(asAt)
}

func (s *Share) roomLede(room *auditorroom.Room, st auditorroom.Standing) string {
	switch st {
	case auditorroom.Open:
		return "Open until " + s.instant(room.Until) + "."
	case auditorroom.ToCome:
		return "It opens on " + s.instant(room.From) + "."
	case auditorroom.Shut:
		return "It was closed on " + s.instant(room.Closed) + "."
	}
	return "It ended on " + s.instant(room.Until) + "."
}

// requestView shows a request; base is the address of its files and its answer.
func (s *Share) requestView(r *http.Request, row *auditorroom.RequestRow, base string, answers bool, faults map[string]string) RequestView {
	q := row.Value
	v := RequestView{ID: strings.ToLower(row.Number), Title: row.Number, Question: q.Question, State: stateWord(q.State), Mark: requestMark(q.State), Answer: q.Answer}
	if q.About != "" {
		v.Title += " about " + q.About
	}
	v.Facts = []ui.KV{{Label: "Asked", Value: s.instant(row.CreatedAt)}}
	if !q.By.IsZero() {
		v.Facts = append(v.Facts, ui.KV{Label: "Wanted by", Value: q.By.Long()})
	}
	if q.State == auditorroom.Answered {
		v.Facts = append(v.Facts, ui.KV{Label: "Answered", Value: s.instant(q.AnsweredAt) + ", " + s.Name(r.Context(), q.AnsweredBy)})
	}
	if q.File != "" {
		v.File = ui.Link{Label: q.FileName, Href: base + row.Number + "/file"}
		if v.File.Label == "" {
			v.File.Label = "The file"
		}
	}
	if q.State == auditorroom.Asked && answers {
		v.Form = &AnswerForm{
			Action: base + row.Number,
			Text:   ui.Field{ID: "answer-" + v.ID, Name: "answer", Label: "Answer", Kind: "textarea", Rows: 3, Err: faults["answer"]},
			File:   ui.Field{ID: "file-" + v.ID, Name: "file", Label: "File", Kind: "file", Optional: true, Err: faults["file"], Hint: "Up to 25 MiB."},
		}
	}
	return v
}

func (s *Share) closeRoom(w http.ResponseWriter, r *http.Request) error {
	row, err := s.Rooms.Shut(r.Context(), s.By(r.Context(), ""), r.PathValue("room"))
	if err != nil {
		return err
	}
	return frame.Back(w, "/share/room/"+row.Number, "closed")
}

func (s *Share) answer(w http.ResponseWriter, r *http.Request) error {
	row, err := s.Rooms.Request(r.Context(), frame.Actor(r.Context()), r.PathValue("request"))
	if err == nil && row.Value.Room != r.PathValue("room") {
		err = errs.New(errs.NotFound, "There is no such request.")
	}
	if err != nil {
		return err
	}
	hash, name, err := s.attached(r)
	if err != nil {
		return err
	}
	if _, err := s.Rooms.Answer(r.Context(), s.By(r.Context(), ""), row.Number, r.PostFormValue("answer"), hash, name); err != nil {
		return err
	}
	return frame.Back(w, "/share/room/"+row.Value.Room, "answered")
}

// attached stores the file of a form, when there is one.
func (s *Share) attached(r *http.Request) (hash, name string, err error) {
	if err := r.ParseMultipartForm(inMemory); err != nil {
		if errors.Is(err, http.ErrNotMultipart) {
			return "", "", nil
		}
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return "", "", err
		}
		return "", "", errs.Wrap(err, errs.Invalid, "The form could not be read. Go back and send it again.")
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	file, head, err := r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) {
		return "", "", nil
	}
	if err != nil {
		return "", "", errs.Wrap(err, errs.Invalid, "The file could not be read. Go back and send it again.")
	}
	defer file.Close()
	b, err := io.ReadAll(io.LimitReader(file, maxAnswer+1))
	if err != nil {
		return "", "", errs.Wrap(err, errs.Invalid, "The file could not be read. Go back and send it again.")
	}
	if len(b) == 0 {
		return "", "", nil
	}
	hash, _, err = s.Files.Put(r.Context(), bytes.NewReader(b), maxAnswer)
	return hash, strings.ToValidUTF8(strings.ReplaceAll(head.Filename, "\x00", ""), "_"), err
}

func (s *Share) memberFile(w http.ResponseWriter, r *http.Request) error {
	row, err := s.Rooms.Request(r.Context(), frame.Actor(r.Context()), r.PathValue("request"))
	if err != nil {
		return err
	}
	return s.send(w, r, row.Value.File, row.Value.FileName, row.Number)
}

// send serves a stored file to be saved.
func (s *Share) send(w http.ResponseWriter, r *http.Request, hash, name, otherwise string) error {
	if hash == "" {
		return errs.New(errs.NotFound, "There is no such file.")
	}
	if name == "" {
		name = otherwise
	}
	file, size, err := s.Files.Get(hash)
	if err != nil {
		return err
	}
	defer file.Close()
	return web.SendFile(w, r, name, size, file)
}
