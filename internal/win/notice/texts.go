package notice

import (
	"strconv"
	"strings"
	"unicode"
)

// texts collects every passage in which a requirement may stand, in reading
// order: what it is, the lots, what is asked of bidders, the terms, the rest.
// A text that was already collected is not collected again: the portals repeat
// the description of the whole in lots and documents.
func (r *reader) texts(root place) []Passage {
	c := collector{seen: map[string]struct{}{}}
	t := root.get("tender")
	c.add(t.get("title"), "Title", "")
	c.add(t.get("description"), "Description", "")
	c.sweep(t.get("selectionCriteria"), "Selection criteria", "")
	c.sweep(t.get("otherRequirements"), "Other requirements", "")
	for _, k := range []string{"riskDetails", "eligibilityCriteria", "participationConditions", "exclusionGrounds"} {
		c.sweep(t.get(k), title(k), "")
	}
	c.lots(t.get("lots"))
	c.sweep(t.get("contractTerms"), "Contract terms", "")
	c.sweep(t, "Tender", "")
	c.add(root.get("description"), "Additional information", "")
	c.sweep(root.get("planning"), "Planning", "")
	c.sweep(root.get("awards"), "Award", "")
	c.sweep(root.get("contracts"), "Contract", "")
	for i := range root.kids() {
		k := &root.Kids[i]
		switch k.Key {
		case "tender", "planning", "awards", "contracts", "parties", "buyer", "links", "ocid", "description", "initiationType":
			continue
		}
		if silent[k.Key] {
			continue
		}
		c.sweep(root.get(k.Key), title(k.Key), "")
	}
	return c.out
}

func (p place) kids() []Node {
	if p.Node == nil || p.Kind != Object {
		return nil
	}
	return p.Kids
}

type collector struct {
	out  []Passage
	seen map[string]struct{}

	// of the sweep that is under way
	from, heading, lot string
	path               []step
	words              []string // names on the way that make the heading
}

func (c *collector) add(p place, heading, lot string) {
	if s := p.String(); c.new(s) {
		c.out = append(c.out, Passage{Pointer: p.ptr, Heading: heading, Lot: lot, Value: s})
	}
}

// new says that a text is worth reading and was not yet collected.
func (c *collector) new(s string) bool {
	if s == "" || caption(s) {
		return false
	}
	before := len(c.seen)
	c.seen[s] = struct{}{}
	return len(c.seen) > before
}

// caption says that a text is the portal's own name for its page of the notice:
// "Tender notice on Find a Tender".
func caption(s string) bool {
	return len(s) < 100 && (strings.HasSuffix(s, " notice on Find a Tender") || strings.HasSuffix(s, " notice on Contracts Finder"))
}

func (c *collector) lots(lots place) {
	list := lots.items()
	for _, l := range list {
		id := l.get("id").String()
		name := "Lot " + strings.TrimPrefix(strings.TrimPrefix(id, "LOT-"), "lot-")
		if id == "" || len(list) == 1 {
			name = "Lot"
		}
		if placeholder(id) {
			id = ""
		}
		c.add(l.get("title"), name+": title", id)
		c.add(l.get("description"), name+": description", id)
		c.sweep(l, name, id)
	}
}

// silent are members that hold no words of the buyer about what it asks: codes,
// names, links, captions of the portal.
var silent = map[string]bool{
	"id": true, "classification": true, "additionalClassifications": true, "classifications": true,
	"status": true, "tag": true, "documentType": true, "format": true, "url": true, "uri": true, "href": true,
	"noticeType": true, "datePublished": true, "dateModified": true, "currency": true, "legalBasis": true,
	"address": true, "deliveryAddresses": true, "deliveryAddress": true, "deliveryLocation": true,
	"deliveryLocations": true, "suppliers": true, "parties": true, "procurementMethod": true, "language": true,
	"procurementMethodDetails": true, "submissionMethod": true, "submissionMethodDetails": true,
	"mainProcurementCategory": true, "additionalProcurementCategories": true, "atypicalToolUrl": true,
	"scheme": true, "relatedLot": true, "relatedLots": true, "coveredBy": true, "languages": true,
	"startDate": true, "endDate": true, "date": true, "dueDate": true, "type": true, "relatedProcesses": true,
	"bidOpening": true, "bids": true, "budgetBreakdown": true,
}

// sweep adds every text below a place that reads like words. Pointers and
// headings are made for those alone: most of what is walked over is codes.
func (c *collector) sweep(p place, heading, lot string) {
	if p.Node == nil {
		return
	}
	c.from, c.heading, c.lot = p.ptr, heading, lot
	c.path, c.words = c.path[:0], c.words[:0]
	c.walk(p.Node)
}

func (c *collector) walk(n *Node) {
	switch n.Kind {
	case Text:
		if !wordy(n.Text) {
			return
		}
		if s := n.String(); c.new(s) {
			c.out = append(c.out, Passage{Pointer: c.pointer(), Heading: c.head(), Lot: c.lot, Value: s})
		}
	case Array:
		for i := range n.Kids {
			c.path = append(c.path, step{index: i})
			c.walk(&n.Kids[i])
			c.path = c.path[:len(c.path)-1]
		}
	case Object:
		words := len(c.words)
		if t := n.Get("type"); t != nil && t.Kind == Text && !strings.ContainsAny(t.Text, " /") {
			c.words = append(c.words, t.Text)
		}
		for i := range n.Kids {
			k := &n.Kids[i]
			if (k.Kind != Text && k.Kind != Array && k.Kind != Object) || silent[k.Key] {
				continue
			}
			c.path = append(c.path, step{key: k.Key})
			if k.Key != "criteria" {
				c.words = append(c.words, k.Key)
				c.walk(k)
				c.words = c.words[:len(c.words)-1]
			} else {
				c.walk(k)
			}
			c.path = c.path[:len(c.path)-1]
		}
		c.words = c.words[:words]
	}
}

// step is one token of a pointer: a member, or an element when key is empty.
type step struct {
	key   string
	index int
}

func (c *collector) pointer() string {
	var b strings.Builder
	b.WriteString(c.from)
	for _, s := range c.path {
		b.WriteByte('/')
		if s.key == "" {
			b.WriteString(strconv.Itoa(s.index))
		} else {
			b.WriteString(escape(s.key))
		}
	}
	return b.String()
}

func (c *collector) head() string {
	var b strings.Builder
	b.WriteString(c.heading)
	for i, w := range c.words {
		if i == 0 {
			b.WriteString(": ")
		} else {
			b.WriteString(", ")
		}
		b.WriteString(strings.ToLower(title(w)))
	}
	return b.String()
}

// wordy says that a text could be a sentence: not a code, a number or a link.
func wordy(s string) bool {
	s = strings.TrimSpace(s)
	spaced := strings.IndexByte(s, ' ') > 0 || strings.IndexByte(s, '\n') > 0
	if len(s) < 4 || (!spaced && strings.Contains(s, "://")) {
		return false
	}
	letters := 0
	for _, c := range s {
		if unicode.IsLetter(c) {
			if letters++; letters > 3 {
				return spaced || strings.ContainsAny(s, "0123456789")
			}
		}
	}
	return false
}

// title turns a member's name into words: "performanceTerms" is "Performance
// terms".
func title(key string) string {
	var b strings.Builder
	for i, c := range key {
		switch {
		case i == 0:
			b.WriteRune(unicode.ToUpper(c))
		case unicode.IsUpper(c):
			b.WriteByte(' ')
			b.WriteRune(unicode.ToLower(c))
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}
