// Package pack is the evidence that goes with a bid: what was chosen for it item
// by item, how ready each item is, the pack that was built of it, and the record
// of what was sent to whom. The rules are pure: records of other wings come in as
// values, the day as an argument.
package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/win/bid"
)

// Kind is the register's kind.
const Kind register.Kind = "pack"

// Path is where the pages of packs are.
const Path = "/packs"

// The states of a pack. What was sent stays as it is.
const (
	Preparing = "preparing"
	BuiltOnce = "built"
	Sent      = "sent"
)

// Advice is said wherever a pack speaks of dates and undertakings.
const Advice = "What it says of certificates, dates and undertakings informs; it is no legal advice."

const (
	// MaxItems bounds the items of a pack, and MaxSendings how often it is sent.
	MaxItems    = 100
	MaxSendings = 100
	// MaxText bounds the text of an undertaking, in bytes.
	MaxText = 20_000
)

// Pack is one evidence pack of a bid.
type Pack struct {
	custom.Values        // fields that the organisation added
	Bid           string `json:"bid"` // id
	Title         string `json:"title"`
	State         string `json:"state"`
	// Choices are the items in their order. Nothing else is in the pack.
	Choices     []Choice    `json:"choices,omitempty"`
	Undertaking Undertaking `json:"undertaking,omitzero"`

	// File is the zip that was built last: SHA-256 in hex, name, and bytes;
	// Manifest is the SHA-256 of its manifest.
	File     string `json:"file,omitempty"`
	FileName string `json:"fileName,omitempty"`
	FileSize int64  `json:"fileSize,omitempty"`
	Manifest string `json:"manifest,omitempty"`
	Built    *Built `json:"built,omitempty"`
	// Sendings are to whom it went, the oldest first.
	Sendings []Sending `json:"sendings,omitempty"`
}

// Row is a pack with its number and version.
type Row = register.Row[Pack]

// Choice is one item that a person chose for the pack.
type Choice struct {
	Item string `json:"item"`         // one of the items
	Of   string `json:"of,omitempty"` // the number of the record that it shows: "CERT-2"
	// Columns are those of the Statement of Applicability that the extract shows;
	// empty: the usual ones.
	Columns []string `json:"columns,omitempty"`
	// WaitsOn is the person, by id, or somebody outside, by name, on whom the item
	// waits, and WaitsFor what is to come.
	WaitsOn  string `json:"waitsOn,omitempty"`
	WaitsFor string `json:"waitsFor,omitempty"`
}

// Key names the choice within its pack: "certificate:CERT-2".
func (c Choice) Key() string {
	if c.Of == "" {
		return c.Item
	}
	return c.Item + ":" + c.Of
}

// ParseKey reads what Key writes. Whether there is such an item is not looked at.
func ParseKey(key string) Choice {
	item, of, _ := strings.Cut(key, ":")
	return Choice{Item: item, Of: of}
}

// Built says what a pack was built of.
type Built struct {
	At         int64       `json:"at"` // microseconds UTC
	By         string      `json:"by"` // person
	Items      []BuiltItem `json:"items"`
	LeftOut    []string    `json:"leftOut,omitempty"`    // chosen items that were not ready
	Checkpoint string      `json:"checkpoint,omitempty"` // "checkpoint 12 of 2027-01-06T07:00:00Z"
}

// BuiltItem is one item as it was put in.
type BuiltItem struct {
	Key     string   `json:"key"`
	Label   string   `json:"label"`
	Note    string   `json:"note,omitempty"`
	Hash    string   `json:"hash"` // of its content: see Content.Hash
	Sources []Source `json:"sources,omitempty"`
}

// Source is a record that an item rests on, in one version.
type Source struct {
	Number  string `json:"number"`
	Version int64  `json:"version"`
}

// Sending is one time that the pack went to somebody.
type Sending struct {
	To        string     `json:"to"`
	Way       string     `json:"way"` // one of Ways
	On        civil.Date `json:"on"`
	Reference string     `json:"reference,omitempty"` // of the portal's receipt
	Note      string     `json:"note,omitempty"`
	By        string     `json:"by"` // person
	At        int64      `json:"at"` // when it was recorded, microseconds UTC
}

// Ways gives the ways by which a pack is sent.
func Ways() []register.Option {
	return []register.Option{
		{Value: "portal", Label: "Through the portal"},
		{Value: "mail", Label: "By e-mail"},
		{Value: "transfer", Label: "By a file transfer"},
		{Value: "hand", Label: "Handed over"},
		{Value: "post", Label: "By post"},
	}
}

// WayWord says a way within a sentence: "through the portal".
func WayWord(way string) string {
	for _, o := range Ways() {
		if o.Value == way {
			return strings.ToLower(o.Label[:1]) + o.Label[1:]
		}
	}
	return way
}

// States gives the states of a pack.
func States() []register.Option {
	return []register.Option{{Value: Preparing, Label: "In preparation"}, {Value: BuiltOnce, Label: "Built"}, {Value: Sent, Label: "Sent"}}
}

// Last gives the last sending; nil when it was not sent.
func (p *Pack) Last() *Sending {
	if len(p.Sendings) == 0 {
		return nil
	}
	return &p.Sendings[len(p.Sendings)-1]
}

// Register declares packs to the kernel.
func Register() *register.Register[Pack] {
	return register.Declare(register.Declaration{
		Kind: Kind, Prefix: "PACK", Singular: "evidence pack", Plural: "evidence packs", Area: authz.Win,
		Fields: []register.Field{
			{Name: "title", Label: "Pack", Type: register.Text, Required: true, List: true, Sort: true, Search: true},
			{Name: "bid", Label: "Bid", Type: register.Link, To: bid.Kind, Required: true, List: true, Filter: true},
			{Name: "state", Label: "State", Type: register.Choice, Choices: States(), Required: true, Default: Preparing, List: true, Filter: true},
			{Name: "file", Label: "The pack", Type: register.File},
			{Name: "fileName", Label: "Name of the file", Type: register.Text},
			{Name: "fileSize", Label: "Size in bytes", Type: register.Number},
			{Name: "manifest", Label: "SHA-256 of its manifest", Type: register.Text, Search: true},
		},
	}, check,
		computed("items", "Items", register.Number, func(p *Pack) any { return int64(len(p.Choices)) }),
		computed("sentTo", "Sent to", register.Text, func(p *Pack) any {
			if s := p.Last(); s != nil {
				return s.To
			}
			return nil
		}),
		computed("sentBy", "How", register.Text, func(p *Pack) any {
			if s := p.Last(); s != nil {
				return WayWord(s.Way)
			}
			return nil
		}),
		computed("sentOn", "Sent on", register.Date, func(p *Pack) any {
			if s := p.Last(); s != nil {
				return s.On
			}
			return nil
		}),
	)
}

func computed(name, label string, t register.Type, of func(*Pack) any) register.Computed[Pack] {
	return register.Computed[Pack]{Field: register.Field{Name: name, Label: label, Type: t, List: true, Sort: name == "sentOn", Filter: name == "sentOn"}, Of: of}
}

// check keeps what was sent as it was, and bounds what a pack holds.
func check(old, p *Pack) []errs.Field {
	var out []errs.Field
	wrong := func(field, words string) { out = append(out, errs.Field{Pointer: "/" + field, Message: words}) }
	if old != nil && old.Bid != p.Bid {
		wrong("bid", "A pack stays with its bid.")
	}
	if old != nil && old.State == Sent {
		a, b := *old, *p
		a.Values, b.Values, a.Title, b.Title = custom.Values{}, custom.Values{}, "", ""
		a.Sendings, b.Sendings = nil, nil
		if !reflect.DeepEqual(a, b) || len(p.Sendings) < len(old.Sendings) || !slices.Equal(p.Sendings[:len(old.Sendings)], old.Sendings) {
			wrong("state", "What was sent stays as it is. Begin the next pack.")
		}
	}
	seen := map[string]bool{}
	for _, c := range p.Choices {
		if !known(c.Item) || seen[c.Key()] {
			wrong("choices", "Choose each item once, out of those that there are.")
			break
		}
		seen[c.Key()] = true
	}
	if len(p.Choices) > MaxItems {
		wrong("choices", "A pack holds at most 100 items.")
	}
	if len(p.Sendings) > MaxSendings {
		wrong("sendings", "A pack is sent at most 100 times.")
	}
	if len(p.Undertaking.Text) > MaxText {
		wrong("text", "This is too long: at most 20,000 characters.")
	}
	return out
}

// hashOf gives the SHA-256 of plain values, in hex.
func hashOf(v any) string {
	b, _ := json.Marshal(v) // plain values: cannot fail
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Instant turns what is kept into a time.
func Instant(micro int64) time.Time { return time.UnixMicro(micro).UTC() }
