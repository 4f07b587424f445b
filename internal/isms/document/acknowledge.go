package document

import (
	"slices"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Asked says that a member is asked to acknowledge the document.
func (d *Document) Asked(m change.Member) bool {
	return d.State == Approved && insider(m) &&
		(d.AckAll || slices.Contains(d.AckRoles, m.Role) || slices.Contains(d.AckPeople, m.Person))
}

// Asks says that anybody is.
func (d *Document) Asks() bool { return d.AckAll || len(d.AckRoles) > 0 || len(d.AckPeople) > 0 }

// Counts says that an acknowledgement still counts for the document as it stands.
func (d *Document) Counts(a Ack) bool { return d.AckFrom != "" && Later(a.Version, d.AckFrom) }

// Acknowledge records that who acts has read an exact version of a document. Done
// twice it changes nothing. Action: acknowledgement.create.
func (s *Service) Acknowledge(tx *change.Tx, ref, version string) (AckRow, error) {
	doc, err := s.Find(tx, ref)
	if err != nil {
		return AckRow{}, err
	}
	v, err := s.Version(tx, doc.ID, version)
	if err != nil {
		return AckRow{}, err
	}
	if doc.Value.State == Withdrawn {
		return AckRow{}, errs.New(errs.Conflict, "%s is withdrawn: nobody has to acknowledge it.", doc.Number)
	}
	if version != doc.Value.Version && !doc.Value.Counts(Ack{Version: version}) {
		return AckRow{}, errs.New(errs.Conflict, "Version %s of %s is out by now. Read that one.", doc.Value.Version, doc.Number)
	}
	return s.acknowledge(tx, v.Value, tx.Actor().Person, s.today(tx))
}

func (s *Service) acknowledge(tx *change.Tx, v Version, person string, on civil.Date) (AckRow, error) {
	page, err := change.List(tx, s.Acks, register.Query{Filters: []register.Filter{
		register.Where("document", v.Document), register.Where("version", v.Version), register.Where("person", person),
	}, Limit: 1, NoTotal: true})
	if err != nil {
		return AckRow{}, err
	}
	if len(page.Rows) > 0 {
		return page.Rows[0], nil
	}
	return change.Insert(tx, s.Acks, Ack{
		Document: v.Document, DocumentNumber: v.DocumentNumber, Version: v.Version, Hash: v.Hash, Person: person, On: on,
	})
}

// Owed is an acknowledgement that is outstanding.
type Owed struct {
	Doc    Row
	Person string
}

// Readers is how one document stands with those who are asked.
type Readers struct {
	Asked []change.Member
	Given map[string]AckRow // by person: the latest that counts
}

// Outstanding gives who has still to acknowledge it.
func (r Readers) Outstanding() []change.Member {
	return slices.DeleteFunc(slices.Clone(r.Asked), func(m change.Member) bool { _, ok := r.Given[m.Person]; return ok })
}

// ReadersOf sets the acknowledgements of a document against those who are asked.
func ReadersOf(d *Document, members []change.Member, acks []AckRow) Readers {
	out := Readers{Given: map[string]AckRow{}}
	for _, m := range members {
		if d.Asked(m) {
			out.Asked = append(out.Asked, m)
		}
	}
	for _, a := range acks {
		if d.Counts(a.Value) && (out.Given[a.Value.Person].ID == "" || Later(a.Value.Version, out.Given[a.Value.Person].Value.Version)) {
			out.Given[a.Value.Person] = a
		}
	}
	return out
}

// OwedBy gives every acknowledgement that is outstanding, in the order of the
// documents and members.
func OwedBy(docs []Row, members []change.Member, acks []AckRow) []Owed {
	of := map[string][]AckRow{}
	for _, a := range acks {
		of[a.Value.Document] = append(of[a.Value.Document], a)
	}
	var out []Owed
	for _, d := range docs {
		if d.Value.State != Approved || !d.Value.Asks() {
			continue
		}
		for _, m := range ReadersOf(&d.Value, members, of[d.ID]).Outstanding() {
			out = append(out, Owed{Doc: d, Person: m.Person})
		}
	}
	return out
}

// AcksOf gives the acknowledgements of a document, the latest first.
func (s *Service) AcksOf(in change.Reader, id string) ([]AckRow, error) {
	return change.Collect(in, s.Acks, register.Query{Filters: []register.Filter{register.Where("document", id)}, Sort: "-number"})
}
