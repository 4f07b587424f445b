package report

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"holdfast/internal/civil"
	"holdfast/internal/register"
)

// Fields gives a difference field by field with the register's labels, in its
// order, then what the declaration does not name. before or after may be nil.
func Fields(reg register.Any, before, after any, differ []Member, name func(string) string) []Field {
	var out []Field
	declared := map[string]bool{}
	d := reg.Declaration()
	for i := range d.Fields {
		f := &d.Fields[i]
		top, _, _ := strings.Cut(f.Name, ".")
		declared[top] = declared[top] || !f.Computed
		if f.Computed {
			continue
		}
		was, now := get(reg, before, f.Name), get(reg, after, f.Name)
		if reflect.DeepEqual(was, now) {
			continue
		}
		out = append(out, Field{Label: f.Label, Was: Words(f, was, name), Now: Words(f, now, name), Long: f.Type == register.LongText})
	}
	for _, m := range differ {
		if !declared[m.Name] {
			out = append(out, Field{Label: label(m.Name), Was: plain(m.Was), Now: plain(m.Now), Long: true})
		}
	}
	return out
}

func get(reg register.Any, value any, field string) any {
	if value == nil {
		return nil
	}
	return reg.Get(value, field)
}

// Words says a field's value as people read it; empty for none.
func Words(f *register.Field, value any, name func(string) string) string {
	switch v := value.(type) {
	case nil:
		return ""
	case civil.Date:
		return v.Long()
	case bool:
		if v {
			return "Yes"
		}
		return "No"
	case string:
		switch f.Type {
		case register.Choice:
			return f.LabelOf(v)
		case register.Person:
			return name(v)
		case register.File:
			return "file " + v[:min(12, len(v))]
		}
		return v
	case []string:
		return strings.Join(v, ", ")
	case int64:
		if f.Type == register.Instant {
			return time.UnixMicro(v).UTC().Format("2 January 2006, 15:04:05 UTC")
		}
	case interface{ String() string }:
		return v.String()
	}
	b, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return string(b)
}

// label makes words of a member's name: "endLabel" is "End label". A number
// such as CERT-1 stays as it is.
func label(name string) string {
	var b strings.Builder
	before := rune('A')
	for i, r := range name {
		was := r
		switch {
		case i == 0:
			r = unicode.ToUpper(r)
		case unicode.IsUpper(r) && unicode.IsLower(before):
			b.WriteByte(' ')
			r = unicode.ToLower(r)
		}
		before = was
		b.WriteRune(r)
	}
	return b.String()
}

// plain writes nested data as lines that people read: what is empty, null or no
// is left out.
func plain(raw json.RawMessage) string {
	if len(raw) == 0 {
		return ""
	}
	var b strings.Builder
	write(&b, raw, 0)
	return strings.TrimSuffix(b.String(), "\n")
}

// maxDepth bounds how deep nested data is written.
const maxDepth = 20

func write(b *strings.Builder, raw json.RawMessage, depth int) {
	indent := strings.Repeat("  ", depth)
	var members map[string]json.RawMessage
	var list []json.RawMessage
	switch {
	case depth > maxDepth:
		b.WriteString(indent + string(raw) + "\n")
	case json.Unmarshal(raw, &members) == nil && members != nil:
		for _, name := range slices.Sorted(maps.Keys(members)) {
			switch m := members[name]; {
			case slices.Contains([]string{"null", `""`, "false", "[]", "{}"}, string(m)):
			case m[0] == '{' || m[0] == '[':
				b.WriteString(indent + label(name) + ":\n")
				write(b, m, depth+1)
			default:
				b.WriteString(indent + label(name) + ": " + scalar(m) + "\n")
			}
		}
	case json.Unmarshal(raw, &list) == nil && list != nil:
		for i, item := range list {
			if len(item) == 0 || item[0] != '{' && item[0] != '[' {
				b.WriteString(indent + scalar(item) + "\n")
				continue
			}
			b.WriteString(indent + strconv.Itoa(i+1) + ".\n")
			write(b, item, depth+1)
		}
	default:
		b.WriteString(indent + scalar(raw) + "\n")
	}
}

func scalar(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	if string(raw) == "true" {
		return "yes"
	}
	return string(raw)
}

// Line is one line of a difference between two texts.
type Line struct {
	Sign byte // ' ' the same, '-' gone, '+' new
	Text string
}

// maxLines bounds what is compared line by line: the cost is their product.
const maxLines = 400

// Lines gives the difference of two texts line by line, with as few changed
// lines as there can be. Very long texts are given as all gone and all new.
func Lines(was, now string) []Line {
	a, b := split(was), split(now)
	var out []Line
	if len(a) > maxLines || len(b) > maxLines {
		for _, t := range a {
			out = append(out, Line{'-', t})
		}
		for _, t := range b {
			out = append(out, Line{'+', t})
		}
		return out
	}
	// common[i][j] is the longest common sequence of a[i:] and b[j:].
	common := make([][]int, len(a)+1)
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			out = append(out, Line{' ', a[i]})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			out = append(out, Line{'-', a[i]})
			i++
		default:
			out = append(out, Line{'+', b[j]})
			j++
		}
	}
	return out
}

func split(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(s, "\n"), "\n")
}
