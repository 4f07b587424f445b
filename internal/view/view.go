package view

import (
	"net/url"
	"slices"
	"strings"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Kind is the register's kind.
const Kind register.Kind = "view"

// Area is the area that views belong to: who may add to it may save them.
const Area = authz.Commons

// Whom a view is for. A team is the people who have the same role.
const (
	Private      = "private"
	Team         = "team"
	Organisation = "organisation"
)

// Limits of a view, and of how many one register has.
const (
	MaxName  = 80
	MaxQuery = 4000
	MaxViews = 500
)

// View is a listing of a register under a name.
type View struct {
	Of   string `json:"of"` // the register's kind
	Name string `json:"name"`
	// Query is the listing's filters and words, as the query of an address
	// ("state=open&due[to]=2027-03-31"); empty: everything.
	Query   string   `json:"query,omitempty"`
	Sort    string   `json:"sort,omitempty"`
	Columns []string `json:"columns,omitempty"`
	Shared  string   `json:"shared"`
	Owner   string   `json:"owner"` // the person who saved it
	Role    string   `json:"role"`  // theirs: the team that it is shared with
	// Gone: its owner took it away.
	Gone bool `json:"gone,omitempty"`
}

// Row is a stored view.
type Row = register.Row[View]

// Levels gives whom a view can be for.
func Levels() []register.Option {
	return []register.Option{
		{Value: Private, Label: "Only me"},
		{Value: Team, Label: "People of my role"},
		{Value: Organisation, Label: "Everybody here"},
	}
}

// Register declares views to the kernel. A private view of somebody else is to
// be like one that does not exist, so that nothing of them is found by search
// and the ways in show them through Keeper alone.
func Register() *register.Register[View] {
	return register.Declare(register.Declaration{
		Kind: Kind, Prefix: "VIEW", Singular: "view", Plural: "views", Area: Area,
		Fields: []register.Field{
			{Name: "name", Label: "Name", Type: register.Text, Required: true},
			{Name: "of", Label: "Register", Type: register.Text, Required: true, Filter: true},
			{Name: "query", Label: "Filters", Type: register.LongText},
			{Name: "sort", Label: "Order", Type: register.Text},
			{Name: "columns", Label: "Columns", Type: register.Tags},
			{Name: "shared", Label: "For", Type: register.Choice, Choices: Levels(), Default: Private, Required: true},
			{Name: "owner", Label: "Saved by", Type: register.Person, Required: true, Filter: true},
			{Name: "role", Label: "Role", Type: register.Text},
			{Name: "gone", Label: "Taken away", Type: register.YesNo, Filter: true},
		},
	}, check)
}

func check(_, v *View) []errs.Field {
	var out []errs.Field
	if len(v.Name) > MaxName || strings.ContainsAny(v.Name, "\r\n") {
		out = append(out, errs.Field{Pointer: "/name", Message: "A name is one line of up to 80 characters."})
	}
	if len(v.Query) > MaxQuery {
		out = append(out, errs.Field{Pointer: "/query", Message: "The filters are too long to be kept."})
	}
	return out
}

// Listing gives what the view shows. A field that the register has no more is an
// errs.Invalid.
func (v *View) Listing(d *register.Declaration) (Listing, error) {
	q, err := url.ParseQuery(v.Query)
	if err != nil {
		return Listing{}, errs.At("/query", "This is not the query of an address.")
	}
	l, err := Read(d, q)
	l.Sort, l.Columns = v.Sort, v.Columns
	return l, err
}

// Set puts a listing into the view.
func (v *View) Set(l Listing) {
	v.Sort, v.Columns = l.Sort, l.Columns
	l.Sort, l.Columns = "", nil
	v.Query = l.Values().Encode()
}

// Seen says whether an actor sees the view.
func (v *View) Seen(a change.Actor) bool {
	switch {
	case v.Gone:
		return false
	case v.Owner == a.Person, v.Shared == Organisation:
		return true
	}
	return v.Shared == Team && v.Role != "" && v.Role == string(a.Role)
}

// Told says whether an actor may be told of what somebody did to a view: who did
// it. An event does not say whom the view was for then, and before.
func Told(a change.Actor, who string) bool { return who == a.Person }

// Mine says whether an actor may change or take away the view: their own, and
// for who runs the organisation those that it shares.
func (v *View) Mine(a change.Actor) bool {
	if v.Gone {
		return false
	}
	return v.Owner == a.Person || v.Shared == Organisation && (a.Role == authz.Owner || a.Role == authz.Administrator)
}

// Keeper keeps the views of an organisation: who may not see one is told that
// there is none.
type Keeper struct {
	Register *register.Register[View]
	Book     *register.Book
}

// KeeperOf makes the keeper for the registers of a book; false when views are
// none of them.
func KeeperOf(book *register.Book) (Keeper, bool) {
	reg, ok := book.Of(Kind).(*register.Register[View])
	return Keeper{Register: reg, Book: book}, ok
}

func missing() error { return errs.New(errs.NotFound, "There is no such view.") }

// Of gives the views of a register that the actor sees: their own first, then by
// name.
func (k Keeper) Of(in change.Reader, a change.Actor, kind register.Kind) ([]Row, error) {
	filters := []register.Filter{register.Where("gone", "no")}
	if kind != "" {
		filters = append(filters, register.Where("of", string(kind)))
	}
	var out []Row
	for row, err := range change.All(in, k.Register, register.Query{Filters: filters, Limit: register.MaxLimit, NoTotal: true}) {
		if err != nil {
			return nil, err
		}
		if row.Value.Seen(a) && k.readable(a, register.Kind(row.Value.Of)) {
			out = append(out, row)
		}
	}
	slices.SortStableFunc(out, func(x, y Row) int {
		if mine := x.Value.Owner == a.Person; mine != (y.Value.Owner == a.Person) {
			if mine {
				return -1
			}
			return 1
		}
		return strings.Compare(register.Fold(x.Value.Name), register.Fold(y.Value.Name))
	})
	return out, nil
}

func (k Keeper) readable(a change.Actor, kind register.Kind) bool {
	reg := k.Book.Of(kind)
	return reg != nil && a.May(authz.Read, reg.Declaration().Area)
}

// Get gives a view that the actor sees, by its number or id.
func (k Keeper) Get(in change.Reader, a change.Actor, ref string) (Row, error) {
	rec, err := change.AnyGet(in, k.Register, ref, 0)
	if errs.CodeOf(err) == errs.NotFound {
		return Row{}, missing()
	}
	if err != nil {
		return Row{}, err
	}
	row, err := k.Register.Row(&rec)
	if err == nil && (!row.Value.Seen(a) || !k.readable(a, register.Kind(row.Value.Of))) {
		return Row{}, missing()
	}
	return row, err
}

// Save stores a new view as the actor's own.
func (k Keeper) Save(tx *change.Tx, v View) (Row, error) {
	a := tx.Actor()
	v.Owner, v.Role, v.Gone = a.Person, string(a.Role), false
	if v.Shared == "" {
		v.Shared = Private
	}
	if err := k.sound(a, &v); err != nil {
		return Row{}, err
	}
	mine, err := k.Of(tx, a, register.Kind(v.Of))
	if err != nil {
		return Row{}, err
	}
	if len(mine) >= MaxViews {
		return Row{}, errs.New(errs.Invalid, "There are %d views already: take one away first.", MaxViews)
	}
	return change.Insert(tx, k.Register, v)
}

// Change stores the next version of a view; version is the one that was read, 0
// whatever it is. Whose it is stays.
func (k Keeper) Change(tx *change.Tx, ref string, version int64, v View) (Row, error) {
	a := tx.Actor()
	row, err := k.Get(tx, a, ref)
	if err != nil {
		return row, err
	}
	if !row.Value.Mine(a) {
		return row, errs.New(errs.Forbidden, "This view is somebody else’s. Save it under another name to change it.")
	}
	if version == 0 {
		version = row.Version
	}
	if v.Of != "" && v.Of != row.Value.Of {
		return row, errs.At("/of", "A view stays of the register that it was saved for.")
	}
	if v.Shared == "" {
		v.Shared = Private
	}
	v.Of, v.Owner, v.Role = row.Value.Of, row.Value.Owner, row.Value.Role
	if row.Value.Owner == a.Person {
		v.Role = string(a.Role)
	}
	if !v.Gone {
		if err := k.sound(a, &v); err != nil {
			return row, err
		}
	}
	return change.Put(tx, k.Register, row.ID, version, v)
}

// Remove takes a view away.
func (k Keeper) Remove(tx *change.Tx, ref string, version int64) error {
	row, err := k.Get(tx, tx.Actor(), ref)
	if err != nil {
		return err
	}
	row.Value.Gone = true
	_, err = k.Change(tx, ref, version, row.Value)
	return err
}

// sound says what is wrong with a view's listing, and writes it in its one form.
func (k Keeper) sound(a change.Actor, v *View) error {
	reg := k.Book.Of(register.Kind(v.Of))
	if reg == nil || !k.readable(a, register.Kind(v.Of)) {
		return errs.At("/of", "There is no register %q.", v.Of)
	}
	v.Name = strings.TrimSpace(v.Name)
	l, err := v.Listing(reg.Declaration())
	if err != nil {
		return errs.At("/query", "%s", errs.Safe(err))
	}
	if _, err := reg.Plan(l.Query()); err != nil {
		at := "/query"
		if fs := errs.FieldsOf(err); len(fs) > 0 && fs[0].Pointer == "sort" {
			at = "/sort"
		}
		return errs.At(at, "%s", errs.Safe(err))
	}
	v.Set(l)
	return nil
}
