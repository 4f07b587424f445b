package register

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/money"
)

var (
	dateType  = reflect.TypeFor[civil.Date]()
	moneyType = reflect.TypeFor[money.Amount]()
)

// find gives the path of a struct's field by its JSON name, and the field's
// type without pointers; nil when there is none.
func find(t reflect.Type, name string) ([]int, reflect.Type) {
	head, rest, nested := strings.Cut(name, ".")
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil, nil
	}
	for _, f := range reflect.VisibleFields(t) {
		tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || tag != head {
			continue
		}
		ft := f.Type
		for ft.Kind() == reflect.Pointer {
			ft = ft.Elem()
		}
		if !nested {
			return f.Index, ft
		}
		more, last := find(ft, rest)
		if more == nil {
			return nil, nil
		}
		return append(slices.Clone(f.Index), more...), last
	}
	return nil, nil
}

// fits says whether a field of the type can be kept in the Go type.
func fits(t Type, goType reflect.Type) bool {
	switch t {
	case Date:
		return goType == dateType
	case Money:
		return goType == moneyType
	case Instant:
		return goType.Kind() == reflect.Int64
	case Number:
		switch goType.Kind() {
		case reflect.Int, reflect.Int32, reflect.Int64, reflect.Float64:
			return goType != dateType
		}
		return false
	case YesNo:
		return goType.Kind() == reflect.Bool
	case Tags:
		return goType.Kind() == reflect.Slice && goType.Elem().Kind() == reflect.String
	default:
		return goType.Kind() == reflect.String
	}
}

// reach walks a path; with make it fills nil pointers on the way. It gives the
// zero Value when a pointer is nil.
func reach(v reflect.Value, path []int, fill bool) reflect.Value {
	for _, i := range path {
		for v.Kind() == reflect.Pointer {
			if v.IsNil() {
				if !fill {
					return reflect.Value{}
				}
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v
}

// root gives the struct that a value points to. A value of another register is a
// defect of the program: it panics.
func (r *core) root(value any) reflect.Value {
	v := reflect.ValueOf(value)
	if v.Kind() != reflect.Pointer || v.Type().Elem() != r.of {
		panic(fmt.Sprintf("register %q: a %T is none of its values", r.decl.Kind, value))
	}
	return v
}

// Get gives a field's value as string, civil.Date, int64, float64, bool,
// money.Amount or []string; nil when it is absent (empty text, no date, a nil
// pointer).
func (r *core) Get(value any, field string) any {
	if of := r.computed[field]; of != nil {
		return present(of(value))
	}
	path := r.paths[field]
	if path == nil {
		return nil
	}
	v := reach(r.root(value), path, false)
	for v.IsValid() && v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if !v.IsValid() {
		return nil
	}
	switch {
	case v.Type() == dateType:
		return present(civil.Date(v.Int()))
	case v.Type() == moneyType:
		return present(v.Interface())
	case v.Kind() == reflect.String:
		return present(v.String())
	case v.CanInt():
		return v.Int()
	case v.CanFloat():
		return v.Float()
	case v.Kind() == reflect.Bool:
		return v.Bool()
	case v.Kind() == reflect.Slice:
		tags := make([]string, v.Len())
		for i := range tags {
			tags[i] = v.Index(i).String()
		}
		return present(tags)
	}
	return nil
}

func present(v any) any {
	switch x := v.(type) {
	case string:
		if x == "" {
			return nil
		}
	case civil.Date:
		if x == 0 {
			return nil
		}
	case money.Amount:
		if x.IsZero() {
			return nil
		}
	case []string:
		if len(x) == 0 {
			return nil
		}
	case int:
		return int64(x)
	}
	return v
}

// Text gives a field's value as it is typed and exported: dates as
// 2027-02-14, yes and no, tags with commas between. Set reads it back.
func (r *core) Text(value any, field string) string {
	switch x := r.Get(value, field).(type) {
	case nil:
		return ""
	case string:
		return x
	case civil.Date:
		return x.String()
	case int64:
		if f := r.decl.Field(field); f != nil && f.Type == Instant {
			return time.UnixMicro(x).UTC().Format(time.RFC3339Nano)
		}
		return strconv.FormatInt(x, 10)
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case bool:
		if x {
			return "yes"
		}
		return "no"
	case money.Amount:
		return x.String()
	case []string:
		return strings.Join(x, ", ")
	default:
		return fmt.Sprint(x)
	}
}

// Set puts typed text into a field. Empty text empties it. The error is an
// errs.Invalid at the field.
func (r *core) Set(value any, field, text string) error {
	f, path := r.decl.Field(field), r.paths[field]
	if f == nil || path == nil {
		return errs.At(pointer(field), "%q is not a field that can be entered", field)
	}
	refuse := func(format string, args ...any) error { return errs.At(pointer(field), format, args...) }
	root := r.root(value)
	if text == "" {
		if v := reach(root, path, false); v.IsValid() {
			v.SetZero()
		}
		return nil
	}
	var set any
	switch f.Type {
	case Date:
		d, err := civil.Parse(strings.TrimSpace(text))
		if err != nil {
			return refuse("%s", err.Error())
		}
		set = d
	case Money:
		a, err := money.Parse(text)
		if err != nil {
			return refuse("%s", err.Error())
		}
		set = a
	case Instant:
		at, err := time.Parse(time.RFC3339Nano, strings.TrimSpace(text))
		if err != nil {
			return refuse("%q is not an instant: write it as 2027-02-14T09:30:00Z", text)
		}
		set = at.UnixMicro()
	case Number:
		n, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(text), ",", ""), 64)
		if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
			return refuse("%q is not a number", text)
		}
		set = n
	case YesNo:
		switch Fold(text) {
		case "yes", "y", "true", "1", "on":
			set = true
		case "no", "n", "false", "0":
			set = false
		default:
			return refuse("answer yes or no, not %q", text)
		}
	case Tags:
		var tags []string
		for part := range strings.SplitSeq(text, ",") {
			if part = strings.TrimSpace(part); part != "" {
				tags = append(tags, part)
			}
		}
		set = tags
	case Choice:
		set = text
		for _, o := range f.Choices {
			if o.Value == text || Fold(o.Label) == Fold(text) {
				set = o.Value
			}
		}
	default:
		set = text
	}
	v := reach(root, path, true)
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	if n, ok := set.(float64); ok && v.CanInt() {
		if n != math.Trunc(n) || math.Abs(n) > 1<<53 || v.OverflowInt(int64(n)) {
			return refuse("%q is not a whole number of a usual size", text)
		}
		v.SetInt(int64(n))
		return nil
	}
	v.Set(reflect.ValueOf(set).Convert(v.Type()))
	return nil
}

// Changed gives the declared fields whose values differ; old may be nil.
func (r *core) Changed(old, new any) []*Field {
	var out []*Field
	for i := range r.decl.Fields {
		f := &r.decl.Fields[i]
		if f.Computed {
			continue
		}
		var before any
		if v := reflect.ValueOf(old); v.IsValid() && !v.IsNil() {
			before = r.Get(old, f.Name)
		}
		if !reflect.DeepEqual(before, r.Get(new, f.Name)) {
			out = append(out, f)
		}
	}
	return out
}

// pointer gives the JSON pointer of a field.
func pointer(field string) string { return "/" + strings.ReplaceAll(field, ".", "/") }
