// Package party is the legal entities of an organisation: the companies that
// hold certificates and sign bids, with the numbers by which buyers know them,
// and the registrations that they have to keep alive. The rules are pure.
package party

import (
	"slices"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/due"
	"holdfast/internal/register"
)

// Kind is the register's kind.
const Kind register.Kind = "entity"

// Entity is one legal entity. Certificates and bids name it by its name as
// printed, so that a name is never changed behind their back.
type Entity struct {
	custom.Values        // fields that the organisation added
	Name          string `json:"name"`
	// Form is what kind of body it is in law: "ltd", "plc", "llp" ...
	Form string `json:"form,omitempty"`
	// Number is that of Companies House, or of the charities' or another register.
	Number string `json:"number,omitempty"`
	DUNS   string `json:"duns,omitempty"` // nine digits of Dun & Bradstreet
	// PPON is the number of the central digital platform: "PABC-1234-DEFG".
	PPON string `json:"ppon,omitempty"`
	ODS  string `json:"ods,omitempty"` // the NHS's organisation code, which DSPT goes by
	// ICO is the registration with the Information Commissioner, and ICOExpires
	// the last day that its fee is paid for.
	ICO        string     `json:"ico,omitempty"`
	ICOExpires civil.Date `json:"icoExpires,omitzero"`
	Address    string     `json:"address,omitempty"`
	Parent     string     `json:"parent,omitempty"` // id of the entity that owns it
	// TradingNames are other names under which documents may know it.
	TradingNames []string `json:"tradingNames,omitempty"`
	Owner        string   `json:"owner,omitempty"` // the person who keeps its registrations
	// Closed: it trades no more. Records that name it stay as they are.
	Closed bool   `json:"closed,omitempty"`
	Note   string `json:"note,omitempty"`
}

// Row is a stored entity.
type Row = register.Row[Entity]

// Names gives the name and the trading names.
func (e *Entity) Names() []string { return append([]string{e.Name}, e.TradingNames...) }

var noStops = strings.NewReplacer(".", "", ",", "", "&", " and ")

// Key gives the form under which two names of an entity are the same: without
// case, accents, full stops and commas, and with the short word for the kind of
// company: "Fenmoor Digital Limited" is "fenmoor digital ltd".
func Key(name string) string {
	k := register.Fold(noStops.Replace(name))
	for long, short := range map[string]string{" limited liability partnership": " llp", " public limited company": " plc", " limited": " ltd"} {
		if cut, ok := strings.CutSuffix(k, long); ok {
			return cut + short
		}
	}
	return k
}

// Match finds the entity that a name on a certificate or a bid means: by its
// own name first, then by a trading name. False when none, or when a trading
// name is of two.
func Match(rows []Row, name string) (Row, bool) {
	k := Key(name)
	if k == "" {
		return Row{}, false
	}
	for _, r := range rows {
		if Key(r.Value.Name) == k {
			return r, true
		}
	}
	var found []Row
	for _, r := range rows {
		if slices.ContainsFunc(r.Value.TradingNames, func(n string) bool { return Key(n) == k }) {
			found = append(found, r)
		}
	}
	if len(found) != 1 {
		return Row{}, false
	}
	return found[0], true
}

// Suggest gives the names to offer where an entity is asked for: those that
// still trade, by name, and of those that only documents name what is not
// registered under another spelling.
func Suggest(rows []Row, named []string) []string {
	seen := map[string]bool{}
	var out []string
	add := func(name string) {
		if k := Key(name); k != "" && !seen[k] {
			seen[k] = true
			out = append(out, name)
		}
	}
	for _, r := range rows {
		if r.Value.Closed {
			for _, n := range r.Value.Names() {
				seen[Key(n)] = true
			}
			continue
		}
		add(r.Value.Name)
		for _, n := range r.Value.TradingNames {
			seen[Key(n)] = true
		}
	}
	for _, n := range named {
		add(n)
	}
	slices.SortFunc(out, func(a, b string) int { return strings.Compare(register.Fold(a), register.Fold(b)) })
	return out
}

// icoRemind are the days before a registration's last day on which its owner
// is told. Product default.
var icoRemind = []int{60, 30, 14, 7, 1, 0}

// Due gives what falls due of the entities: the registration with the
// Information Commissioner, which the law asks to be renewed every year. Closed
// ones have nothing due.
func Due(rows []Row, today civil.Date) []due.Item {
	var out []due.Item
	for _, r := range rows {
		e := &r.Value
		if e.Closed || e.ICOExpires.IsZero() {
			continue
		}
		out = append(out, due.Item{
			Date: e.ICOExpires, Kind: due.RegistrationEnds, Ref: r.Number, Step: "ico", Link: "/settings/entities/" + r.Number,
			Title: "ICO registration of " + e.Name + " ends",
			Why:   "Whoever processes personal data pays the data protection fee each year; many buyers ask for the registration.",
			Owner: e.Owner, Hard: true, Days: today.DaysUntil(e.ICOExpires), Remind: icoRemind,
		})
	}
	return out
}
