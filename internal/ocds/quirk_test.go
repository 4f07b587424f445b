package ocds_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"holdfast/internal/win/notice"
)

// titleOf reads a release whose title is the given JSON.
func titleOf(t testing.TB, json string) (string, notice.Release) {
	t.Helper()
	got := read(t, []byte(`{"ocid":"x-1","id":"1","date":"2026-01-01T00:00:00Z","tender":{"title":`+json+`}}`))
	if len(got.releases) != 1 || len(got.rejected) > 0 {
		t.Fatalf("%s: %d releases, rejected %v", json, len(got.releases), got.rejected)
	}
	return got.releases[0].Root.At("tender", "title").String(), got.releases[0]
}

func TestTexts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{`"plain"`, "plain"},
		{`"a\r\nb\rc\nd\te"`, "a\nb\nc\nd\te"},
		{`"\u0041\u00e9\u20ac \ud83d\ude00"`, "Aé€ 😀"},
		{`"half a pair \ud83d here"`, "half a pair \ufffd here"},
		{`"half at the end \ud83d"`, "half at the end \ufffd"},
		{`"zero\u0000byte"`, "zerobyte"},
		{"\"raw\x00zero\"", "rawzero"},
		{"\"raw\ttab and\nline\"", "raw\ttab and\nline"},
		{`"no such \x escape, nor \u12 this"`, `no such \x escape, nor \u12 this`},
		{`"https:\/\/a.example\/b"`, "https://a.example/b"},
		{"\"caf\xe9 \xa325\"", "café £25"},
		{"\"caf\xc3\xa9 and \x93quoted\x94\"", "café and “quoted”"},
		{`"Â£25,000"`, "£25,000"},
		{`"the buyerâ€™s â€œofferâ€\u009d â€“ 5Â° â€¢ cafÃ©"`, "the buyer’s “offer” – 5° • café"},
		{`"ends with â€"`, "ends with ”"},
		{`"twice Ã‚Â£5"`, "twice £5"},
		{`"Tân, tŷ, Âbl, pâr: Cymraeg"`, "Tân, tŷ, Âbl, pâr: Cymraeg"},
		{`"R&D &amp; A&amp;E &pound;5 &#8217; &#x2019; &nosuch; &lt"`, "R&D & A&E £5 ’ ’ &nosuch; &lt"},
		{`"&amp;lt; once only"`, "&lt; once only"},
		{`"https://a.example/?a=1&amp;b=2"`, "https://a.example/?a=1&amp;b=2"},
		{`12.50`, "12.50"},
		{`true`, ""},
		{`null`, ""},
		{`["a"]`, ""},
	} {
		if got, _ := titleOf(t, c.in); got != c.want {
			t.Errorf("%s is read as %q, want %q", c.in, got, c.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{"5", "5"},
		{"-5.25", "-5.25"},
		{"1e3", "1e3"},
		{"7.922816251426434e+28", "7.922816251426434e+28"},
		{"000", "0"},
		{"007", "7"},
		{".5", "0.5"},
		{"1.", "1"},
		{"+3", "3"},
		{"-0", "-0"},
		{"1e9999", ""},
		{"-1e-9999", ""},
		{"NaN", ""},
		{"Infinity", ""},
		{"-Infinity", ""},
		{"1.2.3", ""},
		{"--1", ""},
		{"1e", ""},
		{strings.Repeat("9", 70), ""},
	} {
		got, r := titleOf(t, c.in)
		if got != c.want {
			t.Errorf("%s is read as %q, want %q", c.in, got, c.want)
		}
		if c.want == "" && c.in[0] <= '9' && c.in != "-Infinity" && (len(r.Notes) != 1 || r.Notes[0].Pointer != "/tender/title") {
			t.Errorf("%s: notes %v", c.in, r.Notes)
		}
		if _, err := notice.ParseBody(r.Body); err != nil {
			t.Errorf("%s: its body cannot be read: %v", c.in, err)
		}
	}
}

// TestNoStaff: nothing of a contact point, a supplier's address or the people
// who open bids is kept, in no form.
func TestNoStaff(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"find-a-tender-act.json", "find-a-tender-old.json", "contracts-finder.json", "public-contracts-scotland.json", "sell2wales.json",
	} {
		raw := string(fixture(t, name))
		for _, r := range read(t, []byte(raw)).releases {
			kept := string(r.Body)
			for _, no := range []string{"Avery", "avery", "Robin", "Kim Sample", "kim@", "Lee Sample", "lee@", "post@", "jo@", "1632960", "Sample Street", "Home Lane", "BS2 2BB", "contactPoint"} {
				if strings.Contains(kept, no) {
					t.Errorf("%s: %q was kept", name, no)
				}
			}
			if !strings.Contains(raw, "contactPoint") {
				t.Errorf("%s has no contact point: the test shows nothing", name)
			}
		}
	}
}

// TestIDFromContent: a release without an id gets the same one each time, and
// another when its content differs; white space and the order of members do not
// matter.
func TestIDFromContent(t *testing.T) {
	t.Parallel()
	id := func(s string) string { return read(t, []byte(s)).releases[0].ID }
	a := id(`{"ocid":"x-1","date":"2026-01-01","tender":{"title":"A","status":"active"}}`)
	b := id("{ \"date\":\"2026-01-01\",\n\"tender\":{\"status\":\"active\",\"title\":\"A\"}, \"ocid\":\"x-1\" }")
	c := id(`{"ocid":"x-1","date":"2026-01-01","tender":{"title":"B","status":"active"}}`)
	if a != b || a == c || !strings.HasPrefix(a, "content-") {
		t.Errorf("ids %s, %s, %s", a, b, c)
	}
}

// FuzzFile: no input makes the reader panic, give text that is not UTF-8, or
// give a body that cannot be read back to itself.
func FuzzFile(f *testing.F) {
	for _, name := range []string{"find-a-tender-act.json", "find-a-tender-delta.json", "contracts-finder.json", "public-contracts-scotland.json", "record-package.json"} {
		f.Add(fixture(f, name))
	}
	f.Add(gzipped(f, []byte(good)))
	f.Add(zipped(f, map[string][]byte{"a.json": []byte(good)}))
	for _, s := range []string{"", "{", "[", `{"ocid"`, `{"ocid":"x","a":[1,{"b":"\ud800"}],"c":1e9999}`, "[[[[", "\xff\xfe{\x00", `{"records":[{"releases":[]}]}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got := read(t, b)
		for _, r := range got.releases {
			if r.OCID == "" || r.ID == "" || !utf8.Valid(r.Body) || strings.Contains(string(r.Body), "\x00") {
				t.Fatalf("release %q %q, body %q", r.OCID, r.ID, r.Body)
			}
			again, err := notice.ParseBody(r.Body)
			if err != nil {
				t.Fatalf("%v: %s", err, r.Body)
			}
			if back := notice.AppendBody(nil, again); string(back) != string(r.Body) {
				t.Fatalf("body %s is read back as %s", r.Body, back)
			}
			notice.Compile([]notice.Release{r})
		}
		for _, r := range got.rejected {
			if r.Reason == "" || !utf8.ValidString(r.Reason+r.Pointer) {
				t.Fatalf("rejection %+v", r)
			}
		}
	})
}

// FuzzText: any bytes between quotation marks are a text, and none is lost that
// was valid.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", "plain", "Â£ â€™", "\xa3", `\u00e9`, `\ud83d\ude00`, "&amp;", `\r\n`, "â€", "Ã"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.ContainsAny(s, `"\`) {
			return
		}
		got, _ := titleOf(t, `"`+s+`"`)
		if !utf8.ValidString(got) {
			t.Fatalf("%q gives %q", s, got)
		}
		letters := func(s string) int {
			n := 0
			for _, c := range s {
				if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' {
					n++
				}
			}
			return n
		}
		if !strings.Contains(s, "&") && letters(got) < letters(s) {
			t.Fatalf("%q lost letters: %q", s, got)
		}
	})
}
