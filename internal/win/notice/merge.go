package notice

import "strings"

// merge lays a later release over what earlier ones gave: members of objects
// one by one, lists of things with an id by id, any other list and value whole.
// An update carries only what changed, so what is absent stays as it was. The
// inputs are not changed; the result may share parts with them.
func merge(old, new *Node) Node {
	if old == nil || old.Kind != new.Kind {
		return *new
	}
	if (new.Kind == Object || new.Kind == Array) && len(new.Kids) == 0 {
		return *old // nothing was said about it
	}
	switch new.Kind {
	case Object:
		return mergeObjects(old, new)
	case Array:
		if identified(old) && identified(new) {
			return mergeLists(old, new)
		}
	}
	return *new
}

func mergeObjects(old, new *Node) Node {
	out := Node{Key: new.Key, Kind: Object, Kids: make([]Node, 0, max(len(old.Kids), len(new.Kids)))}
	i, j := 0, 0
	for i < len(old.Kids) && j < len(new.Kids) {
		a, b := &old.Kids[i], &new.Kids[j]
		switch c := strings.Compare(a.Key, b.Key); {
		case c < 0:
			out.Kids = append(out.Kids, *a)
			i++
		case c > 0:
			out.Kids = append(out.Kids, *b)
			j++
		default:
			out.Kids = append(out.Kids, merge(a, b))
			i, j = i+1, j+1
		}
	}
	out.Kids = append(out.Kids, old.Kids[i:]...)
	out.Kids = append(out.Kids, new.Kids[j:]...)
	return out
}

func mergeLists(old, new *Node) Node {
	out := Node{Key: new.Key, Kind: Array, Kids: make([]Node, len(old.Kids), len(old.Kids)+len(new.Kids))}
	copy(out.Kids, old.Kids)
	at := make(map[string]int, len(old.Kids))
	for i := range old.Kids {
		at[old.Kids[i].Get("id").String()] = i
	}
	for i := range new.Kids {
		id := new.Kids[i].Get("id").String()
		if j, ok := at[id]; ok {
			out.Kids[j] = merge(&out.Kids[j], &new.Kids[i])
			continue
		}
		at[id] = len(out.Kids)
		out.Kids = append(out.Kids, new.Kids[i])
	}
	return out
}

// identified says that every element is an object with an id of its own that
// means the same in another release. "org-18" of the Proactis portals does not:
// it counts the parties of one release.
func identified(list *Node) bool {
	for i := range list.Kids {
		id := list.Kids[i].Get("id").String()
		if id == "" || localID(id) {
			return false
		}
	}
	return len(list.Kids) > 0
}

// localID says that an identifier only counts things inside one release.
func localID(id string) bool {
	rest, ok := strings.CutPrefix(strings.ToLower(id), "org-")
	return ok && strings.Trim(rest, "0123456789") == ""
}
