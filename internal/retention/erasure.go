package retention

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/register"
)

// What an erasure takes away.
const (
	WhatPerson  = "person"
	WhatRecords = "records" // past their time
)

// States of an erasure.
const (
	StateAsked   = "asked" // waits for a person to confirm it
	StateRunning = "running"
	StateDone    = "done"
	StateDropped = "dropped" // it was not confirmed
)

// Erasure is the record of an erasure. It holds nothing that says who or what
// was erased.
type Erasure struct {
	What        string         `json:"what"`
	State       string         `json:"state"`
	Key         string         `json:"key"` // in the journal and in the events of the trail
	Reason      string         `json:"reason"`
	Proposal    string         `json:"proposal,omitempty"` // number of the proposal, for records
	AskedBy     string         `json:"askedBy,omitempty"`
	ConfirmedBy string         `json:"confirmedBy,omitempty"`
	Asked       civil.Date     `json:"asked"`
	Done        civil.Date     `json:"done,omitzero"`
	Texts       int            `json:"texts,omitempty"` // how many texts were looked for
	Kept        []Kept         `json:"kept,omitempty"`
	Counts      map[string]int `json:"counts,omitempty"` // what was touched, by place
	Left        int            `json:"left"`             // places in which a second search still found something
	Replayed    bool           `json:"replayed,omitempty"`
}

// Kept is a field that keeps naming the person, and why.
type Kept struct {
	Field  string `json:"field"`
	Reason string `json:"reason"`
}

// Erasures declares the record of erasures as a register. Nobody enters it by
// hand.
func Erasures() *register.Register[Erasure] {
	return register.Declare[Erasure](register.Declaration{
		Kind: ErasureKind, Prefix: "ERASE", Singular: "erasure", Plural: "erasures", Area: authz.Settings,
		Fields: []register.Field{
			{Name: "what", Label: "What", Type: register.Choice, Required: true, List: true, Choices: []register.Option{
				{Value: WhatPerson, Label: "A person"}, {Value: WhatRecords, Label: "Records past their time"},
			}},
			{Name: "state", Label: "State", Type: register.Choice, Required: true, List: true, Filter: true, Choices: []register.Option{
				{Value: StateAsked, Label: "Waits for confirmation"}, {Value: StateRunning, Label: "Under way"}, {Value: StateDone, Label: "Done"}, {Value: StateDropped, Label: "Dropped"},
			}},
			{Name: "key", Label: "Key", Type: register.Text, Required: true, Filter: true},
			{Name: "reason", Label: "Why", Type: register.LongText, Required: true, List: true},
			{Name: "asked", Label: "Asked on", Type: register.Date, List: true, Sort: true},
			{Name: "askedBy", Label: "Asked by", Type: register.Person, List: true},
			{Name: "confirmedBy", Label: "Confirmed by", Type: register.Person, List: true},
			{Name: "done", Label: "Done on", Type: register.Date, List: true},
			{Name: "proposal", Label: "Proposal", Type: register.Text, List: true},
			{Name: "texts", Label: "Texts looked for", Type: register.Number},
			{Name: "left", Label: "Places left", Type: register.Number},
			{Name: "replayed", Label: "Done again after a restore", Type: register.YesNo},
		},
	}, nil)
}

// Ask is what a person wants erased.
type Ask struct {
	Member  string   // id of a member, or of one who was; empty: a stranger
	Strings []string // names, addresses, telephone numbers
	Keep    []Kept
	Reason  string
}

// plan is what an erasure looks for. It lies in a row of its own until the
// erasure is done, and in no record, event or job.
type plan struct {
	What     string            `json:"what"`
	Strings  []string          `json:"strings,omitempty"`
	IDs      []string          `json:"ids,omitempty"`
	As       string            `json:"as,omitempty"`
	Keep     map[string]string `json:"keep,omitempty"`
	Proposal string            `json:"proposal,omitempty"`
	// Needles and Records are those of a journal's entry that is done again.
	Needles []Needle `json:"needles,omitempty"`
	Records []string `json:"records,omitempty"`
}

// progress is how far an erasure has come.
type progress struct {
	Phase  string         `json:"phase"`
	Mark   Mark           `json:"mark,omitzero"`
	Seq    int64          `json:"seq"`
	Counts map[string]int `json:"counts"`
	Files  []string       `json:"files,omitempty"` // that went with their records
	People []string       `json:"people,omitempty"`
	Left   int            `json:"left,omitempty"`
}

func (p *progress) count(place string, n int) {
	if p.Counts == nil {
		p.Counts = map[string]int{}
	}
	if n > 0 {
		p.Counts[place] += n
	}
}

// subject makes the subject of a request: a member's id becomes as.
func (s *Service) subject(v *change.View, a Ask, as string) (*Subject, []string, error) {
	var ids []string
	texts := slices.Clone(a.Strings)
	if a.Member != "" {
		members, err := v.Members()
		if err != nil {
			return nil, nil, err
		}
		i := slices.IndexFunc(members, func(m change.Member) bool { return m.Person == a.Member })
		if i < 0 {
			return nil, nil, errs.At("/member", "There is no such member.")
		}
		ids = append(ids, a.Member)
		texts = append(texts, present(members[i].Name, members[i].Email)...)
	}
	texts = slices.DeleteFunc(texts, func(t string) bool { return strings.TrimSpace(t) == "" })
	subject, err := NewSubject(texts, ids, as)
	return subject, texts, err
}

// AskErasure asks for a person's erasure: a second person confirms it. Nothing
// is erased yet. Errors: Invalid at /strings, /member or /reason; Conflict when
// a legal hold is over the person, or they are the only owner.
func (s *Service) AskErasure(tx *change.Tx, a Ask) (register.Row[Erasure], error) {
	none := register.Row[Erasure]{}
	subject, texts, err := s.subject(&tx.View, a, Erased)
	if err != nil {
		return none, err
	}
	if strings.TrimSpace(a.Reason) == "" {
		return none, errs.At("/reason", "Say why, such as the day of the request: the reason is kept.")
	}
	if len(subject.Find(a.Reason)) > 0 {
		return none, errs.At("/reason", "The reason stays in the trail: leave the person's name out of it.")
	}
	keep := map[string]string{}
	for _, k := range a.Keep {
		if strings.TrimSpace(k.Reason) == "" || len(subject.Find(k.Reason)) > 0 {
			return none, errs.At("/keep", "Say why %s is kept, without the person's name.", k.Field)
		}
		keep[k.Field] = k.Reason
	}
	if err := s.mayErase(&tx.View, a.Member, subject); err != nil {
		return none, err
	}
	key := id.New()
	row, err := change.Insert(tx, s.erasures, Erasure{
		What: WhatPerson, State: StateAsked, Key: key, Reason: a.Reason, AskedBy: tx.Actor().Person,
		Asked: civil.FromTime(tx.Now().In(s.Zone)), Texts: len(subject.needles), Kept: a.Keep,
	})
	if err != nil {
		return none, err
	}
	p := plan{What: WhatPerson, Strings: texts, As: opaque(row.Number), Keep: keep}
	if a.Member != "" {
		p.IDs = []string{a.Member}
	}
	return row, s.save(tx, key, p, progress{Phase: phaseJournal, Seq: -1})
}

// opaque gives what stands for a person's id: "erased-7" for ERASE-7.
func opaque(number string) string {
	_, n, _ := strings.Cut(number, "-")
	return "erased-" + n
}

// mayErase refuses what can never be erased: a person under legal hold, and the
// only owner.
func (s *Service) mayErase(v *change.View, member string, subject *Subject) error {
	holds, err := s.standing(v)
	if err != nil {
		return err
	}
	if n := holds.overPerson(subject); n != "" {
		return errHeld("This person", n)
	}
	members, err := v.Members()
	if err != nil {
		return err
	}
	owner := func(m change.Member) bool { return m.Active && authz.Role(m.Role) == authz.Owner }
	if member != "" && slices.ContainsFunc(members, func(m change.Member) bool { return m.Person == member && owner(m) }) &&
		!slices.ContainsFunc(members, func(m change.Member) bool { return m.Person != member && owner(m) }) {
		return errs.New(errs.Conflict, "This person is the only owner of the organisation. Make somebody else an owner first.")
	}
	return nil
}

// ConfirmErasure lets an erasure that was asked for begin; the work itself is
// done in the background, in batches. Whoever asked for it, or is erased, does
// not confirm it where somebody else could.
func (s *Service) ConfirmErasure(tx *change.Tx, number string) error {
	row, p, err := s.asked(tx, number)
	if err != nil {
		return err
	}
	rel := authz.Relations{authz.Requester: {row.Value.AskedBy}, authz.Subject: p.IDs}
	if err := tx.Separate("erasure.confirm", rel); err != nil {
		return err
	}
	subject, err := NewSubject(p.Strings, p.IDs, p.As)
	if err != nil {
		return err
	}
	member := ""
	if len(p.IDs) > 0 {
		member = p.IDs[0]
	}
	if err := s.mayErase(&tx.View, member, subject); err != nil {
		return err
	}
	e := row.Value
	e.State, e.ConfirmedBy = StateRunning, tx.Actor().Person
	if _, err := change.Put(tx, s.erasures, row.ID, row.Version, e); err != nil {
		return err
	}
	return s.enqueue(tx, e.Key)
}

// DropErasure takes back an erasure that was asked for.
func (s *Service) DropErasure(tx *change.Tx, number string) error {
	row, _, err := s.asked(tx, number)
	if err != nil {
		return err
	}
	e := row.Value
	e.State = StateDropped
	if _, err := change.Put(tx, s.erasures, row.ID, row.Version, e); err != nil {
		return err
	}
	return s.port(&tx.View).DropPlan(tx.Context(), e.Key)
}

// LapseAfter is how many days an erasure waits for a second person. After that it
// is dropped, and what it looks for is forgotten: it would itself be a list of
// people whom nobody wants kept.
const LapseAfter = 30

// Lapse drops the erasures of an organisation that nobody has confirmed in time,
// and gives how many. It does no harm when it runs twice.
func (s *Service) Lapse(ctx context.Context, org string, now time.Time) (int, error) {
	last := civil.FromTime(now.In(s.Zone)).AddDays(-LapseAfter)
	a := change.SystemActor(org, "erasure")
	var late []string
	err := s.Door.See(ctx, a, func(v *change.View) error {
		for row, err := range change.All(v, s.erasures, register.Query{Filters: []register.Filter{register.Where("state", StateAsked)}}) {
			if err != nil {
				return err
			}
			if row.Value.Asked < last {
				late = append(late, row.Number)
			}
		}
		return nil
	})
	for _, number := range late {
		if err != nil {
			break
		}
		_, err = s.Door.Do(ctx, change.Request{Actor: a, Action: "erasure.lapse", Now: now, Reason: "nobody confirmed it in time"}, func(tx *change.Tx) error {
			return s.DropErasure(tx, number)
		})
		if errs.CodeOf(err) == errs.Conflict {
			err = nil // somebody was first
		}
	}
	return len(late), err
}

func (s *Service) asked(tx *change.Tx, number string) (register.Row[Erasure], plan, error) {
	row, err := change.GetNumber(tx, s.erasures, number)
	if err != nil {
		return row, plan{}, err
	}
	if row.Value.State != StateAsked {
		return row, plan{}, errs.New(errs.Conflict, "%s does not wait for confirmation any more.", row.Number)
	}
	p, _, err := s.load(&tx.View, row.Value.Key)
	return row, p, err
}

// byKey finds an erasure by its key.
func (s *Service) byKey(in change.Reader, key string) (register.Row[Erasure], bool, error) {
	page, err := change.List(in, s.erasures, register.Query{Filters: []register.Filter{register.Where("key", key)}, Limit: 1, NoTotal: true})
	if err != nil || len(page.Rows) == 0 {
		return register.Row[Erasure]{}, false, err
	}
	return page.Rows[0], true, nil
}

func (s *Service) save(tx *change.Tx, key string, p plan, g progress) error {
	pb, err := json.Marshal(p)
	if err != nil {
		return err
	}
	gb, err := json.Marshal(g)
	if err != nil {
		return err
	}
	return s.port(&tx.View).SavePlan(tx.Context(), key, pb, gb, tx.Now().UnixMicro())
}

func (s *Service) load(v *change.View, key string) (p plan, g progress, err error) {
	pb, gb, found, err := s.port(v).Plan(v.Context(), key)
	if err != nil {
		return p, g, err
	}
	if !found {
		return p, g, errs.New(errs.NotFound, "There is no such erasure under way.")
	}
	if err := json.Unmarshal(pb, &p); err != nil {
		return p, g, err
	}
	return p, g, json.Unmarshal(gb, &g)
}

func (s *Service) enqueue(tx *change.Tx, key string) error {
	b, err := json.Marshal(map[string]string{"erasure": key})
	if err != nil {
		return err
	}
	_, err = tx.Enqueue(change.Job{Work: Work, Unique: key, Payload: b})
	return err
}

// say counts in words: "3 records, 12 events".
func say(counts map[string]int) string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		out = append(out, strconv.Itoa(counts[k])+" "+k)
	}
	if len(out) == 0 {
		return "nothing"
	}
	return strings.Join(out, ", ")
}

// Words says what an erasure touched.
func (e Erasure) Words() string {
	if e.State != StateDone {
		return fmt.Sprintf("%d texts to look for", e.Texts)
	}
	return say(e.Counts)
}
