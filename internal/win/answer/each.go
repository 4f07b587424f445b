package answer

import (
	"cmp"
	"math"
	"slices"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/register"
)

// mostNear bounds how many answers are compared in full with one question of many.
const mostNear = 4

// Each gives for each question of a form the answer that fits it best, nil where
// none does: in a few queries, however many questions and answers there are. It
// ranks as Suggest does, over words that are the same.
func (s *Service) Each(v *change.View, asked []string, today civil.Date, at Against) ([]*Suggestion, error) {
	rows, err := change.Collect(v, s.Answers, register.Query{})
	if err != nil || len(rows) == 0 {
		return make([]*Suggestion, len(asked)), err
	}
	used, err := s.UsedInAll(v)
	if err != nil {
		return nil, err
	}
	leans, err := s.Leans(v, today)
	if err != nil {
		return nil, err
	}
	holds := map[string][]int{} // by word: the answers that have it in a question, then those in the text
	for i := range rows {
		seen := map[string]bool{}
		for _, text := range append(rows[i].Value.Questions(), rows[i].Value.Text) {
			for _, w := range stems(text) {
				if !seen[w] {
					seen[w] = true
					holds[w] = append(holds[w], i)
				}
			}
		}
	}
	out := make([]*Suggestion, len(asked))
	for i, q := range asked {
		words := stems(q)
		words = words[:min(len(words), mostWords)]
		weight := make(map[string]float64, len(words))
		near := map[int]float64{}
		for _, w := range words {
			weight[w] = math.Log(1 + float64(len(rows)+1)/float64(len(holds[w])+1))
			for _, a := range holds[w] {
				near[a] += weight[w]
			}
		}
		topic := TopicOf(q)
		for _, a := range nearest(near) {
			sg := Suggestion{Row: rows[a], Fresh: rows[a].Value.FreshOn(today), Used: used[rows[a].ID], Leans: leans[rows[a].ID]}
			if sg.Match, sg.Wording = match(words, weight, &rows[a].Value); sg.Match < leastMatch {
				continue
			}
			sg.Score = sg.Match + rank(&sg, topic) + 0.05*won(sg.Used)
			if out[i] == nil || sg.Score > out[i].Score {
				sg.Reasons, sg.Warnings = reasons(&sg, topic), Warnings(&rows[a].Value, sg.Leans, today, at)
				out[i] = &sg
			}
		}
	}
	return out, nil
}

// nearest gives the answers that share most with a question.
func nearest(near map[int]float64) []int {
	out := make([]int, 0, len(near))
	for a := range near {
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b int) int { return cmp.Or(cmp.Compare(near[b], near[a]), cmp.Compare(a, b)) })
	return out[:min(len(out), mostNear)]
}
