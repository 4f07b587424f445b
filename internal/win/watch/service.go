package watch

import (
	"context"
	"slices"
	"strconv"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/register"
)

// Work is the job that looks again after a saved search was changed.
const Work = "watch.look"

const (
	// Reach is how many days back a search looks when it is new or changed.
	Reach = 90
	// Lately is how many days back matches are counted, and a search is tried.
	Lately = 30
	// subjects is how many notices are looked at in one turn.
	subjects = 500
)

// Service looks which notices the saved searches match.
type Service struct {
	Door    *change.Door
	Watches *register.Register[Watch]
	Keeper  Keeper
	Zone    *time.Location
}

// Later asks for a look once the change that it is part of is done: one for each
// change, because a look that has begun may not have seen it.
func (s *Service) Later(tx *change.Tx) error {
	_, err := tx.Enqueue(change.Job{Work: Work, Unique: Work + " " + strconv.FormatInt(tx.Now().UnixMicro(), 10), Payload: []byte("{}")})
	return err
}

// Look brings the matches of an organisation up to date: searches that are new or
// were changed look at the notices of the last Reach days, all others at what was
// written since they last looked. It may be cut off and run twice.
func (s *Service) Look(ctx context.Context, by change.By) error {
	for more := true; more; {
		var err error
		if more, err = s.Keeper.FillNoticeTexts(ctx); err != nil {
			return err
		}
	}
	batch, err := s.Keeper.NoticeBatches(ctx)
	if err != nil {
		return err
	}
	var rows []Row
	if err := s.Door.See(ctx, by.Actor, func(v *change.View) (err error) {
		rows, err = change.Collect(v, s.Watches, register.Query{})
		return err
	}); err != nil {
		return err
	}
	marks, err := s.Keeper.WatchMarks(ctx, by.Org)
	if err != nil {
		return err
	}
	var anew, on []Row
	var gone []string
	from := batch
	for _, r := range rows {
		i := slices.IndexFunc(marks, func(m Mark) bool { return m.Watch == r.ID })
		switch {
		case !r.Value.On && i >= 0:
			gone = append(gone, r.ID)
		case !r.Value.On:
		case i < 0 || marks[i].Version != r.Version:
			anew = append(anew, r)
			gone = append(gone, r.ID)
		case marks[i].Batch < batch:
			on = append(on, r)
			from = min(from, marks[i].Batch)
		}
	}
	if err := s.Keeper.ForgetMatches(ctx, by.Org, gone); err != nil {
		return err
	}
	today := civil.FromTime(by.Now.In(s.Zone))
	if err := s.turns(ctx, by.Org, anew, Span{Since: today.AddDays(-Reach)}, today); err != nil {
		return err
	}
	if err := s.turns(ctx, by.Org, on, Span{Batch: from, Since: today.AddDays(-Reach)}, today); err != nil {
		return err
	}
	var now []Mark
	for _, r := range slices.Concat(anew, on) {
		now = append(now, Mark{Watch: r.ID, Version: r.Version, Batch: batch})
	}
	return s.Keeper.MarkWatches(ctx, by.Org, now)
}

// turns looks at the notices of a span, some at a time.
func (s *Service) turns(ctx context.Context, org string, rows []Row, span Span, today civil.Date) error {
	if len(rows) == 0 {
		return nil
	}
	searches, ids := make([]Search, len(rows)), make([]string, len(rows))
	for i := range rows {
		searches[i], ids[i] = rows[i].Value.Search(), rows[i].ID
	}
	set := Compile(searches)
	for span.Limit = subjects; ; {
		some, err := s.Keeper.NoticeSubjects(ctx, span)
		if err != nil || len(some) == 0 {
			return err
		}
		turn := Turn{Watches: ids}
		for i := range some {
			turn.Notices = append(turn.Notices, some[i].Key)
			for _, hit := range set.Match(&some[i], today) {
				turn.Matches = append(turn.Matches, Match{Watch: ids[hit.Search], Notice: some[i].Key, Why: hit.Why})
			}
		}
		if err := s.Keeper.KeepMatches(ctx, org, turn); err != nil {
			return err
		}
		if len(some) < subjects {
			return nil
		}
		span.After = some[len(some)-1].Key
	}
}

// Trial says what a search would have matched lately.
type Trial struct {
	Count int
	First []Found // the latest, at most five
}

// Found is a notice that a trial found.
type Found struct {
	Subject
	Why string
}

// shown is how many notices a trial shows.
const shown = 5

// Try looks what a search would have matched among the notices of the last Lately
// days.
func (s *Service) Try(v *change.View, w *Watch, today civil.Date) (Trial, error) {
	var out Trial
	set := Compile([]Search{w.Search()})
	shelf := v.Port().(Shelf)
	for span := (Span{Since: today.AddDays(-Lately), Limit: subjects}); ; {
		some, err := shelf.SubjectsSince(v.Context(), span)
		if err != nil {
			return out, err
		}
		for i := range some {
			hits := set.Match(&some[i], today)
			if len(hits) == 0 {
				continue
			}
			out.Count++
			out.First = append(out.First, Found{Subject: some[i], Why: hits[0].Why})
			out.First[len(out.First)-1].Text = ""
			if len(out.First) > 10*shown {
				out.First = latest(out.First)
			}
		}
		if len(some) < subjects {
			out.First = latest(out.First)
			return out, nil
		}
		span.After = some[len(some)-1].Key
	}
}

func latest(list []Found) []Found {
	slices.SortStableFunc(list, func(a, b Found) int { return int(b.Published - a.Published) })
	return list[:min(shown, len(list))]
}

// Counts counts what each search, by its id, matched of the notices of the last
// Lately days.
func (s *Service) Counts(v *change.View, today civil.Date) (map[string]int, error) {
	return v.Port().(Shelf).CountMatches(v.Context(), today.AddDays(-Lately))
}

// Reasons says why notices match, by their keys: one reason a search.
func (s *Service) Reasons(v *change.View, keys []string, rows []Row) (map[string][]Reason, error) {
	list, err := v.Port().(Shelf).NoticeMatches(v.Context(), keys)
	out := map[string][]Reason{}
	for _, m := range list {
		if i := slices.IndexFunc(rows, func(r Row) bool { return r.ID == m.Watch }); i >= 0 {
			out[m.Notice] = append(out[m.Notice], Reason{Number: rows[i].Number, Name: rows[i].Value.Name, Why: m.Why})
		}
	}
	return out, err
}

// Reason is why a notice matches a saved search.
type Reason struct{ Number, Name, Why string }

// InUse gives the searches that are in use, by name.
func (s *Service) InUse(v *change.View) ([]Row, error) {
	return change.Collect(v, s.Watches, register.Query{Filters: []register.Filter{register.Where("on", "yes")}, Sort: "name"})
}
