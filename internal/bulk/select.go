package bulk

import (
	"strconv"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Pick is one chosen record.
type Pick struct {
	Record  string `json:"record" doc:"Its number or id."`
	Version int64  `json:"version" doc:"The version that was seen; another one is a conflict. 0: whatever it is."`
}

// ParsePick reads a pick as a form carries it: "RISK-31@5", or without a version.
func ParsePick(s string) Pick {
	rec, version, _ := strings.Cut(s, "@")
	v, err := strconv.ParseInt(version, 10, 64)
	if err != nil || v < 0 {
		v = 0
	}
	return Pick{Record: strings.TrimSpace(rec), Version: v}
}

// String gives the pick as ParsePick reads it.
func (p Pick) String() string {
	if p.Version == 0 {
		return p.Record
	}
	return p.Record + "@" + strconv.FormatInt(p.Version, 10)
}

// Order asks for a change.
type Order struct {
	Of register.Kind
	// Picks are the chosen records; none: everything that Query finds.
	Picks []Pick
	Query register.Query
	// Shown is when the selection was shown, microseconds UTC; records changed
	// after it are in conflict. 0: not asked.
	Shown int64
	Set   []Set
	// Skip leaves out what is refused or in conflict; without it one such record
	// keeps everything from happening.
	Skip bool
	// Print is that of the preview that was agreed to; another outcome is refused.
	// Empty: not asked.
	Print string
}

// chosen is a record with the pick that chose it; absent: it is not there.
type chosen struct {
	rec    register.Record
	pick   Pick
	absent bool
}

// choose reads the records that an order is about.
func choose(v *change.View, reg register.Any, o *Order) ([]chosen, error) {
	if len(o.Picks) == 0 {
		return everything(v, reg, o)
	}
	if len(o.Picks) > Limit {
		return nil, tooMany()
	}
	st, err := storeOf(v)
	if err != nil {
		return nil, err
	}
	d := reg.Declaration()
	var nums []int64
	at := map[int64]int{}
	out := make([]chosen, 0, len(o.Picks))
	seen := map[string]bool{}
	for _, p := range o.Picks {
		num := d.ParseNumber(p.Record)
		key := p.Record
		if num > 0 {
			key = d.Number(num)
		}
		if seen[key] {
			continue
		}
		seen[key] = true
		out = append(out, chosen{pick: p, absent: true})
		if num > 0 {
			at[num] = len(out) - 1
			nums = append(nums, num)
			continue
		}
		rec, err := change.AnyGet(v, reg, p.Record, 0)
		switch {
		case err == nil:
			out[len(out)-1].rec, out[len(out)-1].absent = rec, false
		case errs.CodeOf(err) != errs.NotFound:
			return nil, err
		}
	}
	recs, err := st.RecordsByNum(v.Context(), d.Kind, nums)
	for i := range recs {
		c := &out[at[recs[i].Num]]
		c.rec, c.absent = recs[i], false
	}
	return once(out), err
}

// once takes away a record that was picked by its number and by its id.
func once(all []chosen) []chosen {
	seen := map[string]bool{}
	out := all[:0]
	for _, c := range all {
		if !c.absent && seen[c.rec.ID] {
			continue
		}
		seen[c.rec.ID] = true
		out = append(out, c)
	}
	return out
}

func everything(v *change.View, reg register.Any, o *Order) ([]chosen, error) {
	q := o.Query
	q.Limit, q.NoTotal, q.After = register.MaxLimit, true, ""
	var out []chosen
	for {
		found, err := change.AnyList(v, reg, q)
		if err != nil {
			return nil, err
		}
		for i := range found.Records {
			out = append(out, chosen{rec: found.Records[i]})
		}
		if len(out) > Limit {
			return nil, tooMany()
		}
		if found.Next == "" {
			return out, nil
		}
		q.After = found.Next
	}
}

func tooMany() error {
	return errs.New(errs.Invalid, "At most 10,000 records can be changed at once. Narrow the list first.")
}
