package records_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"holdfast/internal/civil"
)

// fleet puts some boats in.
func (h *house) fleet() {
	h.t.Helper()
	b1, b2 := h.berth("N/1", "North quay"), h.berth("S 2", "South quay")
	no, yes := false, true
	h.put(h.owner,
		boat{Name: "Albatross", State: "afloat", Keeper: "p-1", Berth: b1.ID, Length: 12.5, Built: civil.Of(2001, 5, 3), Fit: &yes, Marks: []string{"red", "sail"}},
		boat{Name: "Bittern", State: "dry", Keeper: "p-2", Berth: b2.ID, Length: 31, Built: civil.Of(2011, 5, 3), Fit: &no, Log: "Leaks at the stern.", Marks: []string{"red"}},
		boat{Name: "Curlew", State: "gone", Sold: true, Built: civil.Of(1999, 1, 1)},
		boat{Name: "Dunlin"},
	)
}

func TestListFiltersByItsAddress(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.fleet()
	all := []string{"Albatross", "Bittern", "Curlew", "Dunlin"}
	for query, want := range map[string]string{
		"":                                "Albatross Bittern Curlew Dunlin",
		"state=afloat":                    "Albatross",
		"state=afloat&state=dry":          "Albatross Bittern",
		"state[not]=afloat":               "Bittern Curlew Dunlin",
		"built[from]=2001-01-01":          "Albatross Bittern",
		"built[to]=2001-05-03":            "Albatross Curlew",
		"built[empty]=true":               "Dunlin",
		"keeper[given]=true":              "Albatross Bittern",
		"keeper=p-1":                      "Albatross",
		"marks[has]=red":                  "Albatross Bittern",
		"marks[has]=red&state=dry":        "Bittern",
		"length[from]=20":                 "Bittern",
		"sold=yes":                        "Curlew",
		"q=stern":                         "Bittern",
		"q=BOAT-3":                        "Curlew",
		"f.state=not:afloat&f.sold=is:no": "Bittern Dunlin",
		"f.keeper=empty":                  "Curlew Dunlin",
		"f.state=&f.keeper=&built[from]=": "Albatross Bittern Curlew Dunlin",
		"sort=-name":                      "Albatross Bittern Curlew Dunlin",
		"state=gone&q=nothing":            "",
	} {
		page := h.get("owner", "/boats?"+query).wants(http.StatusOK).Body.String()
		for _, name := range all {
			if got := strings.Contains(page, name+"</a></th>"); got != strings.Contains(want, name) {
				t.Errorf("?%s shows %s: %v", query, name, got)
			}
		}
	}
	h.get("owner", "/boats?sort=-name").wants(http.StatusOK)
	h.get("owner", "/boats?state[like]=x").wants(http.StatusUnprocessableEntity)
	h.get("owner", "/boats?built[from]=soon").wants(http.StatusOK, "There is a problem")
}

func TestChipsTakeFiltersOff(t *testing.T) {
	t.Parallel()
	h := build(t)
	h.fleet()
	page := h.get("owner", "/boats?state=afloat&keeper=p-1&sort=-name").wants(http.StatusOK, "State: Afloat", "Keeper: Priya Nair", "1 of 4")
	page.wants(http.StatusOK, `href="/boats?keeper=p-1&amp;sort=-name"`, `href="/boats?sort=-name&amp;state=afloat"`, "Without a keeper")
	page.lacks(`href="/boats?keeper=p-1&amp;sort=-name&amp;state=afloat"`) // it is in force
	h.get("owner", "/boats?panel=filter&state=afloat").wants(http.StatusOK, `id="f.state"`, `id="built[from]"`, `value="is:afloat" selected`)
	h.get("owner", "/boats?panel=columns&cols=keeper").wants(http.StatusOK, `name="cols"`, `value="keeper" checked`)
	h.get("owner", "/boats?cols=keeper,built").wants(http.StatusOK, "Keeper", "3 May 2001").lacks("In the dry dock")
}

func TestPagesByKey(t *testing.T) {
	t.Parallel()
	h := build(t)
	var many []boat
	for i := range 120 {
		many = append(many, boat{Name: fmt.Sprintf("Boat %03d", i)})
	}
	h.put(h.owner, many...)
	seen, path := 0, "/boats?sort=name"
	for path != "" {
		page := h.get("owner", path).wants(http.StatusOK).Body.String()
		seen += strings.Count(page, "</th><td")
		_, rest, found := strings.Cut(page, `rel="next"`)
		_ = rest
		if !found {
			break
		}
		before := page[:strings.Index(page, `rel="next"`)]
		before = before[strings.LastIndex(before, `href="`)+6:]
		path = strings.ReplaceAll(before[:strings.IndexByte(before, '"')], "&amp;", "&")
	}
	if seen != 120 {
		t.Errorf("the pages show %d boats, not 120", seen)
	}
	h.get("owner", "/boats").wants(http.StatusOK, "50 of 120 shown")
}
