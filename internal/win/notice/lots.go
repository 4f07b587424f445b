package notice

import (
	"strings"

	"holdfast/internal/money"
)

// lots reads the lots. A planning notice has one lot "LOT-0000" that stands for
// the whole; it goes when real lots are there, and stays out of the names.
func (r *reader) lots(root place) []Lot {
	list := root.get("tender", "lots").items()
	out := make([]Lot, 0, len(list))
	for _, p := range list {
		if p.Kind != Object {
			r.lost(p, "an object is wanted here, not %s", p.Kind.words())
			continue
		}
		id := r.member(p, "id")
		if placeholder(id) && len(list) > 1 {
			continue
		}
		period := r.period(p.get("contractPeriod"))
		l := Lot{
			ID: id, Title: r.member(p, "title"), Description: r.member(p, "description"),
			Status: r.member(p, "status"), Value: r.value(p.get("value"), Stated),
			Start: period.start, End: period.end, ExtendedEnd: period.extended, Months: period.months, Days: period.days,
			Renewal: r.text(p.get("renewal", "description")), Options: r.text(p.get("options", "description")),
			Pointer: p.ptr,
		}
		out = append(out, l)
	}
	return out
}

// placeholder says that a lot's id stands for "no lots": LOT-0000.
func placeholder(id string) bool {
	rest, ok := strings.CutPrefix(strings.ToUpper(id), "LOT-")
	return ok && rest != "" && strings.Trim(rest, "0") == ""
}

// worth finds the value of the whole.
func (r *reader) worth(root place, lots []Lot) *Value {
	t := root.get("tender")
	v := r.value(t.get("value"), Stated)
	least := r.value(t.get("minValue"), Stated)
	if v == nil {
		v = r.value(t.get("techniques", "frameworkAgreement", "value"), Stated)
	}
	if v == nil {
		v = sum(lots, root.get("tender", "lots").ptr)
	}
	if v == nil {
		var all []Lot
		for _, a := range root.get("awards").items() {
			if s := a.get("status").String(); s == "cancelled" || s == "unsuccessful" {
				continue
			}
			if av := r.value(a.get("value"), "awarded"); av != nil {
				all = append(all, Lot{Value: av})
			}
		}
		if v = sum(all, root.get("awards").ptr); v != nil {
			v.From = "awarded"
		}
	}
	switch {
	case v == nil:
		return least
	case least != nil && least.Amount.Currency == v.Amount.Currency && least.Amount.Minor < v.Amount.Minor:
		v.Minimum = least.Amount
	}
	return v
}

// sum adds the values of lots; nil when one has none or currencies differ.
func sum(lots []Lot, ptr string) *Value {
	total := Value{Pointer: ptr, From: "sum-of-lots"}
	for _, l := range lots {
		if l.Value == nil {
			return nil
		}
		a := l.Value.Amount
		if total.Amount.IsZero() {
			total.Amount = money.Amount{Currency: a.Currency}
		}
		if a.Currency != total.Amount.Currency {
			return nil
		}
		total.Amount.Minor += a.Minor
		total.Gross = total.Gross || l.Value.Gross
	}
	if total.Amount.Minor == 0 {
		return nil
	}
	return &total
}
