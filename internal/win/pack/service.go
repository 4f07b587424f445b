package pack

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/win/bid"
)

// Parts is what the service is made of.
type Parts struct {
	Door  *change.Door
	Packs *register.Register[Pack]
	Facts *register.Register[Attestation]
	Bids  *register.Register[bid.Bid]
	Zone  *time.Location // Europe/London: in which an instant becomes a day
}

// Service is what can be done with packs. Its methods work within a change that
// the way in has begun, under an action that the method's comment names.
type Service struct{ Parts }

// NewService makes the service over registers that the door knows.
func NewService(p Parts) *Service { return &Service{p} }

func (s *Service) today(tx *change.Tx) civil.Date { return civil.FromTime(tx.Now().In(s.Zone)) }

// Find gives a pack by its id or number.
func (s *Service) Find(in change.Reader, ref string) (Row, error) {
	return change.Get(in, s.Packs, ref)
}

// Bid gives a bid by its id or number.
func (s *Service) Bid(in change.Reader, ref string) (bid.Row, error) {
	return change.Get(in, s.Bids, ref)
}

// Of gives the packs of a bid, the oldest first.
func (s *Service) Of(in change.Reader, bidID string) ([]Row, error) {
	return change.Collect(in, s.Packs, register.Query{Filters: []register.Filter{register.Where("bid", bidID)}, NoTotal: true})
}

// Current gives the pack of a bid that is worked on: the one that was not sent,
// else the last that was; nil when there is none.
func Current(rows []Row) *Row {
	for i := len(rows) - 1; i >= 0; i-- {
		if rows[i].Value.State != Sent {
			return &rows[i]
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return &rows[len(rows)-1]
}

// Begin gives the pack of a bid that is in preparation, and begins one where
// there is none: with the choices and the undertaking of the one sent before.
// Action: pack.create.
func (s *Service) Begin(tx *change.Tx, ref string) (Row, error) {
	b, err := s.Bid(tx, ref)
	if err != nil {
		return Row{}, err
	}
	rows, err := s.Of(tx, b.ID)
	if err != nil {
		return Row{}, err
	}
	p := Pack{Bid: b.ID, Title: cut(cmp.Or(b.Value.Title, b.Number), 200), State: Preparing}
	if was := Current(rows); was != nil {
		if was.Value.State != Sent {
			return *was, nil
		}
		p.Choices, p.Undertaking = was.Value.Choices, was.Value.Undertaking
	}
	return change.Insert(tx, s.Packs, p)
}

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// Choose sets which items a pack holds, by their keys; what was said of those that
// stay is kept. h is the house as it stands now. Action: pack.update.
func (s *Service) Choose(tx *change.Tx, ref string, version int64, keys []string, h *House) (Row, error) {
	return s.edit(tx, ref, version, func(p *Pack) error {
		var next []Choice
		lines := h.Lines(&Pack{Choices: p.Choices})
		for _, key := range keys {
			key = strings.TrimSpace(key)
			c := ParseKey(key)
			if c.Item == Evidence || c.Item == Document {
				c.Of = strings.ToUpper(c.Of)
			}
			i := slices.IndexFunc(p.Choices, func(x Choice) bool { return x.Key() == c.Key() })
			switch {
			case key == "" || slices.ContainsFunc(next, func(x Choice) bool { return x.Key() == c.Key() }):
			case i >= 0:
				next = append(next, p.Choices[i])
			case h.has(c, lines):
				next = append(next, c)
			default:
				return errs.At("items", "There is no %q to choose.", key)
			}
		}
		slices.SortStableFunc(next, func(a, b Choice) int { return cmp.Compare(rank(a.Item), rank(b.Item)) })
		p.Choices = next
		return nil
	})
}

// has says that an item can be chosen.
func (h *House) has(c Choice, lines []Line) bool {
	switch c.Item {
	case Evidence, Document:
		l := h.line(c, &Pack{})
		return len(l.Content.Sources) > 0
	}
	return slices.ContainsFunc(lines, func(l Line) bool { return l.Key() == c.Key() })
}

// Setting is what can be said of a chosen item.
type Setting struct {
	Columns  []string `json:"columns"`
	WaitsOn  string   `json:"waitsOn"`
	WaitsFor string   `json:"waitsFor"`
}

// Set says on whom a chosen item waits, and which columns an extract shows.
// Action: pack.update.
func (s *Service) Set(tx *change.Tx, ref string, version int64, key string, to Setting) (Row, error) {
	return s.edit(tx, ref, version, func(p *Pack) error {
		i := slices.IndexFunc(p.Choices, func(c Choice) bool { return c.Key() == key })
		if i < 0 {
			return errs.New(errs.NotFound, "This is not chosen for the pack.")
		}
		for _, name := range to.Columns {
			if !slices.ContainsFunc(Columns(), func(c Column) bool { return c.Name == name }) {
				return errs.At("columns", "There is no column %q.", name)
			}
		}
		c := p.Choices[i]
		c.WaitsOn, c.WaitsFor = strings.TrimSpace(to.WaitsOn), strings.TrimSpace(to.WaitsFor)
		if len(c.WaitsOn) > 200 || len(c.WaitsFor) > 500 {
			return errs.At("waitsFor", "This is too long.")
		}
		if c.WaitsFor != "" && c.WaitsOn == "" {
			return errs.At("waitsOn", "Say on whom it waits.")
		}
		c.Columns = nil
		if c.Item == SoA {
			c.Columns = to.Columns
		}
		p.Choices = slices.Clone(p.Choices)
		p.Choices[i] = c
		return nil
	})
}

// edit changes a pack that was not sent. A pack that was built is one in
// preparation again.
func (s *Service) edit(tx *change.Tx, ref string, version int64, fn func(p *Pack) error) (Row, error) {
	row, err := s.Find(tx, ref)
	if err != nil {
		return row, err
	}
	if row.Value.State == Sent {
		return row, errs.New(errs.Conflict, "%s was sent, and stays as it is. Begin the next pack.", row.Number)
	}
	p := row.Value
	if err := fn(&p); err != nil {
		return row, err
	}
	if p.State == BuiltOnce && (hashOf(p.Choices) != hashOf(row.Value.Choices) || hashOf(p.Undertaking) != hashOf(row.Value.Undertaking)) {
		p.State = Preparing
	}
	if version == 0 {
		version = row.Version
	}
	return change.Put(tx, s.Packs, row.ID, version, p)
}

// Write stores the text of the undertaking; what was approved before no longer is.
// It refuses a text that passes over what the verdict says does not hold. Action:
// pack.update.
func (s *Service) Write(tx *change.Tx, ref string, version int64, text, signer string, h *House) (Row, error) {
	return s.edit(tx, ref, version, func(p *Pack) error {
		text, signer = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n")), strings.TrimSpace(signer)
		switch {
		case len(text) > MaxText:
			return errs.At("text", "This is too long: at most 20,000 characters.")
		case len(signer) > 200:
			return errs.At("signer", "This is too long.")
		}
		if gaps := h.Unsaid(text); text != "" && len(gaps) > 0 {
			return errs.At("text", "Say that %s: an undertaking that passes over it would promise what the verdict says does not hold.", gaps[0].Says())
		}
		u := &p.Undertaking
		was := u.InForce()
		if u.Text == text && u.Signer == signer && u.Basis == h.Basis() {
			return nil
		}
		if me := tx.Actor().Person; was {
			u.Authors = []string{me}
		} else if !slices.Contains(u.Authors, me) {
			u.Authors = append(slices.Clone(u.Authors), me)
		}
		u.Text, u.Signer, u.Written, u.Basis = text, signer, s.today(tx), h.Basis()
		u.Hash, u.Approved, u.ApprovedBy, u.Alone = "", 0, "", ""
		return nil
	})
}

// Relations says who wrote the undertaking.
func (u *Undertaking) Relations() authz.Relations { return authz.Relations{authz.Author: u.Authors} }

// Approve approves the undertaking as it was read: hash is that of Content. Nobody
// approves what they wrote, where another could; reason is then why not. Action:
// pack.approve.
func (s *Service) Approve(tx *change.Tx, ref, hash, reason string, h *House) (Row, error) {
	return s.edit(tx, ref, 0, func(p *Pack) error {
		u := &p.Undertaking
		switch {
		case u.Text == "":
			return errs.New(errs.Conflict, "There is no undertaking to approve.")
		case u.InForce():
			return errs.New(errs.Conflict, "It is approved already.")
		case u.Content() != hash:
			return errs.New(errs.Conflict, "It has been changed since you read it. Read it again.")
		case len(h.Unsaid(u.Text)) > 0:
			gaps := h.Unsaid(u.Text)
			return errs.New(errs.Conflict, "It does not say that %s.", gaps[0].Says())
		}
		if err := tx.Separate("pack.approve", u.Relations()); err != nil {
			return err
		}
		u.Hash, u.Approved, u.ApprovedBy = hash, s.today(tx), tx.Actor().Person
		if slices.Contains(u.Authors, tx.Actor().Person) {
			u.Alone = strings.TrimSpace(reason)
		}
		return nil
	})
}

// Made is a pack that was written to the store of files.
type Made struct {
	File, FileName string
	FileSize       int64
	Manifest       string
	Built          Built
}

// Keep records what was built. version is that of the pack that it was built of:
// Conflict when somebody changed it meanwhile. Action: pack.build.
func (s *Service) Keep(tx *change.Tx, ref string, version int64, m Made) (Row, error) {
	return s.edit(tx, ref, version, func(p *Pack) error {
		if len(m.Built.Items) == 0 {
			return errs.New(errs.Conflict, "No item is ready: there is nothing to put into a pack.")
		}
		m.Built.By, m.Built.At = tx.Actor().Person, tx.Now().UnixMicro()
		p.State, p.File, p.FileName, p.FileSize, p.Manifest, p.Built = BuiltOnce, m.File, m.FileName, m.FileSize, m.Manifest, &m.Built
		return nil
	})
}

// Send records that the pack went to somebody: from then on it stays as it is.
// Action: pack.send.
func (s *Service) Send(tx *change.Tx, ref string, sent Sending) (Row, error) {
	row, err := s.Find(tx, ref)
	if err != nil {
		return row, err
	}
	p := row.Value
	today := s.today(tx)
	sent.To, sent.Reference, sent.Note = strings.TrimSpace(sent.To), strings.TrimSpace(sent.Reference), strings.TrimSpace(sent.Note)
	if sent.On.IsZero() {
		sent.On = today
	}
	var wrong []errs.Field
	if sent.To == "" || len(sent.To) > 200 {
		wrong = append(wrong, errs.Field{Pointer: "/to", Message: "Say to whom it went."})
	}
	if !slices.ContainsFunc(Ways(), func(o register.Option) bool { return o.Value == sent.Way }) {
		wrong = append(wrong, errs.Field{Pointer: "/way", Message: "Choose how it went."})
	}
	if sent.On > today {
		wrong = append(wrong, errs.Field{Pointer: "/on", Message: "Record it once it was sent: this day is yet to come."})
	}
	if p.Built != nil && sent.On < civil.FromTime(Instant(p.Built.At).In(s.Zone)) {
		wrong = append(wrong, errs.Field{Pointer: "/on", Message: "It was built after that day."})
	}
	if len(sent.Reference) > 200 || len(sent.Note) > 2000 {
		wrong = append(wrong, errs.Field{Pointer: "/note", Message: "This is too long."})
	}
	if len(wrong) > 0 {
		return row, errs.InvalidFields(wrong...)
	}
	if p.State == Preparing {
		return row, errs.New(errs.Conflict, "Build the pack first: what is chosen has not been put together.")
	}
	sent.By, sent.At = tx.Actor().Person, tx.Now().UnixMicro()
	p.State, p.Sendings = Sent, append(slices.Clone(p.Sendings), sent)
	return change.Put(tx, s.Packs, row.ID, row.Version, p)
}

// Discard deletes a pack that was never sent. Action: pack.delete.
func (s *Service) Discard(tx *change.Tx, ref string) error {
	row, err := s.Find(tx, ref)
	if err != nil {
		return err
	}
	if row.Value.State == Sent {
		return errs.New(errs.Conflict, "%s was sent, and stays.", row.Number)
	}
	return change.Delete(tx, s.Packs, row.ID, row.Version)
}
