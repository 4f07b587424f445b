package rest

import (
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/view"
)

// filter is a parameter of a list that narrows it: field, or field[op].
type filter struct {
	field *register.Field
	op    register.Op
}

// The parameters of every list.
const (
	limitParam = "limit"
	sortParam  = "sort"
	wordsParam = "q"
	afterParam = "after"
	asAtParam  = "asAt"
	totalParam = "total"
)

var listParams = []string{limitParam, sortParam, wordsParam, afterParam, asAtParam, totalParam}

// filtersOf gives every filter of a register by the name of its parameter.
// A field alone stands for field[is], unless it has the name of a parameter
// that every list has.
func filtersOf(d *register.Declaration) map[string]filter {
	out := map[string]filter{}
	for i := range d.Fields {
		f := &d.Fields[i]
		if !f.Filter {
			continue
		}
		for _, op := range view.OpsOf(f.Type) {
			out[f.Name+"["+string(op)+"]"] = filter{f, op}
			if op == register.Is && !slices.Contains(listParams, f.Name) {
				out[f.Name] = filter{f, op}
			}
		}
	}
	return out
}

// readQuery reads the parameters of a list.
func (k *kind) readQuery(c *Call) (register.Query, error) {
	q := register.Query{Search: c.Query(wordsParam), Sort: c.Query(sortParam), After: c.Query(afterParam), NoTotal: true}
	for name, values := range c.query {
		if len(values) > 1 && slices.Contains(listParams, name) {
			return q, errs.At(name, "Give %s once.", name)
		}
		if f, ok := k.filters[name]; ok {
			if f.op == register.Empty || f.op == register.Given {
				if len(values) != 1 || values[0] != "true" {
					return q, errs.At(name, "%s takes the value true.", name)
				}
				values = nil
			}
			q.Filters = append(q.Filters, register.Filter{Field: f.field.Name, Op: f.op, Values: values})
		}
	}
	// The order of a map is chance; the text of the query should not be.
	slices.SortFunc(q.Filters, func(a, b register.Filter) int {
		return strings.Compare(a.Field+string(a.Op), b.Field+string(b.Op))
	})
	if s := c.Query(limitParam); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > register.MaxLimit {
			return q, errs.At(limitParam, "Give a whole number from 1 to %d.", register.MaxLimit)
		}
		q.Limit = n
	}
	switch c.Query(totalParam) {
	case "true":
		q.NoTotal = false
	case "", "false":
	default:
		return q, errs.At(totalParam, "total is true or false.")
	}
	asAt, err := c.AsAt()
	q.AsAt = asAt
	return q, err
}
