package rest

import (
	"maps"
	"reflect"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"holdfast/internal/errs"
	"holdfast/internal/strictjson"
)

type jsonValue = jsontext.Value

// members reads an object into its members as they lie.
func members(b []byte) (map[string]jsonValue, error) {
	var out map[string]jsonValue
	if err := strictjson.Unmarshal(b, &out); err != nil {
		return nil, err
	}
	if out == nil {
		return nil, errs.At("", "A JSON object is wanted here, not null.")
	}
	return out, nil
}

// mergePatch changes a body as RFC 7396 says: a member that is null is taken
// away, an object changes the object that is there, anything else takes the
// place of what is there.
func mergePatch(target, patch []byte) ([]byte, error) {
	change, err := members(patch)
	if err != nil {
		return nil, err
	}
	into := map[string]jsonValue{}
	if jsonValue(target).Kind() == '{' {
		if into, err = members(target); err != nil {
			return nil, err
		}
	}
	for name, v := range change {
		switch v.Kind() {
		case 'n':
			delete(into, name)
		case '{':
			merged, err := mergePatch(into[name], v)
			if err != nil {
				return nil, err
			}
			into[name] = merged
		default:
			into[name] = v
		}
	}
	return strictjson.Marshal(into)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// fresh gives a pointer to a new value of v's type.
func fresh(v any) any { return reflect.New(reflect.TypeOf(v)).Interface() }

// zero empties what a pointer points to.
func zero(p any) any {
	reflect.ValueOf(p).Elem().SetZero()
	return p
}
