package scheme_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"holdfast/internal/errs"
	"holdfast/internal/scheme"
)

func TestSource(t *testing.T) {
	t.Parallel()
	changed, err := scheme.Load(scheme.Files(), scheme.Override{
		Pointer: "/schemes/iso27001/lead/renew/typical", Value: 41.0, Who: "Orla Quay",
		When: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), Reason: "Our body is quicker.",
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, book := range map[string]*scheme.Book{"as shipped": scheme.Default(), "with an override": changed} {
		raw, err := book.Source()
		if err != nil {
			t.Fatal(err)
		}
		again, err := scheme.FromSource(raw, book.Hash())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if again.Hash() != book.Hash() || len(again.Rules()) != len(book.Rules()) || len(again.Overrides()) != len(book.Overrides()) {
			t.Errorf("%s: another book came back", name)
		}
		iso, _ := again.Scheme("iso27001")
		was, _ := book.Scheme("iso27001")
		if !reflect.DeepEqual(iso, was) {
			t.Errorf("%s: the scheme differs", name)
		}
	}
	if changed.Hash() == scheme.Default().Hash() {
		t.Error("an override did not change the hash")
	}
	raw, _ := changed.Source()
	for name, text := range map[string]string{
		"another format":  strings.Replace(string(raw), `"format":1`, `"format":0`, 1),
		"a member of old": strings.Replace(string(raw), `"format":1`, `"format":1,"lawyers":[]`, 1),
		"altered":         strings.Replace(string(raw), "Our body is quicker.", "Nobody asked.", 2),
		"cut off":         string(raw[:len(raw)/2]),
		"nothing":         "",
	} {
		if _, err := scheme.FromSource([]byte(text), changed.Hash()); errs.CodeOf(err) != errs.Unavailable {
			t.Errorf("%s: %v", name, err)
		}
	}
}
