package register

import (
	"math"
	"slices"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/fold"
	"holdfast/internal/money"
)

const (
	// MaxText bounds a field of one line, in bytes.
	MaxText = 1000
	// MaxLongText bounds a long text, in bytes.
	MaxLongText = 200_000
	// numberScale keeps six decimals of a Number in its slot.
	numberScale = 1_000_000
	// Absent is what a number slot holds for no value: it sorts before all others.
	Absent = int64(math.MinInt64)
)

// Check gives what is wrong with new, in the order of the fields: required and
// missing, not a choice, too long; then what the register's own rule says. old
// is nil for a new record.
func (r *core) Check(old, new any) []errs.Field {
	var out []errs.Field
	say := func(f *Field, message string) {
		out = append(out, errs.Field{Pointer: pointer(f.Name), Message: message})
	}
	for i := range r.decl.Fields {
		f := &r.decl.Fields[i]
		if f.Computed {
			continue
		}
		v := r.Get(new, f.Name)
		if v == nil {
			if f.Required {
				say(f, f.Label+" is missing.")
			}
			continue
		}
		if a, ok := v.(money.Amount); ok && !a.Valid() {
			say(f, f.Label+" needs a currency of three capital letters, such as GBP.")
		}
		s, isText := v.(string)
		limit := MaxText
		if f.Type == LongText {
			limit = MaxLongText
		}
		switch {
		case isText && len(s) > limit:
			say(f, f.Label+" is too long.")
		case f.Type == Choice && !slices.ContainsFunc(f.Choices, func(o Option) bool { return o.Value == s }):
			say(f, f.Label+" must be one of: "+labels(f.Choices)+".")
		}
	}
	if r.validate != nil {
		out = append(out, r.validate(old, new)...)
	}
	return out
}

func labels(options []Option) string {
	names := make([]string, len(options))
	for i, o := range options {
		names[i] = o.Value
	}
	return strings.Join(names, ", ")
}

// Slots gives the values to keep beside the body. A declared slot is never nil:
// an absent text is empty and an absent number is Absent, so that every index
// and every cursor sees a value.
func (r *core) Slots(value any) Slots {
	var s Slots
	for i := range r.decl.Fields {
		f := &r.decl.Fields[i]
		if f.column == "" {
			continue
		}
		n := int(f.column[1] - '1')
		if f.Type.numeric() {
			x := slotNumber(r.Get(value, f.Name))
			s.Number[n] = &x
		} else {
			x := slotText(f.Type, r.Get(value, f.Name))
			s.Text[n] = &x
		}
	}
	return s
}

func slotNumber(v any) int64 {
	switch x := v.(type) {
	case int64:
		return x
	case float64:
		return int64(math.Round(x * numberScale))
	case bool:
		if x {
			return 1
		}
		return 0
	case money.Amount:
		return x.Minor
	}
	return Absent
}

func slotText(t Type, v any) string {
	switch x := v.(type) {
	case string:
		if t == Text {
			return key(x)
		}
		return x
	case civil.Date:
		return x.String()
	case []string:
		var b strings.Builder
		for _, tag := range x {
			b.WriteString("|" + Fold(tag))
		}
		b.WriteString("|")
		return b.String()
	}
	return ""
}

// Words gives the folded words that a search looks for, each between blanks:
// those of the title, and after a line break the others.
func (r *core) Words(value any) string {
	var title, rest strings.Builder
	for i := range r.decl.Fields {
		f := &r.decl.Fields[i]
		if !f.Search {
			continue
		}
		to := &rest
		if r.decl.Titled(f) {
			to = &title
		}
		text := r.Text(value, f.Name)
		if f.Type == Choice {
			text = f.LabelOf(text)
		}
		fold.AddWords(to, text)
	}
	if more, ok := value.(interface{ ExtraWords() string }); ok {
		fold.AddWords(&rest, more.ExtraWords())
	}
	return title.String() + "\n" + rest.String()
}
