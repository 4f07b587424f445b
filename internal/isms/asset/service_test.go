package asset_test

import (
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/demo"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/isms/asset"
	"holdfast/internal/register"
	"holdfast/internal/store"
)

var now = time.Date(2026, time.November, 24, 12, 0, 0, 0, time.UTC)

func open(t *testing.T) (*asset.Service, *change.Door, change.By) {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	reg, levels := asset.Register(), asset.Levels()
	door := change.New(st, register.NewBook(reg, levels))
	org := id.New()
	if _, err := door.Do(t.Context(), change.Request{Actor: change.SystemActor(org, "start"), Action: "settings.create", Now: now}, func(tx *change.Tx) error {
		_, err := tx.Found("Fenmoor Digital Ltd", change.Member{Person: "gareth", Name: "Gareth Lowe"})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return asset.NewService(door, reg, levels, time.UTC), door, change.By{Actor: change.Actor{Org: org, Person: "gareth", Role: authz.Owner}, Now: now}
}

// graph reads what the pages read.
func graph(t *testing.T, s *asset.Service, door *change.Door, by change.By) (g asset.Graph, byName map[string]asset.Row) {
	t.Helper()
	if err := door.See(t.Context(), by.Actor, func(v *change.View) (err error) {
		g, err = s.Graph(v)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	byName = map[string]asset.Row{}
	for _, r := range g.Rows {
		byName[r.Value.Name] = r
	}
	return g, byName
}

// TestTheStoryOfTheDemonstration: told twice it stays, its figures are the ones
// that the page promises, and what patients' records need flows to the key that
// everything rests on.
func TestTheStoryOfTheDemonstration(t *testing.T) {
	t.Parallel()
	s, door, by := open(t)
	set := demo.Build(civil.FromTime(now)).Assets()
	for i := range set.Assets {
		set.Assets[i].Site = "" // the sites are another register's
	}
	for round, want := range []int{25, 0} {
		if n, err := s.Enter(t.Context(), by, set); err != nil || n != want {
			t.Fatalf("round %d: %d added, %v", round, n, err)
		}
	}
	g, of := graph(t, s, door, by)
	if c := asset.CountOf(g.Rows, civil.FromTime(now)); c != (asset.Count{Assets: 25, Expire: 2, NoOwner: 3}) {
		t.Errorf("%+v", c)
	}
	need := g.Needs[of["Data encryption key"].ID][asset.OfConfidentiality]
	if need.Own != 0 || need.Whole != 4 || need.From != of["Patient records on the data platform"].ID {
		t.Errorf("the key needs what the records need: %+v", need)
	}

	key := of["Data encryption key"].Number
	if err := s.Rest(t.Context(), by, key, "ASSET-9999"); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("an unknown asset: %v", err)
	}
	if err := s.Rest(t.Context(), by, key, key); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("itself: %v", err)
	}
	if err := s.Unrest(t.Context(), by, "Regional data platform", key); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("a name is no number: %v", err)
	}
	for _, name := range []string{"Regional data platform", "Database cluster", "Backups with the second provider"} {
		if err := s.Unrest(t.Context(), by, of[name].Number, key); err != nil {
			t.Fatal(err)
		}
	}
	g, _ = graph(t, s, door, by)
	if g.Needs[of["Data encryption key"].ID].Inherits() {
		t.Error("nothing rests on the key any more")
	}
}

func TestTheEndsOfAnAsset(t *testing.T) {
	t.Parallel()
	s, door, by := open(t)
	today := civil.FromTime(now)
	if _, err := s.Enter(t.Context(), by, asset.Set{Assets: []asset.Entry{
		{Asset: asset.Asset{Name: "Web certificate", Type: asset.TypeCertificate, Expires: today + 3}},
		{Asset: asset.Asset{Name: "Laptops", Type: asset.TypeHardware, Review: today}},
	}}); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"renewed into the past": s.Renew(t.Context(), by, "ASSET-1", 0, today, 0),
		"laptops renewed":       s.Renew(t.Context(), by, "ASSET-2", 0, today+90, 0),
		"no word of disposal":   s.Retire(t.Context(), by, "ASSET-2", 0, " "),
		"retired tomorrow":      s.Retire(t.Context(), by, "ASSET-2", today+1, "sold"),
		"review today":          s.Review(t.Context(), by, "ASSET-2", today),
	} {
		if errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := s.Renew(t.Context(), by, "asset-1", 0, today+90, today+76); err != nil {
		t.Fatal(err)
	}
	if err := s.Review(t.Context(), by, "ASSET-2", 0); err != nil {
		t.Fatal(err)
	}
	if err := s.Retire(t.Context(), by, "ASSET-2", 0, "Wiped and given to the school."); err != nil {
		t.Fatal(err)
	}
	if err := s.Retire(t.Context(), by, "ASSET-2", 0, "again"); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("twice: %v", err)
	}
	_, of := graph(t, s, door, by)
	cert, laptops := of["Web certificate"].Value, of["Laptops"].Value
	if cert.Issued != today || cert.Expires != today+90 || cert.Next() != today+76 {
		t.Errorf("%+v", cert)
	}
	if laptops.State() != asset.Retired || laptops.Retired != today || laptops.Review != today.AddMonths(12) {
		t.Errorf("%+v", laptops)
	}
}
