package settings

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// peopleDone is what a redirect may say.
var peopleDone = map[string]string{
	"changed": "Changed. It counts from this moment on.", "taken-back": "The invitation does not count any more.",
}

type peopleView struct {
	Shell      ui.Shell
	Title      string
	Lede       string
	Actions    []ui.Action
	Table      ui.Table
	Invited    []ui.Action // to take back
	Invitation ui.Table
}

func (s *Settings) people(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	a := frame.Actor(ctx)
	if err := may(a, authz.Read, authz.Settings, "people"); err != nil {
		return err
	}
	members, err := s.members(r)
	if err != nil {
		return err
	}
	seen, err := s.SignIns(ctx, a.Org)
	if err != nil {
		return err
	}
	sh, err := s.Shell(ctx, "People", "/settings/people", frame.Done(r, peopleDone))
	if err != nil {
		return err
	}
	changes := may(a, authz.Update, authz.Settings, "people") == nil
	now := s.Now().UnixMicro()
	v := peopleView{Shell: sh, Table: ui.Table{Caption: "People of the organisation", Columns: []ui.Column{
		{Label: "Person"}, {Label: "Role", Short: true}, {Label: "Until", Num: true, Short: true}, {Label: "Second factor", HideSm: true}, {Label: "Last seen", Num: true, HideSm: true}, {Label: "State"},
	}}}
	working, owners, open := 0, 0, 0
	for _, m := range members {
		works := m.Active && (m.Until == 0 || m.Until > now)
		second := ui.Cell{Text: "none", Mute: true}
		if seen[m.Person].Second {
			second = ui.Cell{Status: "done", Text: "yes"}
		} else if works {
			open++
		}
		if works {
			working++
		}
		if works && authz.Role(m.Role) == authz.Owner {
			owners++
		}
		name := ui.Cell{Text: m.Name, Sub: m.Email, Href: personPath(m.Person)}
		role := ui.Cell{Text: frame.RoleWord(authz.Role(m.Role))}
		if m.Scope != nil {
			role.Sub = areasIn(m.Scope)
		}
		v.Table.Rows = append(v.Table.Rows, ui.Row{Cells: []ui.Cell{name, role, s.day(m.Until), second, s.when(seen[m.Person].Seen), stateOf(m, now)}})
	}
	v.Title = ui.Count(working, "person works", "people work") + " here, " + ui.CountWords(owners, "of them an owner.", "of them owners.")
	if open > 0 {
		v.Lede = ui.Count(open, "of them has", "of them have") + " no second factor yet."
	}
	if changes && s.Sign != nil {
		v.Actions = []ui.Action{{Label: "Invite somebody", Href: "/settings/people/invite", Primary: true}}
		if v.Invitation, err = s.invited(r, a); err != nil {
			return err
		}
	}
	return web.Render(w, r, http.StatusOK, peoplePage(v))
}

func (s *Settings) members(r *http.Request) (members []change.Member, err error) {
	err = s.Door.See(r.Context(), frame.Actor(r.Context()), func(v *change.View) error {
		members, err = v.Members()
		return err
	})
	return members, err
}

func personPath(id string) string { return "/settings/people/" + url.PathEscape(id) }

// day is an instant as a day of the table; empty for none.
func (s *Settings) day(at int64) ui.Cell {
	if at == 0 {
		return ui.Cell{Text: "no end", Mute: true}
	}
	return ui.Cell{Text: civil.FromTime(time.UnixMicro(at - 1).In(s.Zone)).Short(), NoWrap: true}
}

// when is when somebody was last here.
func (s *Settings) when(at int64) ui.Cell {
	if at == 0 {
		return ui.Cell{Text: "never", Mute: true}
	}
	return ui.Cell{Text: time.UnixMicro(at).In(s.Zone).Format("2 Jan 2006, 15:04"), NoWrap: true}
}

func stateOf(m change.Member, now int64) ui.Cell {
	switch {
	case !m.Active:
		return ui.Cell{Status: "na", Text: "deactivated"}
	case m.Until != 0 && m.Until <= now:
		return ui.Cell{Status: "na", Text: "time is over"}
	}
	return ui.Cell{Status: "done", Text: "active"}
}

// areaWords names the areas as the navigation does.
var areaWords = map[authz.Area]string{
	authz.Win: "Win: certificates and bids", authz.ISMS: "ISMS: risks, controls and documents", authz.Assure: "Assure: audits, findings and evidence",
	authz.Share: "Share: what outsiders see", authz.Room: "Auditor rooms: requests and samples", authz.Commons: "Legal entities and tasks", authz.Settings: "Settings: people and the organisation", authz.Drafts: "Drafts of documents", authz.Signed: "Approved versions and acknowledgements",
}

func areaWord(a authz.Area) string {
	if w := areaWords[a]; w != "" {
		return w
	}
	s := string(a)
	return strings.ToUpper(s[:1]) + s[1:]
}

// areasIn says what a scope leaves.
func areasIn(s authz.Scope) string {
	var words []string
	for _, a := range authz.Areas() {
		switch {
		case s.Covers(authz.Update, a):
			words = append(words, string(a))
		case s.Covers(authz.Read, a):
			words = append(words, string(a)+" (reads)")
		}
	}
	if len(words) == 0 {
		return "nothing"
	}
	return strings.Join(words, ", ")
}

// find gives the member that the path names.
func (s *Settings) find(r *http.Request, verb authz.Verb) (change.Member, error) {
	if err := may(frame.Actor(r.Context()), verb, authz.Settings, "people"); err != nil {
		return change.Member{}, err
	}
	members, err := s.members(r)
	if err != nil {
		return change.Member{}, err
	}
	i := slices.IndexFunc(members, func(m change.Member) bool { return m.Person == r.PathValue("person") })
	if i < 0 {
		return change.Member{}, errs.New(errs.NotFound, "There is no such person.")
	}
	return members[i], nil
}

func (s *Settings) person(w http.ResponseWriter, r *http.Request) error {
	m, err := s.find(r, authz.Read)
	if err != nil {
		return err
	}
	return s.showPerson(w, r, http.StatusOK, m, s.typedOf(m), nil)
}

// typedOf gives a member as the form shows it.
func (s *Settings) typedOf(m change.Member) url.Values {
	t := url.Values{"role": {m.Role}, "state": {"active"}}
	if !m.Active {
		t.Set("state", "deactivated")
	}
	if m.Until != 0 {
		t.Set("until", civil.FromTime(time.UnixMicro(m.Until-1).In(s.Zone)).String())
	}
	for _, a := range authz.Areas() {
		if m.Scope != nil && m.Scope.Covers(authz.Read, a) {
			t.Add("area", string(a))
		}
	}
	return t
}

func (s *Settings) showPerson(w http.ResponseWriter, r *http.Request, status int, m change.Member, typed url.Values, wrong map[string]string) error {
	sh, err := s.Shell(r.Context(), m.Name, "/settings/people", "")
	if err != nil {
		return err
	}
	a := frame.Actor(r.Context())
	v := formView{
		Shell: sh, Crumbs: []ui.Link{{Label: "Settings", Href: "/settings"}, {Label: "People", Href: "/settings/people"}, {Label: m.Name}},
		Title: m.Name, Lede: "What is changed here counts at once: whoever is signed in is asked again.", Action: personPath(m.Person), Cancel: "/settings/people", Button: "Save",
	}
	if err := may(a, authz.Update, authz.Settings, "people"); err != nil {
		v.ReadOnly = errs.Safe(err)
	} else if m.Person == a.Person {
		v.ReadOnly = "This is you. Nobody changes what they may do themselves: ask another owner or administrator."
	} else if err := authz.MayTouch(a.Role, authz.Role(m.Role)); err != nil {
		v.ReadOnly = errs.Safe(err)
	}
	v.Fields = rightsFields(a.Role, typed, wrong)
	v.Fields = append(v.Fields,
		ui.Field{ID: "state", Label: "State", Kind: "select", Value: typed.Get("state"), Err: wrong["state"], Hint: "Whoever is deactivated can do nothing here; what they did stays under their name", Choices: []ui.Choice{{Value: "active", Label: "Active"}, {Value: "deactivated", Label: "Deactivated"}}},
		ui.Field{ID: "reason", Label: "Why", Value: typed.Get("reason"), Err: wrong["reason"], Optional: true, Hint: "Kept in the trail"})
	v.Areas = areaChoices(typed["area"], wrong["scope"])
	v.Errors = ui.Problems(v.Fields...)
	if wrong["scope"] != "" {
		v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Field: v.Areas.ID, Text: wrong["scope"]})
	}
	for k, m := range wrong {
		if !slices.Contains([]string{"role", "until", "state", "reason", "scope"}, k) {
			v.Errors.Problems = append(v.Errors.Problems, ui.Problem{Text: m})
		}
	}
	return web.Render(w, r, status, formPage(v))
}

// rightsFields asks what somebody may do, and how long.
func rightsFields(own authz.Role, typed url.Values, wrong map[string]string) []ui.Field {
	choices := frame.RoleChoices(authz.Grantable(own)...)
	if now := typed.Get("role"); now != "" && !slices.ContainsFunc(choices, func(c ui.Choice) bool { return c.Value == now }) {
		choices = append(choices, ui.Choice{Value: now, Label: frame.RoleWord(authz.Role(now))})
	}
	return []ui.Field{
		{ID: "role", Label: "Role", Kind: "select", Value: typed.Get("role"), Err: wrong["role"], Choices: choices},
		{ID: "until", Label: "Until", Kind: "date", Value: typed.Get("until"), Err: wrong["until"], Hint: "The last day, where it is for a time; an external auditor always comes for a time", Optional: true},
	}
}

func areaChoices(on []string, wrong string) *ui.Choices {
	c := &ui.Choices{ID: "areas", Name: "area", Legend: "Only these areas", Many: true, Err: wrong, Hint: "Nothing ticked: whatever the role may. For an external auditor: what they audit, to read."}
	for _, a := range authz.Areas() {
		c.Options = append(c.Options, ui.Choice{Value: string(a), Label: areaWord(a), On: slices.Contains(on, string(a))})
	}
	return c
}

// readRights reads role, end and areas.
func (s *Settings) readRights(form url.Values) (role authz.Role, scope authz.Scope, until int64, wrong map[string]string) {
	wrong = map[string]string{}
	role = authz.Role(form.Get("role"))
	d, bad := frame.Day(form.Get("until"))
	if bad != "" {
		wrong["until"] = bad
	} else if !d.IsZero() {
		y, m, day := d.Split()
		until = time.Date(y, m, day+1, 0, 0, 0, 0, s.Zone).UnixMicro()
		if until <= s.Now().UnixMicro() {
			wrong["until"] = "This day has passed"
		}
	}
	kind := ":write"
	if role == authz.ExternalAuditor {
		kind = ":read"
	}
	var grants []string
	for _, a := range form["area"] {
		grants = append(grants, a+kind)
	}
	scope, err := authz.ParseScope(strings.Join(grants, ","))
	if err != nil {
		wrong["scope"] = "Tick areas of the list"
	}
	return role, scope, until, wrong
}

func (s *Settings) changePerson(w http.ResponseWriter, r *http.Request) error {
	if err := frame.Form(r); err != nil {
		return err
	}
	m, err := s.find(r, authz.Update)
	if err != nil {
		return err
	}
	next := m
	role, scope, until, wrong := s.readRights(r.PostForm)
	next.Role, next.Scope, next.Until = string(role), scope, until
	switch r.PostFormValue("state") {
	case "active":
		next.Active = true
	case "deactivated":
		next.Active = false
	default:
		wrong["state"] = "Choose one"
	}
	if !next.Active {
		delete(wrong, "until")
	}
	if len(wrong) == 0 {
		by := s.By(r.Context(), r.PostFormValue("reason"))
		_, err := s.Door.Do(r.Context(), by.Request("settings.update", next), func(tx *change.Tx) error { return tx.Member(next) })
		if err == nil {
			return frame.Back(w, "/settings/people", "changed")
		}
		var ok bool
		if wrong, ok = frame.Faults(err); !ok {
			return err
		}
	}
	return s.showPerson(w, r, http.StatusUnprocessableEntity, m, r.PostForm, wrong)
}
