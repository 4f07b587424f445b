package retention

import (
	"context"
	"slices"
	"strings"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/trail/erased"
)

// States of a proposal.
const (
	ProposalOpen      = "open"
	ProposalConfirmed = "confirmed"
	ProposalPostponed = "postponed"
	ProposalReplaced  = "replaced" // by the next month's
)

// States of a proposal's items.
const (
	ItemProposed = "proposed"
	ItemChosen   = "chosen"
	ItemLeft     = "left"
	ItemErased   = "erased"
)

// Proposal is one month's look at what has passed its time. Its records lie in
// a table beside.
type Proposal struct {
	Day     civil.Date `json:"day"` // on which it was made
	State   string     `json:"state"`
	Records int        `json:"records"`
	Held    int        `json:"held"`           // that would have been proposed but for a legal hold
	Until   civil.Date `json:"until,omitzero"` // postponed: when it is looked at again
	By      string     `json:"by,omitempty"`
	Reason  string     `json:"reason,omitempty"`
	Chosen  int        `json:"chosen,omitempty"`
}

// Proposals declares proposals as a register. Nobody enters them by hand.
func Proposals() *register.Register[Proposal] {
	return register.Declare[Proposal](register.Declaration{
		Kind: ProposalKind, Prefix: "PROP", Singular: "retention proposal", Plural: "retention proposals", Area: authz.Settings,
		Fields: []register.Field{
			{Name: "day", Label: "Made on", Type: register.Date, Required: true, List: true, Sort: true},
			{Name: "state", Label: "State", Type: register.Choice, Required: true, List: true, Filter: true, Choices: []register.Option{
				{Value: ProposalOpen, Label: "Waits for a person"}, {Value: ProposalConfirmed, Label: "Confirmed"}, {Value: ProposalPostponed, Label: "Postponed"}, {Value: ProposalReplaced, Label: "Replaced by a later one"},
			}},
			{Name: "records", Label: "Records", Type: register.Number, List: true},
			{Name: "held", Label: "Held back", Type: register.Number, List: true},
			{Name: "chosen", Label: "To be erased", Type: register.Number, List: true},
			{Name: "by", Label: "By", Type: register.Person, List: true},
			{Name: "until", Label: "Until", Type: register.Date, List: true},
			{Name: "reason", Label: "Why", Type: register.LongText},
		},
	}, nil)
}

// RuleOf gives the rule of each register, in the order of the book: its own, or
// the built-in one. own tells those that a person made.
func (s *Service) RuleOf(in change.Reader) (rules []Rule, made map[string]register.Row[Rule], err error) {
	rows, err := change.Collect(in, s.rules, register.Query{})
	if err != nil {
		return nil, nil, err
	}
	made = map[string]register.Row[Rule]{}
	for _, row := range rows {
		made[row.Value.Kind] = row
	}
	for _, reg := range s.Door.Book().All() {
		kind := reg.Declaration().Kind
		if own(kind) {
			continue
		}
		rule := DefaultRule(kind)
		if row, ok := made[string(kind)]; ok {
			rule = row.Value
		}
		rules = append(rules, rule)
	}
	return rules, made, nil
}

// SetRule gives a register a rule of its own, or changes the one it has.
func (s *Service) SetRule(tx *change.Tx, r Rule) error {
	if err := r.Fits(s.Door.Book()); err != nil {
		return err
	}
	_, made, err := s.RuleOf(tx)
	if err != nil {
		return err
	}
	if row, ok := made[r.Kind]; ok {
		_, err = change.Put(tx, s.rules, row.ID, row.Version, r)
		return err
	}
	_, err = change.Insert(tx, s.rules, r)
	return err
}

// Month gives the first day of the month after a day: the next look.
func Month(day civil.Date) civil.Date {
	year, month, _ := day.Split()
	return civil.Of(year, month, 1).AddMonths(1)
}

// Tick makes the month's proposal, once: on the first look in a month, and
// again when a postponed one has come up. It gives whether it made one.
func (s *Service) Tick(ctx context.Context, org string, now time.Time) (bool, error) {
	today := civil.FromTime(now.In(s.Zone))
	if due, err := s.due(ctx, org, today); err != nil || !due {
		return false, err
	}
	return true, s.Propose(ctx, change.By{Actor: change.SystemActor(org, "retention"), Now: now})
}

func (s *Service) due(ctx context.Context, org string, today civil.Date) (bool, error) {
	due := false
	err := s.Door.See(ctx, change.SystemActor(org, "retention"), func(v *change.View) error {
		last, found, err := s.Latest(v)
		switch {
		case err != nil:
			return err
		case !found:
			due = true
		case last.Value.State == ProposalPostponed:
			due = today >= last.Value.Until
		default:
			due = today >= Month(last.Value.Day)
		}
		return nil
	})
	return due, err
}

// Latest gives the last proposal; false when there has been none.
func (s *Service) Latest(in change.Reader) (register.Row[Proposal], bool, error) {
	page, err := change.List(in, s.proposals, register.Query{Sort: "-number", Limit: 1, NoTotal: true})
	if err != nil || len(page.Rows) == 0 {
		return register.Row[Proposal]{}, false, err
	}
	return page.Rows[0], true, nil
}

// Propose looks at every register and stores what has passed its time, for a
// person to confirm. Made twice in a month it replaces the open one.
func (s *Service) Propose(ctx context.Context, by change.By) error {
	_, err := s.Door.Do(ctx, by.Request("retention-proposal.create", nil), func(tx *change.Tx) error {
		today := civil.FromTime(tx.Now().In(s.Zone))
		items, heldBack, err := s.past(tx, today)
		if err != nil {
			return err
		}
		last, found, err := s.Latest(tx)
		if err != nil {
			return err
		}
		if found && (last.Value.State == ProposalOpen || last.Value.State == ProposalPostponed) {
			p := last.Value
			p.State = ProposalReplaced
			if _, err := change.Put(tx, s.proposals, last.ID, last.Version, p); err != nil {
				return err
			}
		}
		row, err := change.Insert(tx, s.proposals, Proposal{Day: today, State: ProposalOpen, Records: len(items), Held: heldBack})
		if err != nil {
			return err
		}
		return s.port(&tx.View).AddItems(tx.Context(), row.ID, items)
	})
	return err
}

// past gives the records whose time is over, and how many of them a hold keeps.
func (s *Service) past(tx *change.Tx, today civil.Date) (items []Item, heldBack int, err error) {
	rules, _, err := s.RuleOf(tx)
	if err != nil {
		return nil, 0, err
	}
	holds, err := s.standing(&tx.View)
	if err != nil {
		return nil, 0, err
	}
	for _, rule := range rules {
		reg := s.Door.Book().Of(register.Kind(rule.Kind))
		for after := int64(0); ; {
			recs, err := s.port(&tx.View).LatestOf(tx.Context(), register.Kind(rule.Kind), after, batchPage)
			if err != nil {
				return nil, 0, err
			}
			for i := range recs {
				rec := &recs[i]
				after = rec.Num
				over, err := rule.Over(reg, s.ends, rec, s.Zone)
				if err != nil {
					return nil, 0, err
				}
				if over.IsZero() || over > today {
					continue
				}
				hold, err := s.heldAt(tx, holds, rec)
				if err != nil {
					return nil, 0, err
				}
				if hold != "" {
					heldBack++
					continue
				}
				items = append(items, Item{Kind: rec.Kind, Num: rec.Num, ID: rec.ID, Over: over.String(), Why: rule.Words(), State: ItemProposed})
			}
			if len(recs) < batchPage {
				break
			}
		}
	}
	return items, heldBack, nil
}

// heldAt gives the hold over a record or over a person that any version of it
// names.
func (s *Service) heldAt(tx *change.Tx, holds *held, rec *register.Record) (string, error) {
	bodies := [][]byte{rec.Body}
	if len(holds.persons) > 0 {
		past, err := tx.Port().History(tx.Context(), rec.Kind, rec.ID)
		if err != nil {
			return "", err
		}
		for i := range past {
			bodies = append(bodies, past[i].Body)
		}
	}
	return holds.over(rec.Kind, rec.ID, bodies...)
}

// Choice is what a person says to a proposal.
type Choice struct {
	Number string          // of the proposal
	Kinds  []register.Kind // whose records go; the others are left
	Except []string        // numbers of records that are left all the same
	Reason string
}

// Confirm lets the chosen records of an open proposal be erased, in the
// background, and leaves the others to the next look. Whoever released a legal
// hold over one of them does not confirm it where somebody else could.
func (s *Service) Confirm(tx *change.Tx, c Choice) error {
	row, err := s.open(tx, c.Number)
	if err != nil {
		return err
	}
	port, ctx := s.port(&tx.View), tx.Context()
	holds, err := s.standing(&tx.View)
	if err != nil {
		return err
	}
	except := map[register.Kind][]int64{}
	for _, number := range c.Except {
		ref, err := s.find(&tx.View, number)
		if err != nil {
			return errs.At("/except", "There is no record %q.", number)
		}
		_, num, _ := strings.Cut(ref.Number, "-")
		except[ref.Kind] = append(except[ref.Kind], parse(num))
	}
	chosen := 0
	for _, kind := range c.Kinds {
		if nums := except[kind]; len(nums) > 0 {
			if _, err := port.MarkItems(ctx, row.ID, kind, nums, ItemProposed, ItemLeft); err != nil {
				return err
			}
		}
		n, err := port.MarkItems(ctx, row.ID, kind, nil, ItemProposed, ItemChosen)
		if err != nil {
			return err
		}
		chosen += n
	}
	if chosen == 0 {
		return errs.At("/kinds", "Choose at least one register, or postpone the proposal.")
	}
	if err := s.released(tx, row.ID, holds); err != nil {
		return err
	}
	p := row.Value
	p.State, p.By, p.Reason, p.Chosen = ProposalConfirmed, tx.Actor().Person, c.Reason, chosen
	if _, err := change.Put(tx, s.proposals, row.ID, row.Version, p); err != nil {
		return err
	}
	reason := c.Reason
	if strings.TrimSpace(reason) == "" {
		reason = "past their time"
	}
	key := id.New()
	if _, err := change.Insert(tx, s.erasures, Erasure{
		What: WhatRecords, State: StateRunning, Key: key, Reason: reason, Proposal: row.Number,
		AskedBy: tx.Actor().Person, ConfirmedBy: tx.Actor().Person, Asked: civil.FromTime(tx.Now().In(s.Zone)),
	}); err != nil {
		return err
	}
	if err := s.save(tx, key, plan{What: WhatRecords, Proposal: row.ID}, progress{Phase: phaseJournal}); err != nil {
		return err
	}
	return s.enqueue(tx, key)
}

func parse(digits string) int64 {
	var n int64
	for _, r := range digits {
		n = n*10 + int64(r-'0')
	}
	return n
}

// released asks the duties' table about those who released a hold over a chosen
// record.
func (s *Service) released(tx *change.Tx, proposal string, holds *held) error {
	if len(holds.released) == 0 {
		return nil
	}
	items, err := s.port(&tx.View).Items(tx.Context(), proposal, ItemChosen, "", 0)
	if err != nil {
		return err
	}
	var by []string
	for _, h := range holds.released {
		touches := slices.ContainsFunc(items, func(i Item) bool {
			return h.Value.Over == OverKind && h.Value.Target == string(i.Kind) || h.Value.Over == OverRecord && h.Value.RecordID == i.ID
		})
		if h.Value.Over == OverPerson {
			if touches, err = s.anyNames(tx, items, h.Value.Target); err != nil {
				return err
			}
		}
		if touches {
			by = append(by, h.Value.ReleasedBy)
		}
	}
	return tx.Separate("retention.confirm", authz.Relations{authz.Requester: by})
}

func (s *Service) anyNames(tx *change.Tx, items []Item, target string) (bool, error) {
	subject, err := s.personOf(&tx.View, target)
	if err != nil {
		return false, err
	}
	one := &held{persons: []heldPerson{{"released", subject}}}
	for _, i := range items {
		rec := register.Record{Kind: i.Kind, ID: i.ID, Body: []byte("null")}
		n, err := s.heldAt(tx, one, &rec)
		if err != nil || n != "" {
			return n != "", err
		}
	}
	return false, nil
}

func (s *Service) open(tx *change.Tx, number string) (register.Row[Proposal], error) {
	row, err := change.GetNumber(tx, s.proposals, number)
	if err == nil && row.Value.State != ProposalOpen {
		err = errs.New(errs.Conflict, "%s is not open any more.", row.Number)
	}
	return row, err
}

// Postpone leaves a proposal until a later day, for a reason.
func (s *Service) Postpone(tx *change.Tx, number string, until civil.Date, reason string) error {
	row, err := s.open(tx, number)
	if err != nil {
		return err
	}
	today := civil.FromTime(tx.Now().In(s.Zone))
	switch {
	case strings.TrimSpace(reason) == "":
		return errs.At("/reason", "Say why it is postponed: the reason is kept.")
	case until <= today || until > today.AddMonths(12):
		return errs.At("/until", "Postpone it to a day within the next 12 months.")
	}
	p := row.Value
	p.State, p.Until, p.Reason, p.By = ProposalPostponed, until, reason, tx.Actor().Person
	_, err = change.Put(tx, s.proposals, row.ID, row.Version, p)
	return err
}

// dropRecords deletes the next of the chosen records, with all their versions,
// and empties the payloads of their events.
func (r *run) dropRecords(tx *change.Tx, out *erased.Matter) error {
	port, ctx := r.s.port(&tx.View), tx.Context()
	if r.row.Value.Replayed {
		return r.dropAgain(tx, out)
	}
	items, err := port.Items(ctx, r.p.Proposal, ItemChosen, "", batchDrop)
	if err != nil {
		return err
	}
	holds, err := r.s.standing(&tx.View)
	if err != nil {
		return err
	}
	for _, i := range items {
		state := ItemErased
		past, err := tx.Port().History(ctx, i.Kind, i.ID)
		if err != nil {
			return err
		}
		if len(past) > 0 {
			n, err := r.s.heldAt(tx, holds, &past[0])
			if err != nil {
				return err
			}
			if n != "" { // put on since the confirmation
				state = ItemLeft
				r.g.count("kept by a legal hold", 1)
			} else if err := r.drop(tx, out, past); err != nil {
				return err
			}
		}
		if _, err := port.MarkItems(ctx, r.p.Proposal, i.Kind, []int64{i.Num}, ItemChosen, state); err != nil {
			return err
		}
	}
	if len(items) < batchDrop {
		r.g.Phase = phaseFiles
	}
	return nil
}

// drop deletes one record; past are its versions.
func (r *run) drop(tx *change.Tx, out *erased.Matter, past []register.Record) error {
	port, ctx, rec := r.s.port(&tx.View), tx.Context(), past[0]
	r.carried(past)
	seqs, err := port.EventsOf(ctx, rec.ID)
	if err != nil {
		return err
	}
	last, found, err := port.DropRecord(ctx, rec.Kind, rec.ID)
	if err != nil || !found {
		return err
	}
	if err := port.EmptyEvents(ctx, seqs); err != nil {
		return err
	}
	var all []int64
	for _, span := range out.Events {
		for n := span[0]; n <= span[1]; n++ {
			all = append(all, n)
		}
	}
	out.Events = ranges(append(all, seqs...))
	out.Gone = append(out.Gone, erased.Record{Kind: string(rec.Kind), ID: rec.ID, Last: last})
	out.Counts[r.plural(rec.Kind)]++
	out.Counts["events of the trail"] += len(seqs)
	return nil
}

// carried notes the files that a record's versions carry.
func (r *run) carried(past []register.Record) {
	reg := r.s.Door.Book().Of(past[0].Kind)
	if reg == nil {
		return
	}
	for i := range past {
		value, err := reg.Decode(past[i].Body)
		if err != nil {
			continue
		}
		for _, f := range reg.Declaration().Fields {
			if f.Type != register.File {
				continue
			}
			if hash := reg.Text(value, f.Name); hash != "" && !slices.Contains(r.g.Files, hash) {
				r.g.Files = append(r.g.Files, hash)
			}
		}
	}
}
