package answer

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/register"
)

const (
	// mostWords bounds how many words of a question are looked for, mostEach how
	// many answers each search gives, and mostJudged how many are judged in full.
	mostWords  = 12
	mostRare   = 5
	mostEach   = 40
	mostJudged = 25
	// leastMatch is the share of a question's words that an answer's own question
	// must have to be offered at all.
	leastMatch = 0.3
)

// Suggestion is an answer that may fit a question.
type Suggestion struct {
	Row
	// Match says how far the question is the same, from 0 to 1; Score is what they
	// are ranked by.
	Match float64 `json:"match"`
	Score float64 `json:"score"`
	// Wording is the question of the answer that is nearest.
	Wording  string    `json:"wording"`
	Reasons  []string  `json:"reasons"` // "asks for the same", "used in 4 bids, won 2"
	Fresh    Freshness `json:"fresh"`
	Used     Used      `json:"used"`
	Leans    []Lean    `json:"leans,omitempty"`
	Warnings []Warning `json:"warnings,omitempty"`
}

// Asking is a question with what is known of who asks it.
type Asking struct {
	Question string
	Topic    string // empty: told from the words
	Limit    int
	Today    civil.Date
	Against  Against // of the bid that it is for
}

// Suggest gives the answers that fit a question best, at most ask.Limit, found by
// the words that search keeps of them.
func (s *Service) Suggest(v *change.View, ask Asking) ([]Suggestion, error) {
	words := stems(ask.Question)
	if len(words) == 0 || ask.Limit <= 0 {
		return nil, nil
	}
	words = words[:min(len(words), mostWords)]
	found, weight, err := s.found(v, words)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	if ask.Topic == "" {
		ask.Topic = TopicOf(ask.Question)
	}
	var out []Suggestion
	for _, row := range found {
		sg := Suggestion{Row: row, Fresh: row.Value.FreshOn(ask.Today)}
		sg.Match, sg.Wording = match(words, weight, &row.Value)
		if sg.Match < leastMatch {
			continue
		}
		sg.Score = sg.Match + rank(&sg, ask.Topic)
		out = append(out, sg)
	}
	best := func(a, b Suggestion) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID)) }
	slices.SortFunc(out, best)
	out = out[:min(len(out), max(mostJudged, ask.Limit))]
	if err := s.judge(v, out, ask); err != nil {
		return nil, err
	}
	slices.SortFunc(out, best)
	return out[:min(len(out), ask.Limit)], nil
}

// judge adds what is known of the answers that are near: what they rest on, and
// how they fared.
func (s *Service) judge(v *change.View, out []Suggestion, ask Asking) error {
	if len(out) == 0 {
		return nil
	}
	var ids []string
	for i := range out {
		ids = append(ids, out[i].ID)
	}
	leans, err := s.Leans(v, ask.Today, ids...)
	if err != nil {
		return err
	}
	for i := range out {
		sg := &out[i]
		if _, sg.Used, err = s.UsedIn(v, sg.ID); err != nil {
			return err
		}
		sg.Leans = leans[sg.ID]
		sg.Warnings = Warnings(&sg.Value, sg.Leans, ask.Today, ask.Against)
		sg.Score += 0.05 * won(sg.Used)
		sg.Reasons = reasons(sg, ask.Topic)
	}
	return nil
}

// won gives how an answer fared, from 0 to 1: one bid won says less than five.
func won(u Used) float64 { return float64(u.Won) / float64(u.Won+u.Lost+2) }

// rank gives what is added to the match: it decides between answers that fit
// about as well, and never lifts one that does not.
func rank(sg *Suggestion, topic string) float64 {
	out := 0.0
	if topic != "" && sg.Value.Topic == topic {
		out += 0.08
	}
	switch sg.Fresh {
	case Fresh:
		out += 0.08
	case Ageing:
		out += 0.06
	case Stale:
		out += 0.02
	}
	return out
}

func reasons(sg *Suggestion, topic string) []string {
	var out []string
	switch {
	case sg.Match > 0.85:
		out = append(out, "asks the same")
	case sg.Match > 0.55:
		out = append(out, "asks nearly the same")
	default:
		out = append(out, "asks something like it")
	}
	if topic != "" && sg.Value.Topic == topic {
		for _, t := range Topics() {
			if t.Value == topic {
				out = append(out, "about "+strings.ToLower(t.Label[:1])+t.Label[1:])
			}
		}
	}
	switch sg.Fresh {
	case Fresh:
		out = append(out, "approved and fresh")
	case Ageing:
		out = append(out, "approved, review soon")
	case Stale:
		out = append(out, "approved, but stale")
	default:
		if sg.Value.State == Review {
			out = append(out, "in review")
		} else {
			out = append(out, "a draft")
		}
	}
	if sg.Used.Bids > 0 {
		out = append(out, sg.Used.Words())
	}
	return out
}

// Words says how often an answer was used: "used in 4 bids, won 2".
func (u Used) Words() string {
	switch {
	case u.Bids == 0:
		return "not used yet"
	case u.Bids == 1 && u.Won == 1:
		return "used in 1 bid, which was won"
	case u.Bids == 1:
		return "used in 1 bid"
	}
	return "used in " + itoa(u.Bids) + " bids, won " + itoa(u.Won)
}

// found gives the answers that have words of a question, by the index, and how
// much each word tells: the rarer, the more. Two words together find what one
// common word alone would bury.
func (s *Service) found(v *change.View, words []string) ([]Row, map[string]float64, error) {
	total, err := change.List(v, s.Answers, register.Query{Limit: 1})
	if err != nil {
		return nil, nil, err
	}
	weight := map[string]float64{}
	count := map[string]int64{}
	var known []string
	for _, w := range words {
		page, err := change.List(v, s.Answers, register.Query{Search: w, Limit: 1})
		if err != nil {
			return nil, nil, err
		}
		weight[w] = math.Log(1 + float64(total.Total+1)/float64(page.Total+1))
		if count[w] = page.Total; page.Total > 0 {
			known = append(known, w)
		}
	}
	slices.SortStableFunc(known, func(a, b string) int { return cmp.Compare(count[a], count[b]) })
	rare := known[:min(len(known), mostRare)]
	seen := map[string]bool{}
	var out []Row
	look := func(words string) error {
		page, err := change.List(v, s.Answers, register.Query{Search: words, Limit: mostEach, NoTotal: true, Sort: "-number"})
		for _, row := range page.Rows {
			if !seen[row.ID] {
				seen[row.ID] = true
				out = append(out, row)
			}
		}
		return err
	}
	for i, a := range rare {
		if i < 3 || count[a] <= mostEach {
			if err := look(a); err != nil {
				return nil, nil, err
			}
		}
		for j, b := range rare[i+1:] {
			if err := look(a + " " + b); err != nil {
				return nil, nil, err
			}
			if count[a] > mostEach && len(rare) > i+j+2 {
				if err := look(a + " " + b + " " + rare[i+j+2]); err != nil {
					return nil, nil, err
				}
			}
		}
	}
	return out, weight, nil
}

// match says how far an answer's question is the one that is asked: the share of
// the telling words that both have, of those that either has; words that stand in
// the answer alone count a little.
func match(words []string, weight map[string]float64, a *Answer) (best float64, wording string) {
	var asked float64
	for _, w := range words {
		asked += weight[w]
	}
	text := map[string]bool{}
	for _, w := range stems(a.Text) {
		text[w] = true
	}
	for _, q := range a.Questions() {
		own := stems(q)
		var both, more, inText float64
		for _, w := range words {
			switch {
			case hasStem(own, w):
				both += weight[w]
			case text[w]:
				inText += weight[w]
			}
		}
		for _, w := range own {
			if !hasStem(words, w) {
				more += cmp.Or(weight[w], 1)
			}
		}
		// What the answer asks beside it takes little away: a question of a form is
		// often shorter than the one in the library.
		if m := (both + 0.25*inText) / (asked + 0.3*more); m > best {
			best, wording = m, q
		}
	}
	return min(best, 1), wording
}

// Nearest gives the answers of a topic that are nearest to a question, of those at
// hand: for a page that asks many questions at once. Every answer of the topic is
// offered, the nearest first, approved ones before others that are as near.
func Nearest(rows []Row, question, topic string, most int) []Row {
	words := stems(question)
	weight := map[string]float64{}
	for _, w := range words {
		weight[w] = 1
	}
	type near struct {
		Row
		score float64
	}
	var all []near
	for _, r := range rows {
		if r.Value.Topic != topic || r.Value.Text == "" {
			continue
		}
		m, _ := match(words, weight, &r.Value)
		if r.Value.State == Approved {
			m += 0.1
		}
		all = append(all, near{r, m})
	}
	slices.SortStableFunc(all, func(a, b near) int { return cmp.Compare(b.score, a.score) })
	var out []Row
	for _, n := range all[:min(len(all), most)] {
		out = append(out, n.Row)
	}
	return out
}
