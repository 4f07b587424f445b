package asset_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"holdfast/internal/civil"
	"holdfast/internal/isms/asset"
	"holdfast/internal/register"
)

func row(n, c, i, a int) asset.Row {
	id := fmt.Sprint("id", n)
	return asset.Row{Ref: register.Ref{Kind: asset.Kind, ID: id, Number: fmt.Sprint("ASSET-", n)}, Value: asset.Asset{Name: id, Type: asset.TypeService, Confidentiality: c, Integrity: i, Availability: a}}
}

func edge(from, to int) asset.Edge {
	return asset.Edge{From: fmt.Sprint("id", from), To: fmt.Sprint("id", to)}
}

// naive reckons a need by asking of each asset whether it reaches the other.
func naive(rows []asset.Row, edges []asset.Edge, of func(*asset.Asset) int) map[string]int {
	value := map[string]*asset.Asset{}
	for i := range rows {
		value[rows[i].ID] = &rows[i].Value
	}
	out := map[string]int{}
	for _, a := range rows {
		if a.Value.Gone() {
			continue
		}
		seen := map[string]bool{}
		var walk func(string)
		walk = func(id string) {
			if seen[id] || value[id] == nil || value[id].Gone() {
				return
			}
			seen[id] = true
			out[id] = max(out[id], of(&a.Value))
			for _, e := range edges {
				if e.From == id {
					walk(e.To)
				}
			}
		}
		walk(a.ID)
	}
	return out
}

// TestNeedsAgreeWithANaiveReckoning: over random graphs with cycles, assets that
// are gone and links that lead nowhere.
func TestNeedsAgreeWithANaiveReckoning(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(4, 27001))
	of := []func(*asset.Asset) int{
		func(a *asset.Asset) int { return a.Confidentiality }, func(a *asset.Asset) int { return a.Integrity }, func(a *asset.Asset) int { return a.Availability },
	}
	for range 400 {
		n := 1 + r.IntN(14)
		var rows []asset.Row
		for i := range n {
			x := row(i+1, r.IntN(5), r.IntN(5), r.IntN(5))
			if r.IntN(8) == 0 {
				x.Value.Retired = 1
			}
			rows = append(rows, x)
		}
		var edges []asset.Edge
		for range r.IntN(3 * n) {
			edges = append(edges, edge(1+r.IntN(n+1), 1+r.IntN(n+1))) // the last is of no asset
		}
		got := asset.AllNeeds(rows, edges)
		for x, f := range of {
			want := naive(rows, edges, f)
			for _, a := range rows {
				need := got[a.ID][x]
				if need.Whole != want[a.ID] || need.Own != f(&a.Value) {
					t.Fatalf("%s, aspect %d: %+v, want %d of %v", a.Number, x, need, want[a.ID], edges)
				}
				checkSource(t, a, need, got, x, edges)
			}
		}
	}
}

// checkSource: what is inherited is named with who asks it, and the way to them
// is one of links.
func checkSource(t *testing.T, a asset.Row, need asset.Need, all map[string]asset.Needs, x int, edges []asset.Edge) {
	t.Helper()
	if need.Whole <= need.Own {
		if need.From != "" || need.Via != "" {
			t.Fatalf("%s names a source of its own need: %+v", a.Number, need)
		}
		return
	}
	if src := all[need.From][x]; src.Own != need.Whole {
		t.Fatalf("%s: the source asks %+v, not %d", a.Number, src, need.Whole)
	}
	at, via := a.ID, need.Via
	for range len(all) + 1 {
		found := false
		for _, e := range edges {
			found = found || e.From == via && e.To == at
		}
		if !found {
			t.Fatalf("%s: no link from %s to %s", a.Number, via, at)
		}
		if via == need.From {
			return
		}
		at, via = via, all[via][x].Via
	}
	t.Fatalf("%s: the way to %s has no end", a.Number, need.From)
}

func TestTheNearestSourceIsNamed(t *testing.T) {
	t.Parallel()
	rows := []asset.Row{row(1, 4, 0, 0), row(2, 4, 0, 0), row(3, 0, 0, 0), row(10, 1, 0, 0), row(11, 2, 2, 0)}
	got := asset.AllNeeds(rows, []asset.Edge{edge(1, 3), edge(3, 10), edge(2, 10), edge(10, 11), edge(11, 10)})
	if n := got["id10"][asset.OfConfidentiality]; n.Whole != 4 || n.From != "id2" || n.Via != "id2" || n.Own != 1 {
		t.Errorf("the nearer source is asset 2: %+v", n)
	}
	if n := got["id11"][asset.OfConfidentiality]; n.Whole != 4 || n.From != "id2" || n.Via != "id10" {
		t.Errorf("the way to asset 11 is by asset 10: %+v", n)
	}
	if n := got["id10"][asset.OfIntegrity]; n.Whole != 2 || n.From != "id11" {
		t.Errorf("the cycle brings the integrity back: %+v", n)
	}
	if !got["id3"].Inherits() || got["id1"].Inherits() {
		t.Error("asset 3 inherits, and asset 1 does not")
	}
}

func TestDue(t *testing.T) {
	t.Parallel()
	today := civil.Of(2026, 11, 24)
	key := row(1, 0, 0, 0)
	key.Value.Type, key.Value.Expires, key.Value.RenewBy, key.Value.Owner, key.Value.Custodian = asset.TypeKey, today+40, today+26, "owen", "dafydd"
	bare := row(2, 0, 0, 0)
	bare.Value.Type, bare.Value.Expires, bare.Value.Owner = asset.TypeCertificate, today-1, "owen"
	book := row(3, 0, 0, 0)
	book.Value.Review, book.Value.Owner = today+5, "priya"
	gone := row(4, 0, 0, 0)
	gone.Value.Retired, gone.Value.Review, gone.Value.Expires = today-3, today, today
	far := row(5, 0, 0, 0)
	far.Value.Expires = today + 61
	got := asset.Due([]asset.Row{key, bare, book, gone}, today)
	if len(got) != 3 {
		t.Fatalf("%+v", got)
	}
	if i := got[0]; i.Days != 26 || i.Owner != "dafydd" || i.Hard || i.Link != "/assets/ASSET-1" {
		t.Errorf("the custodian renews by the stated day: %+v", i)
	}
	if i := got[1]; !i.Late() || !i.Hard || i.Owner != "owen" {
		t.Errorf("without a stated day the last one is hard, and the owner's: %+v", i)
	}
	if i := got[2]; i.Days != 5 || i.Owner != "priya" {
		t.Errorf("%+v", i)
	}
	if c := asset.CountOf([]asset.Row{key, bare, book, gone, far}, today); c != (asset.Count{Assets: 4, Expire: 2, Expired: 1, NoOwner: 1}) {
		t.Errorf("%+v", c)
	}
}

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	reg := asset.Register()
	for name, c := range map[string]struct {
		a    asset.Asset
		want string
	}{
		"all well":       {asset.Asset{Name: "A", Type: "key", Confidentiality: 4, Marking: "official-sensitive", Caveat: "COMMERCIAL"}, ""},
		"no type":        {asset.Asset{Name: "A"}, "/type"},
		"need of five":   {asset.Asset{Name: "A", Type: "key", Integrity: 5}, "/integrity"},
		"need below":     {asset.Asset{Name: "A", Type: "key", Availability: -1}, "/availability"},
		"caveat alone":   {asset.Asset{Name: "A", Type: "key", Caveat: "COMMERCIAL"}, "/marking"},
		"ends before":    {asset.Asset{Name: "A", Type: "key", Issued: 20, Expires: 10}, "/expires"},
		"renewed after":  {asset.Asset{Name: "A", Type: "key", Expires: 10, RenewBy: 11}, "/renewBy"},
		"the key itself": {asset.Asset{Name: "A", Type: "key", KeptIn: "-----BEGIN EC PRIVATE KEY-----\nMHcC"}, "/keptIn"},
	} {
		got := ""
		if wrong := reg.Check(nil, &c.a); len(wrong) > 0 {
			got = wrong[0].Pointer
		}
		if got != c.want {
			t.Errorf("%s: refused at %q, want %q", name, got, c.want)
		}
	}
	if m := (&asset.Asset{Marking: "official-sensitive", Caveat: "COMMERCIAL"}).Mark(); m != "OFFICIAL-SENSITIVE [COMMERCIAL]" {
		t.Error(m)
	}
}
