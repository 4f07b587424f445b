package tender

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/register"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/requirement"
	"holdfast/internal/win/requirement/measure"
)

// maxPassage bounds an exported passage in code points.
const maxPassage = 2400

// Corrections gives what persons corrected, removed or added in the documents of
// a bid, as labelled passages: the paragraph with the heading above it, and what
// it asks in their judgement. With them the detection is measured, and mended.
func (s *Service) Corrections(in change.Reader, b bid.Row) ([]measure.Passage, error) {
	docs, err := s.Of(in, b.ID)
	if err != nil {
		return nil, err
	}
	var out []measure.Passage
	for i := range docs {
		d := &docs[i]
		if !slices.ContainsFunc(b.Value.Requirements, func(r bid.Requirement) bool { return judged(&r, d.Number) }) {
			continue
		}
		t, err := s.TextOf(&d.Value)
		if err != nil {
			return nil, err
		}
		out = append(out, passages(&b, d, t)...)
	}
	return out, nil
}

// AllCorrections gives those of every bid.
func (s *Service) AllCorrections(in change.Reader) ([]measure.Passage, error) {
	var out []measure.Passage
	for row, err := range change.All(in, s.BidRows, register.Query{}) {
		if err != nil {
			return nil, err
		}
		more, err := s.Corrections(in, row)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// judged says whether a person has said something of a requirement that stands in
// a document.
func judged(r *bid.Requirement, number string) bool {
	from, _, ok := ParsePlace(r.Place)
	return ok && from == number && r.By != ""
}

// passages makes one passage of each paragraph in which something was corrected.
func passages(b *bid.Row, d *Row, t Text) []measure.Passage {
	var out []measure.Passage
	done := map[[2]int]bool{}
	places := Stand(d, b.Value.Requirements)
	for i := range places {
		p := &places[i]
		if !p.Here || !judged(p.Of, d.Number) || p.Page < 1 || p.Page > len(t.Pages) {
			continue
		}
		page := []rune(t.Pages[p.Page-1].Text)
		from, to := paragraph(page, p.Of.Start, p.Of.End)
		if done[[2]int{p.Page, from}] {
			continue
		}
		done[[2]int{p.Page, from}] = true
		c := measure.Corrected{
			ID: fmt.Sprintf("%s/%s/%d-%d", b.Number, d.Number, p.Page, from), Source: headingOf(d.Value.Name, t.LabelOf(p.Page)), Buyer: b.Value.Buyer,
			Year: time.UnixMicro(d.Value.Dropped).UTC().Year(), Text: string(page[from:to]), Notes: p.Of.Why + " (" + p.Of.By + ")",
		}
		groups := map[string][]string{}
		for n := range places {
			q := &places[n]
			if q.Page != p.Page || q.Start < from || q.Start >= to {
				continue
			}
			r := q.Requirement
			if q.Here {
				r = *q.Of
			}
			l := labelOf(&r)
			c.Labels = append(c.Labels, l)
			c.OrPolicy = c.OrPolicy || r.Proof == requirement.ProofAny
			if r.Group != "" && !slices.Contains(groups[r.Group], r.Scheme) {
				groups[r.Group] = append(groups[r.Group], r.Scheme)
			}
		}
		for _, schemes := range groups {
			if len(schemes) > 1 {
				c.AnyOf = append(c.AnyOf, schemes)
			}
		}
		slices.SortFunc(c.AnyOf, slices.Compare)
		out = append(out, c.Passage())
	}
	return out
}

func labelOf(r *bid.Requirement) measure.Label {
	l := measure.Label{Scheme: r.Scheme, Strength: r.Strength, When: r.When, EquivalentAccepted: r.EquivalentAccepted, Subcontractors: r.Subcontractors}
	if r.Accreditation != "" {
		a := r.Accreditation
		l.Accreditation = &a
	}
	if l.When == requirement.ByDate || l.When == "" {
		l.When = requirement.Unspecified
	}
	if r.Removed {
		l.Strength, l.When = requirement.MentionOnly, requirement.Unspecified
	}
	return l
}

// paragraph gives the paragraph of a page round a place, with a heading above it.
func paragraph(page []rune, start, end int) (from, to int) {
	blank := func(i int) bool { // an empty line begins at i
		if i >= len(page) || page[i] != '\n' {
			return false
		}
		for j := i + 1; j < len(page) && isSpace(page[j]); j++ {
			if page[j] == '\n' {
				return true
			}
		}
		return false
	}
	start, end = min(max(start, 0), len(page)), min(max(end, 0), len(page))
	from, to = start, end
	for from > 0 && !blank(from-1) && start-from < maxPassage/2 {
		from--
	}
	for to < len(page) && !blank(to) && to-from < maxPassage {
		to++
	}
	if from == 0 {
		return from, to
	}
	head := from
	for head > 0 && isSpace(page[head-1]) {
		head--
	}
	above := head
	for above > 0 && page[above-1] != '\n' {
		above--
	}
	if line := strings.TrimSpace(string(page[above:head])); line != "" && head-above < 90 && !strings.ContainsAny(line[len(line)-1:], ".;,") {
		return above, to
	}
	return from, to
}
