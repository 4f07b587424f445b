package retention_test

import (
	"encoding/json"
	"strings"
	"testing"

	"holdfast/internal/retention"
)

func TestReplace(t *testing.T) {
	t.Parallel()
	s, err := retention.NewSubject([]string{"Zoë O'Quinn", "zoe.oquinn@example.org", "+44 (0)20 7946 0958", "Quinn"}, []string{"0197-aaaa-bbbb"}, "erased-3")
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"Zoë O'Quinn":                         "[erased]",
		"ZOE  O’QUINN signed":                 "[erased] signed",
		"zoe-o-quinn.pdf":                     "[erased].pdf",
		"Zoë O'Quinnell":                      "Zoë O'Quinnell",
		"Mx Quinn, and Quinn's":               "Mx [erased], and [erased]'s",
		"MacQuinn":                            "MacQuinn",
		"to Zoe.OQuinn@Example.org.":          "to [erased].",
		"a.zoe.oquinn@example.organ":          "a.zoe.oquinn@example.organ",
		"ring 020 7946 0958":                  "ring [erased]",
		"ring +442079460958 or 0044207946095": "ring [erased] or 0044207946095",
		"(020) 7946-0958":                     "[erased]",
		"no 020 7946 09580":                   "no 020 7946 09580",
		"by 0197-AAAA-bbbb":                   "by erased-3",
		"Zoë. The O'Quinn":                    "Zoë. The O'[erased]",
		"":                                    "",
		"\xff Quinn \xff":                     "\xff [erased] \xff",
	} {
		if got, _ := s.Replace(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

// TestHashed: by hashes alone the same places are found.
func TestHashed(t *testing.T) {
	t.Parallel()
	key := []byte("a key")
	s, err := retention.NewSubject([]string{"Zoë O'Quinn", "020 7946 0958"}, nil, "")
	if err != nil {
		t.Fatal(err)
	}
	keyed := s.Keyed(key)
	line, err := json.Marshal(keyed)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"quinn", "7946", "zoe"} {
		if strings.Contains(strings.ToLower(string(line)), part) {
			t.Errorf("the hashed form says %q: %s", part, line)
		}
	}
	var again []retention.Needle
	if err := json.Unmarshal(line, &again); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"ring zoe o’quinn on +44 20 7946 0958", "nobody here, 0207 946 0959"} {
		want, n := s.Replace(text)
		if got, m := retention.Hashed(again, key).Replace(text); got != want || n != m {
			t.Errorf("%q became %q by hash, %q by text", text, got, want)
		}
		if got, m := retention.Hashed(again, []byte("another")).Replace(text); got != text || m != 0 {
			t.Errorf("another key found %q", got)
		}
	}
}

func TestRedact(t *testing.T) {
	t.Parallel()
	s, err := retention.NewSubject([]string{"Ann Lee", "owner"}, []string{"p-1"}, "erased-1")
	if err != nil {
		t.Fatal(err)
	}
	doc := `{"owner":"p-1","n":1.50,"by":{"p-1":true,"x":"\u0041nn Lee"},"list":["Ann Lee","kept Ann Lee"],"note":"<Ann Lee>"}`
	got, hits, err := s.Redact([]byte(doc), func(f string) bool { return f == "note" }, nil)
	want := `{"owner":"erased-1","n":1.50,"by":{"erased-1":true,"x":"[erased]"},"list":["[erased]","kept [erased]"],"note":"<Ann Lee>"}`
	if err != nil || string(got) != want {
		t.Errorf("got  %s\nwant %s\n%v", got, want, err)
	}
	if len(hits) != 6 || hits[3].Field != "list" || hits[1].Field != "by.erased-1" {
		t.Errorf("hits: %+v", hits)
	}
	for _, same := range []string{`{"a": "nothing",  "b":[]}`, `null`} {
		if got, hits, err := s.Redact([]byte(same), nil, nil); string(got) != same || len(hits) != 0 || err != nil {
			t.Errorf("%s became %s, %v", same, got, err)
		}
	}
}

func TestRefusedSubjects(t *testing.T) {
	t.Parallel()
	for _, texts := range [][]string{nil, {"--"}, {"x"}, {strings.Repeat("a ", 40)}} {
		if _, err := retention.NewSubject(texts, nil, ""); err == nil {
			t.Errorf("%q was taken", texts)
		}
	}
}

func FuzzReplace(f *testing.F) {
	s, err := retention.NewSubject([]string{"Zoë O'Quinn", "020 7946 0958"}, []string{"0197-aaaa"}, "erased-1")
	if err != nil {
		f.Fatal(err)
	}
	f.Add("a zoe o quinn 020 79460958")
	f.Fuzz(func(t *testing.T, text string) {
		out, n := s.Replace(text)
		if (n == 0) != (out == text) {
			t.Fatalf("%q: %d matches became %q", text, n, out)
		}
	})
}
