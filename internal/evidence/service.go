package evidence

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/links"
	"holdfast/internal/register"
)

// TargetKinds are the registers that evidence can be for, in the order in which
// what people type is looked up.
func TargetKinds() []register.Kind { return []register.Kind{"control", "clause", "certificate"} }

// refField is the field under which people know a control or a clause.
const refField = "ref"

// Sealer seals the link of a mail that waits to be sent.
type Sealer interface {
	Seal(place string, plain []byte) (string, error)
	Open(place, sealed string) ([]byte, error)
}

// Service is what can be done with evidence and requests for it. Every write
// goes through the one door.
type Service struct {
	door       *change.Door
	items      *register.Register[Evidence]
	requests   *register.Register[Request]
	deliveries *register.Register[Delivery]
	places     Places

	// Mails says whether links are sent by mail, at the moment of asking; nil:
	// they are not. Seal seals them while they wait.
	Mails func() bool
	Seal  Sealer
}

// NewService makes the service over registers that the door knows.
func NewService(door *change.Door, items *register.Register[Evidence], requests *register.Register[Request], deliveries *register.Register[Delivery], places Places) *Service {
	return &Service{door: door, items: items, requests: requests, deliveries: deliveries, places: places}
}

// Collecting is evidence with what it is for.
type Collecting struct {
	Evidence Evidence `json:"evidence"`
	// For names controls and clauses by ref or number, and certificates by number.
	For []string `json:"for"`
	// Again is the number of the item that it takes the place of: for the same
	// things, whatever else For names.
	Again string `json:"again,omitempty"`
}

// Collect stores evidence with what it is for. Invalid names the field at
// fault, /for for a control that is not there; Conflict when the item of Again
// has been superseded meanwhile.
func (s *Service) Collect(ctx context.Context, by change.By, c Collecting) (Row, error) {
	return s.write(ctx, by, "evidence.create", c, func(tx *change.Tx) (Row, error) { return s.Enter(tx, c) })
}

func (s *Service) write(ctx context.Context, by change.By, action string, body any, fn func(*change.Tx) (Row, error)) (Row, error) {
	var row Row
	receipt, err := s.door.Do(ctx, by.Request(action, body), func(tx *change.Tx) (err error) {
		if row, err = fn(tx); err != nil {
			return err
		}
		return tx.Answer(row.ID)
	})
	if err == nil && receipt.Repeated {
		var id string
		if err := json.Unmarshal(receipt.Answer, &id); err != nil {
			return Row{}, err
		}
		return s.Get(ctx, by.Actor, id)
	}
	return row, err
}

// Get gives an item by its id or number.
func (s *Service) Get(ctx context.Context, a change.Actor, ref string) (Row, error) {
	var row Row
	err := s.door.See(ctx, a, func(v *change.View) (err error) {
		row, err = s.find(v, ref)
		return err
	})
	return row, err
}

func (s *Service) find(in change.Reader, ref string) (Row, error) {
	return change.Get(in, s.items, ref)
}

// Enter is Collect within a change.
func (s *Service) Enter(tx *change.Tx, c Collecting) (Row, error) {
	e := c.Evidence
	e.Supersedes, e.SupersededBy = "", ""
	if err := s.Ready(tx, &e); err != nil {
		return Row{}, err
	}
	targets, err := s.Targets(tx, c.For)
	if err != nil {
		return Row{}, err
	}
	var old Row
	if c.Again != "" {
		if old, err = s.find(tx, c.Again); err != nil {
			return Row{}, err
		}
		if old.Value.SupersededBy != "" {
			return Row{}, errs.New(errs.Conflict, "%s has been collected again already, as %s.", old.Number, old.Value.SupersededBy)
		}
		before, err := tx.Links(old.ID, 0)
		if err != nil {
			return Row{}, err
		}
		for _, l := range before {
			if l.From == old.ID && l.Role == links.Evidences {
				targets = append(targets, register.Ref{Kind: l.ToKind, ID: l.To})
			}
		}
		e.Supersedes = old.Number
	}
	row, err := change.Insert(tx, s.items, e)
	if err != nil {
		return Row{}, err
	}
	for _, t := range unique(targets) {
		if err := tx.Link(row.Ref, t, links.Evidences); err != nil {
			return Row{}, err
		}
	}
	if c.Again != "" {
		was := old.Value
		was.SupersededBy = row.Number
		if _, err := change.Put(tx, s.items, old.ID, old.Version, was); err != nil {
			return Row{}, err
		}
	}
	return row, nil
}

func unique(refs []register.Ref) []register.Ref {
	var out []register.Ref
	for _, r := range refs {
		if !slices.ContainsFunc(out, func(o register.Ref) bool { return o.ID == r.ID }) {
			out = append(out, r)
		}
	}
	return out
}

// Ready prepares evidence for being stored: without blanks around, and with the
// record that it names looked up. It is the rule of plain writes too.
func (s *Service) Ready(in change.Reader, e *Evidence) error {
	e.Title, e.URL, e.RecordNumber = strings.TrimSpace(e.Title), strings.TrimSpace(e.URL), strings.ToUpper(strings.TrimSpace(e.RecordNumber))
	if e.RecordNumber == "" {
		e.RecordKind = ""
		return nil
	}
	for _, reg := range s.door.Book().All() {
		d := reg.Declaration()
		if d.ParseNumber(e.RecordNumber) == 0 {
			continue
		}
		if _, err := change.AnyGet(in, reg, e.RecordNumber, 0); err != nil {
			break
		}
		e.RecordKind = string(d.Kind)
		return nil
	}
	return errs.At("/recordNumber", "There is no such record here that you may read.")
}

// Targets finds what evidence is for by what people type: "A.5.1", "6.1.2",
// "CERT-2". The error is an errs.Invalid at /for.
func (s *Service) Targets(in change.Reader, typed []string) ([]register.Ref, error) {
	var out []register.Ref
	for _, text := range typed {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		ref, found, err := s.target(in, text)
		if err != nil {
			return nil, err
		}
		if !found {
			return nil, errs.At("/for", "There is no control, clause or certificate %q.", text)
		}
		out = append(out, ref)
	}
	return unique(out), nil
}

// Find gives what evidence can be for by what people call it; the zero Ref when
// there is none.
func (s *Service) Find(in change.Reader, text string) (register.Ref, error) {
	ref, found, err := s.target(in, text)
	if !found {
		return register.Ref{}, err
	}
	return ref, err
}

func (s *Service) target(in change.Reader, text string) (register.Ref, bool, error) {
	for _, kind := range TargetKinds() {
		reg := s.door.Book().Of(kind)
		if reg == nil {
			continue
		}
		d := reg.Declaration()
		if d.ParseNumber(text) > 0 {
			rec, err := change.AnyGet(in, reg, strings.ToUpper(text), 0)
			if errs.CodeOf(err) == errs.NotFound {
				return register.Ref{}, false, nil
			}
			return register.Ref{Kind: kind, ID: rec.ID, Number: d.Number(rec.Num)}, err == nil, err
		}
		if f := d.Field(refField); f == nil || !f.Filter {
			continue
		}
		found, err := change.AnyList(in, reg, register.Query{Filters: []register.Filter{register.Where(refField, text)}, Limit: 1, NoTotal: true})
		if err != nil {
			return register.Ref{}, false, err
		}
		if len(found.Records) > 0 {
			rec := found.Records[0]
			return register.Ref{Kind: kind, ID: rec.ID, Number: d.Number(rec.Num)}, true, nil
		}
	}
	return register.Ref{}, false, nil
}

// Set makes an item evidence for exactly these controls, clauses and
// certificates.
func (s *Service) Set(ctx context.Context, by change.By, ref string, typed []string) (Row, error) {
	return s.write(ctx, by, "evidence.update", []any{ref, typed}, func(tx *change.Tx) (Row, error) {
		row, err := s.find(tx, ref)
		if err != nil {
			return Row{}, err
		}
		want, err := s.Targets(tx, typed)
		if err != nil {
			return Row{}, err
		}
		have, err := tx.Links(row.ID, 0)
		if err != nil {
			return Row{}, err
		}
		for _, l := range have {
			if l.From != row.ID || l.Role != links.Evidences {
				continue
			}
			if !slices.ContainsFunc(want, func(r register.Ref) bool { return r.ID == l.To }) {
				if err := tx.Unlink(row.Ref, register.Ref{Kind: l.ToKind, ID: l.To}, links.Evidences); err != nil {
					return Row{}, err
				}
			}
		}
		for _, t := range want {
			if err := tx.Link(row.Ref, t, links.Evidences); err != nil {
				return Row{}, err
			}
		}
		return row, nil
	})
}

// Current gives the items that no other has superseded, within a snapshot.
func (s *Service) Current(in change.Reader) ([]Row, error) {
	return change.Collect(in, s.items, register.Query{Filters: []register.Filter{{Field: "supersededBy", Op: register.Empty}}})
}

// Register gives the register of items.
func (s *Service) Register() *register.Register[Evidence] { return s.items }

// Due gives what falls due of evidence, within a snapshot.
func (s *Service) Due(in change.Reader, today civil.Date) ([]due.Item, error) {
	rows, err := s.Current(in)
	if err != nil {
		return nil, err
	}
	asked, err := s.UnderWay(in)
	if err != nil {
		return nil, err
	}
	return append(Due(rows, today), DueRequests(asked, today)...), nil
}
