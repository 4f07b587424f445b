package notice

import (
	"slices"
	"strings"
)

// Kind is the kind of a Node.
type Kind uint8

const (
	Absent Kind = iota // null, or nothing there
	Object
	Array
	Text
	Number
	True
	False
)

// Node is one value of a release: plain JSON after the quirks of the portals
// have been dealt with. Members of an object are sorted by key and distinct;
// there are no nulls in objects. The zero Node is an absent value, and every
// method works on a nil *Node, so that a path through a release that lacks a
// part of it needs no checks.
type Node struct {
	Key  string // name in its object; empty in arrays
	Text string // of Text, decoded; of Number, as it was written
	Kids []Node // members or elements
	Kind Kind
}

// Get gives a member of an object, nil when there is none.
func (n *Node) Get(key string) *Node {
	if n == nil || n.Kind != Object {
		return nil
	}
	for i := range n.Kids {
		if n.Kids[i].Key == key {
			return &n.Kids[i]
		}
	}
	return nil
}

// At follows members: At("tender", "value").
func (n *Node) At(keys ...string) *Node {
	for _, k := range keys {
		if n = n.Get(k); n == nil {
			return nil
		}
	}
	return n
}

// String gives the text of a Text or Number, trimmed; otherwise nothing.
func (n *Node) String() string {
	if n == nil || (n.Kind != Text && n.Kind != Number) {
		return ""
	}
	return strings.TrimSpace(n.Text)
}

// Bool gives a truth value and whether there is one: true, "true", "yes".
func (n *Node) Bool() (value, known bool) {
	switch {
	case n == nil:
		return false, false
	case n.Kind == True:
		return true, true
	case n.Kind == False:
		return false, true
	}
	switch strings.ToLower(n.String()) {
	case "true", "yes", "1":
		return true, true
	case "false", "no", "0":
		return false, true
	}
	return false, false
}

// Items gives the elements of an array, and a single object or text as a list
// of itself: portals forget the brackets around one.
func (n *Node) Items() []Node {
	switch {
	case n == nil || n.Kind == Absent:
		return nil
	case n.Kind == Array:
		return n.Kids
	}
	return []Node{*n}
}

// Sort puts the members of an object into the order that Node promises; of two
// with one key the later wins.
func (n *Node) Sort() {
	sorted := true
	for i := 1; i < len(n.Kids); i++ {
		if n.Kids[i-1].Key >= n.Kids[i].Key {
			sorted = false
			break
		}
	}
	if sorted {
		return
	}
	if len(n.Kids) <= few {
		insertion(n.Kids)
	} else {
		slices.SortStableFunc(n.Kids, func(a, b Node) int { return strings.Compare(a.Key, b.Key) })
	}
	out := n.Kids[:0]
	for i := range n.Kids {
		if i+1 < len(n.Kids) && n.Kids[i+1].Key == n.Kids[i].Key {
			continue
		}
		out = append(out, n.Kids[i])
	}
	n.Kids = out
}

// few is how many members are put in order by insertion, which is the usual
// case and moves each node once.
const few = 24

func insertion(kids []Node) {
	for i := 1; i < len(kids); i++ {
		j := i
		for j > 0 && kids[j-1].Key > kids[i].Key {
			j--
		}
		if j < i {
			k := kids[i]
			copy(kids[j+1:i+1], kids[j:i])
			kids[j] = k
		}
	}
}

// Drop removes members of an object.
func (n *Node) Drop(keys ...string) {
	if n == nil || n.Kind != Object {
		return
	}
	n.Kids = slices.DeleteFunc(n.Kids, func(k Node) bool { return slices.Contains(keys, k.Key) })
}

// Put sets a member of an object to a text.
func (n *Node) Put(key, text string) {
	if m := n.Get(key); m != nil {
		*m = Node{Key: key, Kind: Text, Text: text}
		return
	}
	n.Kids = append(n.Kids, Node{Key: key, Kind: Text, Text: text})
	n.Sort()
}
