package auditorroom

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Visit is an auditor in a room that is open: what they can do is what it has.
// It is made anew for each request, so that the room's end counts at once.
type Visit struct {
	Room RoomRow
	s    *Service
	by   change.By
}

// Visit lets the auditor into the room. Errors as for Enter.
func (s *Service) Visit(ctx context.Context, by change.By, number string) (*Visit, error) {
	row, err := s.Enter(ctx, by.Actor, number, by.Now)
	if err != nil {
		return nil, err
	}
	return &Visit{Room: row, s: s, by: by}, nil
}

// writing is the auditor as who asks and draws. Their membership reads, and no
// more; it is the room that lets them write in its own registers.
func (v *Visit) writing() change.By {
	by := v.by
	by.Scope = authz.Scope{string(authz.Room) + ":write"}
	return by
}

// asAt gives the instant to read as at; 0 for now.
func (v *Visit) asAt() int64 { return v.Room.Value.AsAt }

// Registers gives the registers of the room.
func (v *Visit) Registers() []register.Any { return v.Room.Value.Shown(v.s.Book()) }

// Register gives one of them. NotFound for any other, be it there or not.
func (v *Visit) Register(kind string) (register.Any, error) {
	for _, reg := range v.Registers() {
		if string(reg.Declaration().Kind) == kind {
			return reg, nil
		}
	}
	return nil, errs.New(errs.NotFound, "This room has no such register.")
}

// List gives one page of a register, as at the room's instant.
func (v *Visit) List(ctx context.Context, kind string, q register.Query) (register.Any, change.Found, error) {
	reg, err := v.Register(kind)
	if err != nil {
		return nil, change.Found{}, err
	}
	q.AsAt = v.asAt()
	var out change.Found
	err = v.s.door.See(ctx, v.by.Actor, func(in *change.View) (err error) {
		out, err = change.AnyList(in, reg, q)
		return err
	})
	return reg, out, err
}

// Counts gives how many records each register of the room has.
func (v *Visit) Counts(ctx context.Context) (map[register.Kind]int64, error) {
	out := map[register.Kind]int64{}
	err := v.s.door.See(ctx, v.by.Actor, func(in *change.View) error {
		for _, reg := range v.Registers() {
			found, err := change.AnyList(in, reg, register.Query{Limit: 1, AsAt: v.asAt()})
			if err != nil {
				return err
			}
			out[reg.Declaration().Kind] = found.Total
		}
		return nil
	})
	return out, err
}

// Shown is a record that the room shows, with what it has to do with.
type Shown struct {
	Register register.Any
	Record   register.Record
	Value    any
	Number   string
	Links    []Linked
}

// Linked is a record of the room that another one has to do with.
type Linked struct {
	Role   string
	Number string
	Kind   register.Kind
}

// Get gives a record by its number, as at the room's instant, with its links to
// records that the room shows too.
func (v *Visit) Get(ctx context.Context, kind, number string) (Shown, error) {
	reg, err := v.Register(kind)
	if err != nil {
		return Shown{}, err
	}
	out := Shown{Register: reg}
	d := reg.Declaration()
	if d.ParseNumber(number) == 0 {
		return out, errs.New(errs.NotFound, "There is no such %s.", d.Singular)
	}
	err = v.s.door.See(ctx, v.by.Actor, func(in *change.View) error {
		out.Links = nil
		if out.Record, err = change.AnyGet(in, reg, number, v.asAt()); err != nil {
			return err
		}
		out.Number = d.Number(out.Record.Num)
		if out.Value, err = reg.Decode(out.Record.Body); err != nil {
			return err
		}
		links, err := in.Links(out.Record.ID, v.asAt())
		if err != nil {
			return err
		}
		for _, l := range links {
			kind, id := l.ToKind, l.To
			if id == out.Record.ID {
				kind, id = l.FromKind, l.From
			}
			other, err := v.Register(string(kind))
			if err != nil {
				continue // another register: not in this room
			}
			rec, err := change.AnyGet(in, other, id, v.asAt())
			if errs.CodeOf(err) == errs.NotFound {
				continue
			}
			if err != nil {
				return err
			}
			out.Links = append(out.Links, Linked{Role: l.Role, Number: other.Declaration().Number(rec.Num), Kind: kind})
		}
		return nil
	})
	return out, err
}

// File gives the hash of a file that a record carries in a field of that type,
// as at the room's instant.
func (v *Visit) File(ctx context.Context, kind, number, field string) (hash, name string, err error) {
	shown, err := v.Get(ctx, kind, number)
	if err != nil {
		return "", "", err
	}
	f := shown.Register.Declaration().Field(field)
	if f == nil || f.Type != register.File {
		return "", "", errs.New(errs.NotFound, "There is no such file.")
	}
	if hash = shown.Register.Text(shown.Value, field); hash == "" {
		return "", "", errs.New(errs.NotFound, "No file is kept with %s.", shown.Number)
	}
	name = shown.Number + " " + field
	if named := shown.Register.Declaration().Field(field + "Name"); named != nil {
		if given := shown.Register.Text(shown.Value, named.Name); given != "" {
			name = given
		}
	}
	return hash, name, nil
}

// population gives the numbers that a sample is drawn from, ascending.
func (v *Visit) population(in change.Reader, reg register.Any, s *Sample) ([]string, error) {
	q := register.Query{Filters: s.Filters, Search: s.Search, AsAt: s.AsAt, Limit: register.MaxLimit, NoTotal: true}
	var out []string
	for {
		found, err := change.AnyList(in, reg, q)
		if err != nil {
			return nil, err
		}
		for i := range found.Records {
			out = append(out, reg.Declaration().Number(found.Records[i].Num))
		}
		if len(out) > maxPopulation {
			return nil, errs.New(errs.TooLarge, "This register has more than 200,000 such records: narrow it by a filter.")
		}
		if found.Next == "" {
			return out, nil
		}
		q.After = found.Next
	}
}

// Draw draws a sample and keeps it. An empty seed gets a random one. The
// population is that of the room's instant; in a room that shows the record as
// it is, that of this moment.
func (v *Visit) Draw(ctx context.Context, s Sample) (SampleRow, error) {
	reg, err := v.Register(s.Register)
	if err != nil {
		return SampleRow{}, errs.At("/register", "%s", errs.Safe(err))
	}
	by := v.writing()
	s.Room, s.Method, s.Why = v.Room.Number, Method, strings.TrimSpace(s.Why)
	if s.Seed = strings.TrimSpace(s.Seed); s.Seed == "" {
		s.Seed = strings.ToLower(rand.Text())
	}
	if s.AsAt = v.asAt(); s.AsAt == 0 {
		s.AsAt = by.Now.UnixMicro()
	}
	if err := errs.InvalidFields(s.check()...); err != nil {
		return SampleRow{}, err
	}
	err = v.s.door.See(ctx, v.by.Actor, func(in *change.View) error {
		numbers, err := v.population(in, reg, &s)
		s.Population, s.Digest, s.Drawn = len(numbers), digest(numbers), Draw(s.Seed, numbers, s.Size)
		return err
	})
	if err != nil {
		return SampleRow{}, err
	}
	if s.Population == 0 {
		return SampleRow{}, errs.At("/register", "No record matches: there is nothing to draw from.")
	}
	var row SampleRow
	_, err = v.s.door.Do(ctx, by.Request("audit-sample.draw", s), func(tx *change.Tx) (err error) {
		row, err = change.Insert(tx, v.s.samples, s)
		return err
	})
	return row, err
}

// see reads the room's own registers, for who is in the room.
func (v *Visit) see(ctx context.Context, fn func(*change.View) error) error {
	return v.s.door.See(ctx, v.writing().Actor, fn)
}

// Sample gives a sample of the room, and what drawing it again gives now.
func (v *Visit) Sample(ctx context.Context, number string) (SampleRow, Again, error) {
	var row SampleRow
	err := v.see(ctx, func(in *change.View) (err error) {
		row, err = change.GetNumber(in, v.s.samples, number)
		return err
	})
	if err == nil && row.Value.Room != v.Room.Number {
		err = errs.New(errs.NotFound, "There is no such sample.")
	}
	if err != nil {
		return SampleRow{}, Again{}, err
	}
	reg, err := v.Register(row.Value.Register)
	if err != nil {
		return row, Again{}, err
	}
	var again Again
	err = v.s.door.See(ctx, v.by.Actor, func(in *change.View) error {
		numbers, err := v.population(in, reg, &row.Value)
		if err == nil {
			again = row.Value.again(numbers)
		}
		return err
	})
	return row, again, err
}

// Ask asks the organisation for something: about a record of the room, or in
// general.
func (v *Visit) Ask(ctx context.Context, r Request) (RequestRow, error) {
	r = Request{Room: v.Room.Number, About: strings.ToUpper(strings.TrimSpace(r.About)), Question: strings.TrimSpace(r.Question), By: r.By, State: Asked}
	if r.About != "" {
		kind := v.kindOf(r.About)
		if kind == "" {
			return RequestRow{}, errs.At("/about", "Give the number of a record in this room, like %s, or leave it empty.", v.example())
		}
		shown, err := v.Get(ctx, kind, r.About)
		if errs.CodeOf(err) == errs.NotFound {
			return RequestRow{}, errs.At("/about", "There is no record %s in this room.", r.About)
		}
		if err != nil {
			return RequestRow{}, err
		}
		r.About = shown.Number
	}
	var row RequestRow
	by := v.writing()
	_, err := v.s.door.Do(ctx, by.Request("audit-request.ask", r), func(tx *change.Tx) (err error) {
		row, err = change.Insert(tx, v.s.requests, r)
		return err
	})
	return row, err
}

// kindOf gives the kind of the room's register whose numbers look like this.
func (v *Visit) kindOf(number string) string {
	for _, reg := range v.Registers() {
		if reg.Declaration().ParseNumber(number) > 0 {
			return string(reg.Declaration().Kind)
		}
	}
	return ""
}

func (v *Visit) example() string {
	if regs := v.Registers(); len(regs) > 0 {
		return regs[0].Declaration().Number(1)
	}
	return "CERT-1"
}

// Withdraw takes a request back.
func (v *Visit) Withdraw(ctx context.Context, number string) (RequestRow, error) {
	var row RequestRow
	by := v.writing()
	_, err := v.s.door.Do(ctx, by.Request("audit-request.withdraw", number), func(tx *change.Tx) (err error) {
		if row, err = v.request(tx, number); err != nil {
			return err
		}
		r := row.Value
		r.State = Withdrawn
		row, err = change.Put(tx, v.s.requests, row.ID, row.Version, r)
		return err
	})
	return row, err
}

// Request gives a request of the room.
func (v *Visit) Request(ctx context.Context, number string) (RequestRow, error) {
	var row RequestRow
	err := v.see(ctx, func(in *change.View) (err error) {
		row, err = v.request(in, number)
		return err
	})
	return row, err
}

func (v *Visit) request(in change.Reader, number string) (RequestRow, error) {
	row, err := change.GetNumber(in, v.s.requests, number)
	if err == nil && row.Value.Room != v.Room.Number {
		return RequestRow{}, errs.New(errs.NotFound, "There is no such request.")
	}
	return row, err
}

// Papers gives the samples and requests of the room, the latest first.
func (v *Visit) Papers(ctx context.Context) ([]SampleRow, []RequestRow, error) {
	return v.s.InRoom(ctx, v.writing().Actor, v.Room.Number)
}

// Left says how long the room is open still.
func (v *Visit) Left() time.Duration {
	return time.UnixMicro(v.Room.Value.Until).Sub(v.by.Now)
}

// Has says whether the room shows registers of a kind.
func (v *Visit) Has(kind register.Kind) bool {
	return slices.Contains(v.Room.Value.Registers, string(kind))
}
