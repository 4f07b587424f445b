package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var updateAPI = flag.Bool("api.update", false, "write the golden specification anew")

// TestTheSpecificationIsTheOneInTheTree: a change of the API is a change of a
// file that somebody looks at.
func TestTheSpecificationIsTheOneInTheTree(t *testing.T) {
	golden := filepath.Join("..", "..", "internal", "rest", "testdata", "openapi.json")
	got := command(t, "", "openapi")
	got.wants(t, 0, `"openapi": "3.1.0"`)
	if *updateAPI {
		if err := os.WriteFile(golden, []byte(got.out), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || string(want) != got.out {
		t.Errorf("the API is not as %s has it (%v): look at the change, then run this test with -api.update", golden, err)
	}
	command(t, "", "openapi", "check", golden).wants(t, 0, "Nothing breaks.")
	old := filepath.Join(t.TempDir(), "old.json")
	if err := os.WriteFile(old, []byte(`{"paths":{"/api/v1/moon":{"get":{}}}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	command(t, "", "openapi", "check", old).wants(t, 1, "GET /api/v1/moon: is gone")
	command(t, "", "openapi", "check", old, filepath.Join(t.TempDir(), "none")).wants(t, 1, "cannot be read")
}
