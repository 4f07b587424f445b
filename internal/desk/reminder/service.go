package reminder

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Work is the name of the background work that delivers a digest.
const Work = "reminder.send"

// Mailer takes a message on: nil when the mail server has it. An error with the
// code Invalid is for good; any other is tried again with the same message ID.
type Mailer interface {
	Send(ctx context.Context, m Message, at time.Time) error
}

// Service keeps the ledger.
type Service struct {
	door *change.Door
	told *register.Register[Told]
	// host is what message IDs end in; base is the address of the pages that
	// links begin with, empty for none.
	host, base string
}

// NewService makes the service over a ledger that the door knows.
func NewService(door *change.Door, told *register.Register[Told], host, base string) *Service {
	return &Service{door: door, told: told, host: host, base: base}
}

// job is the payload of one delivery.
type job struct {
	Digest string `json:"digest"` // id of the ledger's record
}

// Run writes the digests of a day into the ledger and, in the same transaction,
// asks for their delivery; due gives what is due, read in that transaction too.
// Run any number of times a day, on any number of machines, it tells each thing
// once. It gives how many digests it wrote.
func (s *Service) Run(ctx context.Context, org string, now time.Time, today civil.Date, due func(*change.View) ([]due.Item, error)) (int, error) {
	written := 0
	req := change.Request{Actor: change.SystemActor(org, "reminder"), Action: "reminder.write", Now: now}
	_, err := s.door.Do(ctx, req, func(tx *change.Tx) error {
		written = 0
		items, err := due(&tx.View)
		if err != nil {
			return err
		}
		ledger, err := s.ledger(tx)
		if err != nil {
			return err
		}
		members, err := tx.Members()
		if err != nil {
			return err
		}
		for _, d := range Plan(items, ledger, today, Route(members)) {
			row, err := change.Insert(tx, s.told, Told{
				Person: d.Person.ID, Name: d.Person.Name, Address: d.Person.Address, Day: today,
				MessageID: s.messageID(org, d), Keys: d.Keys(),
			})
			if err != nil {
				return err
			}
			payload, err := json.Marshal(job{Digest: row.ID})
			if err != nil {
				return err
			}
			if _, err := tx.Enqueue(change.Job{Work: Work, Unique: row.ID, Payload: payload}); err != nil {
				return err
			}
			written++
		}
		return nil
	})
	return written, err
}

func (s *Service) ledger(in change.Reader) (Ledger, error) {
	l := Ledger{Told: map[string]bool{}, Digests: map[string]bool{}}
	for row, err := range change.All(in, s.told, register.Query{}) {
		if err != nil {
			return l, err
		}
		l.Digests[row.Value.Person+"|"+row.Value.Day.String()] = true
		for _, k := range row.Value.Keys {
			l.Told[k] = true
		}
	}
	return l, nil
}

// messageID is the same for one person and day of an organisation, and says
// nothing of either to those who read headers.
func (s *Service) messageID(org string, d Digest) string {
	h := sha256.Sum256([]byte(org + "\x00" + d.Person.ID + "\x00" + d.Day.String()))
	return fmt.Sprintf("digest.%s@%s", hex.EncodeToString(h[:12]), s.host)
}

// Deliver does one delivery: payload is the job's. What has been renewed since
// is left out; when nothing is left no mail goes out. The error says whether to
// try again: Invalid means never.
func (s *Service) Deliver(ctx context.Context, org string, payload []byte, now time.Time, m Mailer, due func(*change.View) ([]due.Item, error)) error {
	var j job
	if err := json.Unmarshal(payload, &j); err != nil {
		return errs.Wrap(err, errs.Invalid, "The delivery of a digest cannot be read.")
	}
	var msg Message
	var still bool
	err := s.door.See(ctx, change.SystemActor(org, "reminder"), func(v *change.View) error {
		row, err := change.Get(v, s.told, j.Digest)
		if err != nil {
			return err
		}
		items, err := due(v)
		if err != nil {
			return err
		}
		t := row.Value
		msg, still = Compose(t.MessageID, Person{ID: t.Person, Name: t.Name, Address: t.Address}, t.Keys, items, s.base)
		return nil
	})
	if err != nil || !still {
		return err
	}
	return m.Send(ctx, msg, now)
}

// Route says whom to tell about the things of an owner: the active member with
// that id, name or address; for anybody else, and for nobody, the first
// compliance manager or owner of the organisation. False: nobody has an address.
func Route(members []change.Member) func(owner string) (Person, bool) {
	usable := func(m change.Member) bool { return m.Active && m.Email != "" }
	person := func(m change.Member) (Person, bool) {
		return Person{ID: m.Person, Name: m.Name, Address: m.Email}, true
	}
	return func(owner string) (Person, bool) {
		for _, m := range members {
			if owner != "" && usable(m) && slices.Contains([]string{m.Person, m.Name, m.Email}, owner) {
				return person(m)
			}
		}
		for _, role := range []authz.Role{authz.ComplianceManager, authz.Owner} {
			for _, m := range members {
				if usable(m) && authz.Role(m.Role) == role {
					return person(m)
				}
			}
		}
		return Person{}, false
	}
}
