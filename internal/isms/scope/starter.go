package scope

import (
	"context"

	"holdfast/internal/change"
	"holdfast/internal/errs"
	"holdfast/internal/register"
)

// Starter is a set of records to begin with: each is a question to be judged,
// not an answer.
type Starter struct {
	Kind  register.Kind
	Text  string // what it is, for the page that offers it
	Items []any  // pointers to the register's struct
}

// Starters gives the sets, for a supplier of digital services to the public
// sector of the UK. Titles are facts; what is said of them is our own and to be
// judged.
func Starters() []Starter {
	return []Starter{
		{ObligationKind, "What usually binds a digital supplier in the UK, to be judged one by one.", anySlice(starterObligations())},
		{IssueKind, "What usually bears on a supplier of this kind, with the question about climate change.", anySlice(starterIssues())},
		{PartyKind, "Who usually has a stake, and what they ask.", anySlice(starterParties())},
		{RoleKind, "The responsibilities that the standard asks to be given to somebody.", anySlice(starterRoles())},
		{CommunicationKind, "What has to be told, inside and outside, and by when.", anySlice(starterCommunication())},
	}
}

// StarterOf gives the set of a register; false when it has none.
func StarterOf(kind register.Kind) (Starter, bool) {
	for _, s := range Starters() {
		if s.Kind == kind {
			return s, true
		}
	}
	return Starter{}, false
}

func anySlice[T any](in []T) []any {
	out := make([]any, len(in))
	for i := range in {
		out[i] = &in[i]
	}
	return out
}

// Start adds the records of a register's starter set that are not there yet, by
// their titles, and says how many it added.
func (s *Service) Start(ctx context.Context, by change.By, kind register.Kind) (int, error) {
	set, ok := StarterOf(kind)
	reg := s.door.Book().Of(kind)
	if !ok || reg == nil {
		return 0, errs.New(errs.NotFound, "There is no starter set for this register.")
	}
	return s.enter(ctx, by, string(kind)+".import", []load{{reg, set.Items}})
}

type load struct {
	reg   register.Any
	items []any
}

// Enter adds records that are not there yet, by their titles: told twice it
// adds nothing. It gives how many it added. Each item points to the struct of
// one of the package's registers, statements too: those that were issued on
// paper before.
func (s *Service) Enter(ctx context.Context, by change.By, items ...any) (int, error) {
	var loads []load
	for _, item := range items {
		var kind register.Kind
		switch item.(type) {
		case *Site:
			kind = SiteKind
		case *Issue:
			kind = IssueKind
		case *Party:
			kind = PartyKind
		case *Obligation:
			kind = ObligationKind
		case *Role:
			kind = RoleKind
		case *Objective:
			kind = ObjectiveKind
		case *Communication:
			kind = CommunicationKind
		case *Planned:
			kind = ChangeKind
		case *Statement:
			kind = StatementKind
		}
		reg := s.Of(kind)
		if reg == nil {
			return 0, errs.New(errs.Internal, "no register of the package holds a %T", item)
		}
		if n := len(loads); n == 0 || loads[n-1].reg != reg {
			loads = append(loads, load{reg: reg})
		}
		loads[len(loads)-1].items = append(loads[len(loads)-1].items, item)
	}
	return s.enter(ctx, by, "scope-statement.import", loads)
}

func (s *Service) enter(ctx context.Context, by change.By, action string, loads []load) (int, error) {
	n := 0
	err := s.do(ctx, by, action, loadsPrint(loads), func(tx *change.Tx) error {
		n = 0
		for _, l := range loads {
			name := titleField(l.reg.Declaration())
			have := map[string]bool{}
			q := register.Query{Limit: register.MaxLimit, NoTotal: true}
			for {
				page, err := change.AnyList(tx, l.reg, q)
				if err != nil {
					return err
				}
				for _, rec := range page.Records {
					v, err := l.reg.Decode(rec.Body)
					if err != nil {
						return err
					}
					have[register.Fold(l.reg.Text(v, name))] = true
				}
				if q.After = page.Next; page.Next == "" {
					break
				}
			}
			for _, item := range l.items {
				key := register.Fold(l.reg.Text(item, name))
				if have[key] {
					continue
				}
				have[key] = true
				if _, err := change.AnyInsert(tx, l.reg, item); err != nil {
					return err
				}
				n++
			}
		}
		return nil
	})
	return n, err
}

// titleField is the field by which records of a register are told apart: the
// first declared.
func titleField(d *register.Declaration) string { return d.Fields[0].Name }

func loadsPrint(loads []load) []any {
	var out []any
	for _, l := range loads {
		out = append(out, l.items...)
	}
	return out
}
