package records_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"holdfast/internal/civil"
)

func TestTheWholeListGoesOutAsCSV(t *testing.T) {
	t.Parallel()
	h := build(t)
	b := h.berth("=N", "Quay")
	var many []boat
	for i := range 1203 {
		many = append(many, boat{Name: fmt.Sprintf("Boat %04d", i), State: "dry", Built: civil.Of(2001, 1, 1), Keeper: "p-1", Berth: b.ID, Length: -2.5})
	}
	for i, name := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "a,\"b\"\nc", "'quoted"} {
		many[i].Name = name
	}
	many[7].State = "afloat"
	h.put(h.owner, many...)
	a := h.get("reader", "/records/boat/export.csv?state=dry&cols=keeper,built,state,berth,length,marks").wants(http.StatusOK)
	if got := a.Header().Get("Content-Disposition"); !strings.Contains(got, "Boats 2027-01-06.csv") {
		t.Errorf("named %q", got)
	}
	rows, err := csv.NewReader(a.Body).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1203 {
		t.Fatalf("%d lines, want the head and 1,202 boats", len(rows))
	}
	if got := strings.Join(rows[0], "|"); got != "Number|Name|Keeper|Built|State|Berth|Length|Marks" {
		t.Errorf("the head is %s", got)
	}
	if got := strings.Join(rows[100], "|"); got != "BOAT-101|Boat 0100|Priya Nair|2001-01-01|In the dry dock|'=N Quay|-2.5|" {
		t.Errorf("a line is %s", got)
	}
	for i, want := range []string{"'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "a,\"b\"\nc", "'quoted"} {
		if got := rows[i+1][1]; got != want {
			t.Errorf("%q went out as %q", many[i].Name, got)
		}
	}
}
