package retention

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/trail"
	"holdfast/internal/trail/erased"
)

// The phases of an erasure, in order. Each batch of a phase is one change, and
// says in the trail what it touched; an erasure that was cut off goes on where
// it was.
const (
	phaseJournal = "journal"
	phaseRecords = "records"
	phaseEvents  = "events"
	phaseRest    = "rest"
	phasePeople  = "people"
	phaseFiles   = "files"
	phaseCheck   = "check"
	phaseRewrite = "rewrite"
	phaseEnd     = "end"
	phaseOver    = "over"
)

const (
	// batchRows is how many versions or events are rewritten in one change, and
	// batchLook how many are looked at; batchDrop is how many records go in one.
	batchRows = 500
	batchLook = 4000
	batchPage = 500
	batchDrop = 250
)

// Do does a job of Work: payload is the job's. It may be cut off at any place.
func (s *Service) Do(ctx context.Context, org string, payload []byte, now func() time.Time) error {
	var j struct {
		Erasure string `json:"erasure"`
	}
	if err := json.Unmarshal(payload, &j); err != nil {
		return errs.Wrap(err, errs.Invalid, "The work of an erasure cannot be read.")
	}
	return s.Run(ctx, org, j.Erasure, now)
}

// Run does a confirmed erasure from where it is to its end.
func (s *Service) Run(ctx context.Context, org, key string, now func() time.Time) error {
	for {
		done, err := s.step(ctx, org, key, now())
		if done || err != nil {
			return err
		}
	}
}

// run is an erasure under way, within one step.
type run struct {
	s   *Service
	row register.Row[Erasure]
	p   plan
	g   progress
	who *Subject // nil for records
	now time.Time
}

// step does one batch. True: the erasure is done, or there is none.
func (s *Service) step(ctx context.Context, org, key string, now time.Time) (bool, error) {
	r := &run{s: s, now: now}
	err := s.Door.See(ctx, change.SystemActor(org, "erasure"), func(v *change.View) (err error) {
		var found bool
		if r.row, found, err = s.byKey(v, key); err != nil || !found {
			return err
		}
		if r.row.Value.State != StateRunning {
			return nil
		}
		if r.p, r.g, err = s.load(v, key); err != nil {
			return err
		}
		r.who, err = s.whoOf(r.p)
		return err
	})
	if err != nil || r.row.Value.State != StateRunning {
		return true, err
	}
	switch r.g.Phase {
	case phaseJournal:
		return false, r.toJournal(ctx, org)
	case phaseRecords:
		if r.p.What == WhatRecords {
			return false, r.change(ctx, org, r.dropRecords)
		}
		return false, r.change(ctx, org, r.records)
	case phaseEvents:
		return false, r.change(ctx, org, r.events)
	case phaseRest:
		return false, r.change(ctx, org, r.rest)
	case phasePeople:
		return false, r.people(ctx, org)
	case phaseFiles:
		return false, r.removeFiles(ctx, org)
	case phaseCheck:
		return false, r.check(ctx, org)
	case phaseRewrite:
		if err := s.away.Rewrite(ctx); err != nil {
			return false, err
		}
		return false, r.next(ctx, org, phaseEnd)
	default:
		return true, r.finish(ctx, org)
	}
}

// whoOf makes the subject of a plan; nil for records.
func (s *Service) whoOf(p plan) (*Subject, error) {
	switch {
	case len(p.Needles) > 0:
		key, err := s.journal.Key()
		if err != nil {
			return nil, err
		}
		return Hashed(p.Needles, key), nil
	case len(p.Strings)+len(p.IDs) > 0:
		return NewSubject(p.Strings, p.IDs, p.As)
	}
	return nil, nil
}

// change runs one batch through the door and keeps its progress with it. fn
// gives what the batch erased; nothing leaves no event.
func (r *run) change(ctx context.Context, org string, fn func(tx *change.Tx, out *erased.Matter) error) error {
	start := r.g
	_, err := r.s.Door.Do(ctx, change.Request{
		Actor: change.SystemActor(org, "erasure"), Action: "erasure.run", Now: r.now, Reason: r.row.Value.Reason,
	}, func(tx *change.Tx) error {
		r.g = start
		r.g.Counts = clone(start.Counts)
		out := erased.Matter{Erasure: r.row.Value.Key, Counts: map[string]int{}}
		if err := fn(tx, &out); err != nil {
			return err
		}
		if len(out.Rows)+len(out.Gone)+len(out.Events)+len(out.Counts) > 0 {
			tx.Note(map[string]any{erased.Member: out})
		}
		for place, n := range out.Counts {
			r.g.count(place, n)
		}
		if r.g.Phase == phaseOver {
			return r.s.port(&tx.View).DropPlan(tx.Context(), r.row.Value.Key)
		}
		return r.s.save(tx, r.row.Value.Key, r.p, r.g)
	})
	return err
}

func clone(m map[string]int) map[string]int {
	out := make(map[string]int, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}

// next goes to another phase.
func (r *run) next(ctx context.Context, org, phase string) error {
	return r.change(ctx, org, func(*change.Tx, *erased.Matter) error {
		r.g.Phase = phase
		return nil
	})
}

// keeps says whether a field was kept by the person who asked.
func (r *run) keeps(kind string) func(field string) bool {
	return func(field string) bool {
		_, kept := r.p.Keep[fieldOfKind(kind, field)]
		return kept
	}
}

// toJournal writes the erasure down outside the database before anything is
// erased: a backup that is older is then caught up with.
func (r *run) toJournal(ctx context.Context, org string) error {
	if !r.row.Value.Replayed {
		key, err := r.s.journal.Key()
		if err != nil {
			return err
		}
		e := Entry{Key: r.row.Value.Key, Org: org, At: r.now.UnixMicro(), What: r.p.What}
		if r.who != nil {
			e.Needles = r.who.Keyed(key)
			for field := range r.p.Keep {
				e.Keep = append(e.Keep, field)
			}
			slices.Sort(e.Keep)
		} else if e.Records, err = r.chosenHashes(ctx, org, key); err != nil {
			return err
		}
		if err := r.s.journal.Add(e); err != nil {
			return err
		}
	}
	return r.next(ctx, org, phaseRecords)
}

// records takes the person out of the next versions of records.
func (r *run) records(tx *change.Tx, out *erased.Matter) error {
	port, ctx := r.s.port(&tx.View), tx.Context()
	holds, err := r.s.standing(&tx.View)
	if err != nil {
		return err
	}
	for looked := 0; looked < batchLook && len(out.Rows) < batchRows; {
		recs, err := port.VersionsAfter(ctx, r.g.Mark, batchPage)
		if err != nil {
			return err
		}
		for i := range recs {
			rec := &recs[i]
			r.g.Mark = Mark{string(rec.Kind), rec.Num, rec.Version}
			row, err := r.rewrite(tx, rec, holds)
			if err != nil {
				return err
			}
			if row != nil {
				out.Rows = append(out.Rows, *row)
				out.Counts["versions of "+r.plural(rec.Kind)]++
			}
		}
		if looked += len(recs); len(recs) < batchPage {
			r.g.Phase, r.g.Mark = phaseEvents, Mark{}
			break
		}
	}
	return nil
}

func (r *run) plural(kind register.Kind) string {
	if reg := r.s.Door.Book().Of(kind); reg != nil {
		return reg.Declaration().Plural
	}
	return string(kind)
}

// rewrite takes the person out of one version; nil when nothing of it was
// touched.
func (r *run) rewrite(tx *change.Tx, rec *register.Record, holds *held) (*erased.Row, error) {
	body, hits, err := r.who.Redact(rec.Body, r.keeps(string(rec.Kind)), nil)
	if err != nil {
		return nil, err
	}
	if len(hits) == 0 || string(body) == string(rec.Body) {
		return nil, nil
	}
	// What was erased is gone already where a backup brought it back.
	if n := holds.records[rec.ID]; !r.row.Value.Replayed && (n != "" || holds.kinds[rec.Kind] != "") {
		r.g.count("kept by a legal hold", 1)
		return nil, nil
	}
	if err := r.fill(rec, body); err != nil {
		return nil, err
	}
	salt := trail.NewSalt()
	now := trail.Hash(salt, rec.Body)
	if err := r.s.port(&tx.View).RewriteVersion(tx.Context(), rec, hex.EncodeToString(salt), now); err != nil {
		return nil, err
	}
	return &erased.Row{Kind: string(rec.Kind), ID: rec.ID, Version: rec.Version, Now: now}, nil
}

// fill puts a rewritten body into a record, with the words and slots that belong
// to it. Where a field bears no such text (a date), it is emptied instead.
func (r *run) fill(rec *register.Record, body []byte) error {
	reg := r.s.Door.Book().Of(rec.Kind)
	if reg == nil { // of a register that this program does not have
		rec.Words, _ = r.who.Replace(rec.Words)
		for _, t := range rec.Slots.Text {
			if t != nil {
				*t, _ = r.who.Replace(*t)
			}
		}
		rec.Body = body
		return nil
	}
	value, err := reg.Decode(body)
	if err != nil {
		null := func(string) jsontext.Token { return jsontext.Null }
		if body, _, err = r.who.Redact(rec.Body, r.keeps(string(rec.Kind)), null); err != nil {
			return err
		}
		if value, err = reg.Decode(body); err != nil {
			return err
		}
	}
	rec.Body, rec.Words, rec.Slots = body, reg.Words(value), reg.Slots(value)
	return nil
}

// events empties the payloads that name the person.
func (r *run) events(tx *change.Tx, out *erased.Matter) error {
	port, ctx := r.s.port(&tx.View), tx.Context()
	var seqs []int64
	for looked := 0; looked < batchLook && len(seqs) < batchRows; {
		rows, err := port.EventsAfter(ctx, r.g.Seq, batchPage)
		if err != nil {
			return err
		}
		for _, e := range rows {
			r.g.Seq = e.Seq
			if _, erased, err := erased.In(e.Payload); err != nil || erased {
				if err != nil {
					return err
				}
				continue
			}
			names, err := r.names(e)
			if err != nil {
				return err
			}
			if names {
				seqs = append(seqs, e.Seq)
			}
		}
		if looked += len(rows); len(rows) < batchPage {
			r.g.Phase = phaseRest
			break
		}
	}
	if err := port.EmptyEvents(ctx, seqs); err != nil {
		return err
	}
	out.Events = ranges(seqs)
	if len(seqs) > 0 {
		out.Counts["events of the trail"] = len(seqs)
	}
	return nil
}

// names says whether an event's payload names the person in a field that is not
// kept.
func (r *run) names(e EventRow) (bool, error) {
	keeps, found := r.keeps(e.Kind), false
	_, hits, err := r.who.Redact(e.Payload, func(field string) bool {
		if !keeps(payloadField(field)) {
			found = true
		}
		return true
	}, nil)
	return found && len(hits) > 0, err
}

// payloadField gives the record's field of a place in an event's payload.
func payloadField(field string) string {
	for _, side := range []string{"after.", "before."} {
		if rest, ok := strings.CutPrefix(field, side); ok {
			return rest
		}
	}
	return field
}

// ranges puts sequences in order together as first and last.
func ranges(seqs []int64) [][2]int64 {
	seqs = slices.Clone(seqs)
	slices.Sort(seqs)
	var out [][2]int64
	for _, n := range slices.Compact(seqs) {
		if l := len(out); l > 0 && out[l-1][1] == n-1 {
			out[l-1][1] = n
			continue
		}
		out = append(out, [2]int64{n, n})
	}
	return out
}

// rest takes the person out of the tables beside the registers.
func (r *run) rest(tx *change.Tx, out *erased.Matter) error {
	port, ctx := r.s.port(&tx.View), tx.Context()
	var todo []Rest
	if err := port.RestOf(ctx, func(row Rest) error {
		changed, err := r.redactRest(&row)
		if changed {
			todo = append(todo, row)
		}
		return err
	}); err != nil {
		return err
	}
	for _, row := range todo {
		if err := port.RewriteRest(ctx, row); err != nil {
			return err
		}
		out.Counts["rows of "+row.Table]++
	}
	people, err := port.Persons(ctx)
	if err != nil {
		return err
	}
	for _, person := range people {
		as, is := r.who.identity(person)
		if !is {
			continue
		}
		if as == Erased {
			as = opaque(r.row.Number)
		}
		n, err := port.RenamePerson(ctx, person, as, Erased)
		if err != nil {
			return err
		}
		out.Counts["rows that named who did it"] += n
		r.g.People = append(r.g.People, person)
	}
	r.g.Phase = phasePeople
	return nil
}

// identity says what stands for a person's id; false when it is not one of the
// subject's.
func (s *Subject) identity(person string) (string, bool) {
	spans := s.Find(person)
	if len(spans) != 1 || spans[0].From != 0 || spans[0].To != len(person) {
		return "", false
	}
	as := s.needles[spans[0].Needle].As
	return as, true
}

// redactRest leaves the texts of a row that change, with what stands there then.
func (r *run) redactRest(row *Rest) (bool, error) {
	var texts []RestText
	for _, t := range row.Texts {
		if _, kept := r.p.Keep[fieldOfKind(row.Table, t.Column)]; kept {
			continue
		}
		var with string
		if t.JSON && t.Text != "" {
			b, _, err := r.who.Redact([]byte(t.Text), nil, nil)
			if err != nil {
				return false, err
			}
			with = string(b)
		} else {
			with, _ = r.who.Replace(t.Text)
		}
		if with != t.Text {
			t.Text = with
			texts = append(texts, t)
		}
	}
	row.Texts = texts
	return len(texts) > 0, nil
}

// people takes the person's account away, where it belongs to no other
// organisation, and what the installation's logs say of them.
func (r *run) people(ctx context.Context, org string) error {
	if r.who == nil {
		return r.next(ctx, org, phaseFiles)
	}
	counts, err := r.s.away.ForgetAccount(ctx, org, r.g.People, r.who)
	if err != nil {
		return err
	}
	return r.change(ctx, org, func(_ *change.Tx, out *erased.Matter) error {
		for table, n := range counts {
			out.Counts["rows of "+table] += n
		}
		r.g.People, r.g.Phase = nil, phaseFiles
		return nil
	})
}

// removeFiles removes what only erased records carried.
func (r *run) removeFiles(ctx context.Context, org string) error {
	removed, wait := 0, []string(nil)
	if len(r.g.Files) > 0 {
		loose, err := r.s.away.Unreferenced(ctx, r.g.Files)
		if err != nil {
			return err
		}
		if removed, wait, err = r.s.files(ctx, loose, r.now); err != nil {
			return err
		}
	}
	if err := r.change(ctx, org, func(_ *change.Tx, out *erased.Matter) error {
		if removed > 0 {
			out.Counts["files"] = removed
		}
		r.g.Files = wait
		if len(wait) == 0 {
			r.g.Phase = phaseCheck
		}
		return nil
	}); err != nil || len(wait) == 0 {
		return err
	}
	return errs.New(errs.Unavailable, "%d files were stored within the last hour and go with the next attempt.", len(wait))
}

// check looks a second time, and then forgets what it looked for: the files are
// written anew after that, and must not hold it.
func (r *run) check(ctx context.Context, org string) error {
	left := 0
	if r.who != nil {
		found, err := r.s.search(ctx, change.SystemActor(org, "erasure"), r.who, r.p.Keep)
		if err != nil {
			return err
		}
		left = found.Open()
	}
	return r.change(ctx, org, func(*change.Tx, *erased.Matter) error {
		r.g.Left, r.g.Phase = left, phaseRewrite
		r.p = plan{What: r.p.What, Proposal: r.p.Proposal}
		return nil
	})
}

// finish closes the erasure's record.
func (r *run) finish(ctx context.Context, org string) error {
	return r.change(ctx, org, func(tx *change.Tx, _ *erased.Matter) error {
		row, found, err := r.s.byKey(tx, r.row.Value.Key)
		if err != nil || !found {
			return err
		}
		e := row.Value
		e.State, e.Counts, e.Left = StateDone, r.g.Counts, r.g.Left
		e.Done = civil.FromTime(r.now.In(r.s.Zone))
		r.g.Phase = phaseOver
		_, err = change.Put(tx, r.s.erasures, row.ID, row.Version, e)
		return err
	})
}
