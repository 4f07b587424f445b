package feed

import "time"

// Step is one question to a portal: a window of time, or a month and a type of
// notice. With Next it is the page that the portal named.
type Step struct {
	From  int64  `json:"from,omitempty"` // microseconds UTC
	To    int64  `json:"to,omitempty"`   // the first instant after it
	Month string `json:"month,omitempty"`
	Type  int    `json:"type,omitempty"`
	Next  string `json:"next,omitempty"` // address of the next page, as the portal gave it
}

// Run is a walk under way.
type Run struct {
	Began int64 `json:"began"`
	From  int64 `json:"from"`
	Until int64 `json:"until"`
	// Asked is a run over a stretch that a person chose.
	Asked bool   `json:"asked,omitempty"`
	Step  Step   `json:"step"`
	Pages int    `json:"pages,omitempty"` // of the step, before this one
	Count Counts `json:"count"`
}

// Counts says what came.
type Counts struct {
	Requests  int `json:"requests"`
	Read      int `json:"read"`
	New       int `json:"new"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	Rejected  int `json:"rejected,omitempty"`
}

func (c *Counts) add(o Counts) {
	c.Requests += o.Requests
	c.Read += o.Read
	c.New += o.New
	c.Updated += o.Updated
	c.Unchanged += o.Unchanged
	c.Rejected += o.Rejected
}

// Grow adds what came between two totals.
func (c *Counts) Grow(before, after Counts) {
	c.add(after)
	c.Requests -= before.Requests
	c.Read -= before.Read
	c.New -= before.New
	c.Updated -= before.Updated
	c.Unchanged -= before.Unchanged
	c.Rejected -= before.Rejected
}

const month = "2006-01"

// begin starts a run at now over what has come since the last one, and what came
// late before it.
func (s *Source) begin(st *State, now time.Time) *Run {
	r := &Run{Began: now.UnixMicro(), Until: now.UnixMicro()}
	through := time.UnixMicro(st.Through)
	deep := s.Deep > 0 && now.UnixMicro()-st.Deep >= day.Microseconds()
	switch {
	case st.Through == 0:
		r.From = now.Add(-s.First).UnixMicro()
	case deep:
		r.From = through.Add(-s.Deep).UnixMicro()
	default:
		r.From = through.Add(-s.Overlap).UnixMicro()
	}
	if deep {
		st.Deep = now.UnixMicro()
	}
	return s.over(r)
}

// over puts a run at its first step.
func (s *Source) over(r *Run) *Run {
	from := time.UnixMicro(r.From).UTC()
	if s.Monthly() {
		if !r.Asked {
			from = firstOf(from).AddDate(0, -1, 0)
		}
		r.Step = Step{Month: from.Format(month), Type: s.Types[0]}
		return r
	}
	r.Step = s.window(r.From, r.Until)
	return r
}

func (s *Source) window(from, until int64) Step {
	return Step{From: from, To: min(from+s.Window.Microseconds(), until)}
}

// after gives the step behind one that is done; false at the end of the run.
func (s *Source) after(r *Run) (Step, bool) {
	if !s.Monthly() {
		if r.Step.To >= r.Until {
			return Step{}, false
		}
		return s.window(r.Step.To, r.Until), true
	}
	for i, t := range s.Types {
		if t == r.Step.Type && i+1 < len(s.Types) {
			return Step{Month: r.Step.Month, Type: s.Types[i+1]}, true
		}
	}
	m, err := time.Parse(month, r.Step.Month)
	if err != nil {
		return Step{}, false
	}
	if m = m.AddDate(0, 1, 0); m.UnixMicro() > r.Until {
		return Step{}, false
	}
	return Step{Month: m.Format(month), Type: s.Types[0]}, true
}

func firstOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}
