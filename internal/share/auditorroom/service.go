package auditorroom

import (
	"context"
	"slices"
	"strings"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Service is what the organisation does with rooms, and what an auditor does in
// one.
type Service struct {
	door     *change.Door
	rooms    *register.Register[Room]
	samples  *register.Register[Sample]
	requests *register.Register[Request]
}

// Rows of the three registers.
type (
	RoomRow    = register.Row[Room]
	SampleRow  = register.Row[Sample]
	RequestRow = register.Row[Request]
)

// NewService makes the service over the registers that the door knows.
func NewService(door *change.Door, rooms *register.Register[Room], samples *register.Register[Sample], requests *register.Register[Request]) *Service {
	return &Service{door: door, rooms: rooms, samples: samples, requests: requests}
}

// Book gives the registers that a room can show of.
func (s *Service) Book() *register.Book { return s.door.Book() }

// Open opens a room. Invalid names the field at fault: a register that an
// external auditor cannot read, a time that has passed.
func (s *Service) Open(ctx context.Context, by change.By, r Room) (RoomRow, error) {
	r.Email, r.Closed = strings.ToLower(strings.TrimSpace(r.Email)), 0
	if r.Until != 0 && r.Until <= by.Now.UnixMicro() {
		return RoomRow{}, errs.At("/until", "This time has passed already.")
	}
	if r.AsAt > by.Now.UnixMicro() {
		return RoomRow{}, errs.At("/asAt", "The record cannot be shown as at a time to come.")
	}
	if err := s.shows(&r); err != nil {
		return RoomRow{}, err
	}
	var row RoomRow
	_, err := s.door.Do(ctx, by.Request("audit-room.open", r), func(tx *change.Tx) (err error) {
		row, err = change.Insert(tx, s.rooms, r)
		return err
	})
	return row, err
}

// shows refuses registers that no room shows, and puts the others in order.
func (s *Service) shows(r *Room) error {
	for _, kind := range r.Registers {
		if !slices.ContainsFunc(Offered(s.Book()), func(reg register.Any) bool { return string(reg.Declaration().Kind) == kind }) {
			return errs.At("/registers", "%q is no register that a room can show.", kind)
		}
	}
	shown := r.Shown(s.Book())
	r.Registers = r.Registers[:0:0]
	for _, reg := range shown {
		r.Registers = append(r.Registers, string(reg.Declaration().Kind))
	}
	return nil
}

// Shut closes a room before its time: at once, for good.
func (s *Service) Shut(ctx context.Context, by change.By, number string) (RoomRow, error) {
	var row RoomRow
	_, err := s.door.Do(ctx, by.Request("audit-room.close", number), func(tx *change.Tx) (err error) {
		if row, err = change.GetNumber(tx, s.rooms, number); err != nil {
			return err
		}
		if row.Value.Closed != 0 || row.Value.Until <= by.Now.UnixMicro() {
			return nil
		}
		r := row.Value
		r.Closed = by.Now.UnixMicro()
		row, err = change.Put(tx, s.rooms, row.ID, row.Version, r)
		return err
	})
	return row, err
}

// Rooms gives every room of the organisation, the latest first.
func (s *Service) Rooms(ctx context.Context, a change.Actor) ([]RoomRow, error) {
	var rows []RoomRow
	err := s.door.See(ctx, a, func(v *change.View) (err error) {
		rows, err = change.Collect(v, s.rooms, register.Query{Sort: "-number"})
		return err
	})
	return rows, err
}

// Room gives a room of the organisation by its number.
func (s *Service) Room(ctx context.Context, a change.Actor, number string) (RoomRow, error) {
	var row RoomRow
	err := s.door.See(ctx, a, func(v *change.View) (err error) {
		row, err = change.GetNumber(v, s.rooms, number)
		return err
	})
	return row, err
}

// InRoom gives the samples and requests of a room, the latest first.
func (s *Service) InRoom(ctx context.Context, a change.Actor, number string) (samples []SampleRow, requests []RequestRow, err error) {
	q := register.Query{Sort: "-number", Filters: []register.Filter{register.Where("room", number)}}
	err = s.door.See(ctx, a, func(v *change.View) (err error) {
		if samples, err = change.Collect(v, s.samples, q); err != nil {
			return err
		}
		requests, err = change.Collect(v, s.requests, q)
		return err
	})
	return samples, requests, err
}

// OpenRequests gives every request that waits for an answer, the oldest first.
func (s *Service) OpenRequests(ctx context.Context, a change.Actor) ([]RequestRow, error) {
	var rows []RequestRow
	err := s.door.See(ctx, a, func(v *change.View) (err error) {
		rows, err = change.Collect(v, s.requests, register.Query{Filters: []register.Filter{register.Where("state", Asked)}})
		return err
	})
	return rows, err
}

// Request gives one request.
func (s *Service) Request(ctx context.Context, a change.Actor, number string) (RequestRow, error) {
	var row RequestRow
	err := s.door.See(ctx, a, func(v *change.View) (err error) {
		row, err = change.GetNumber(v, s.requests, number)
		return err
	})
	return row, err
}

// Answer answers a request with text, a file, or both. Only members who are no
// auditors answer. Invalid: it is answered or withdrawn already.
func (s *Service) Answer(ctx context.Context, by change.By, number, text, file, fileName string) (RequestRow, error) {
	if by.Role == authz.ExternalAuditor {
		return RequestRow{}, errs.New(errs.Forbidden, "Who asks does not answer.")
	}
	var row RequestRow
	_, err := s.door.Do(ctx, by.Request("audit-request.answer", []string{number, text, file}), func(tx *change.Tx) (err error) {
		if row, err = change.GetNumber(tx, s.requests, number); err != nil {
			return err
		}
		r := row.Value
		r.State, r.Answer, r.File, r.FileName = Answered, strings.TrimSpace(text), file, fileName
		r.AnsweredBy, r.AnsweredAt = by.Person, by.Now.UnixMicro()
		row, err = change.Put(tx, s.requests, row.ID, row.Version, r)
		return err
	})
	return row, err
}

// entering is who reads what a room is, on behalf of who asks to come in.
func entering(a change.Actor) change.Actor { return change.SystemActor(a.Org, "auditor room") }

// Mine gives the rooms of an external auditor that are open now, the latest
// first; those to come and ended are counted by the second result, which says
// what can be said of them.
func (s *Service) Mine(ctx context.Context, a change.Actor, now time.Time) ([]RoomRow, string, error) {
	if a.Role != authz.ExternalAuditor {
		return nil, "", errs.New(errs.Forbidden, "A room is for external auditors. The organisation's own people see the record itself.")
	}
	var rows []RoomRow
	var email string
	err := s.door.See(ctx, entering(a), func(v *change.View) (err error) {
		if email, err = addressOf(v, a.Person); err != nil {
			return err
		}
		rows, err = change.Collect(v, s.rooms, register.Query{Sort: "-number"})
		return err
	})
	if err != nil {
		return nil, "", err
	}
	var open []RoomRow
	why := "No room is open for you. Ask the organisation that invited you."
	for _, row := range rows {
		if !row.Value.isFor(email) {
			continue
		}
		switch row.Value.At(now) {
		case Open:
			open = append(open, row)
		case ToCome:
			why = "Your room is not open yet: it opens on " + dayAndTime(row.Value.From) + "."
		default:
			if why[0] == 'N' {
				why = "Your time in the room has ended. Ask the organisation if you need more."
			}
		}
	}
	return open, why, nil
}

// addressOf gives the address under which the person is a member: the one that
// was invited, which the person cannot change here.
func addressOf(v *change.View, person string) (string, error) {
	members, err := v.Members()
	for _, m := range members {
		if m.Person == person && m.Active {
			return strings.ToLower(m.Email), err
		}
	}
	return "", err
}

func (r *Room) isFor(email string) bool {
	return email != "" && strings.EqualFold(r.Email, email)
}

func dayAndTime(micros int64) string {
	return time.UnixMicro(micros).UTC().Format("2 January 2006 at 15:04") + " UTC"
}

// Enter gives the room to its auditor while it is open. NotFound for a room of
// somebody else, as for one that does not exist; Forbidden before and after its
// time.
func (s *Service) Enter(ctx context.Context, a change.Actor, number string, now time.Time) (RoomRow, error) {
	if a.Role != authz.ExternalAuditor {
		return RoomRow{}, errs.New(errs.Forbidden, "A room is for external auditors. The organisation's own people see the record itself.")
	}
	var row RoomRow
	var email string
	err := s.door.See(ctx, entering(a), func(v *change.View) (err error) {
		if row, err = change.GetNumber(v, s.rooms, number); err != nil {
			return err
		}
		email, err = addressOf(v, a.Person)
		return err
	})
	if err == nil && !row.Value.isFor(email) {
		err = errs.New(errs.NotFound, "There is no such auditor room.")
	}
	if err != nil {
		return RoomRow{}, err
	}
	switch row.Value.At(now) {
	case ToCome:
		return RoomRow{}, errs.New(errs.Forbidden, "The room opens on %s.", dayAndTime(row.Value.From))
	case Ended, Shut:
		return RoomRow{}, errs.New(errs.Forbidden, "Your time in this room has ended. Ask the organisation if you need more.")
	}
	return row, nil
}
