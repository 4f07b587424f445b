package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/internal/civil"
	"holdfast/internal/demo"
)

// oneDocument reads what --json printed: one document on one line, no more.
func oneDocument(t *testing.T, p printed, into any) {
	t.Helper()
	if strings.Count(p.out, "\n") != 1 {
		t.Errorf("it is not one line: %q", p.out)
	}
	if err := json.Unmarshal([]byte(p.out), into); err != nil {
		t.Fatalf("%v in %s%s", err, p.out, p.err)
	}
}

func TestVerdictAnswersTheWorkedExamples(t *testing.T) {
	t.Parallel()
	const dates = `"dates":{"deadline":{"date":"2027-02-01","basis":"stated"},"award":{"date":"2027-03-12","basis":"stated"},"start":{"date":"2027-05-01"},"end":{"date":"2029-04-30"}}`
	in := strings.Join([]string{
		`{"id":"holds","today":"2027-01-06","entity":"Fenmoor Digital Ltd","certificates":[{"ref":"A","scheme":"cyber-essentials","holder":"Fenmoor Digital Ltd","issued":"2026-10-01","expires":"2027-09-30","covers":"yes"}],"bid":{` + dates + `,"requirements":[{"scheme":"cyber-essentials","strength":"mandatory","proof":"certificate","when":"by-award"}]}}`,
		`{"id":"at-risk","today":"2027-01-06","entity":"Fenmoor Digital Ltd","certificates":[{"ref":"A","scheme":"cyber-essentials","holder":"Fenmoor Digital Ltd","issued":"2026-03-06","expires":"2027-03-05","covers":"yes"},{"ref":"B","scheme":"cyber-essentials-plus","holder":"Fenmoor Digital Ltd","issued":"2026-03-06","expires":"2027-03-05","covers":"yes"}],"bid":{` + dates + `,"requirements":[{"scheme":"cyber-essentials-plus","strength":"mandatory","when":"by-award"}]}}`,
		`{"id":"fails","today":"2027-01-06","entity":"Fenmoor Digital Ltd","certificates":[{"ref":"A","scheme":"cyber-essentials","holder":"Fenmoor Digital Ltd","issued":"2026-10-01","expires":"2027-09-30","covers":"yes"}],"bid":{"dates":{"award":{"date":"2027-01-15"}},"requirements":[{"scheme":"cyber-essentials-plus","strength":"mandatory","when":"by-award"}]}}`,
		`{"id":"unknown","today":"2027-01-06","entity":"Fenmoor Digital Ltd","certificates":[],"bid":{"requirements":[{"scheme":"cyber-essentials","strength":"mandatory","when":"by-award"}]}}`,
		`{"id":"nothing","today":"2027-01-06"}`,
	}, "\n")
	p := command(t, in, "verdict")
	p.wants(t, 0)
	lines := strings.Split(strings.TrimSpace(p.out), "\n")
	for i, want := range []string{"holds", "at-risk", "fails", "unknown", "holds"} {
		var v struct {
			ID, State string
			Groups    []struct {
				State, Reason, FirstFailingDay, DecisiveDay string
				Rule                                        *struct{ ID, Basis, Source, AsOf, Certainty string }
				Fix                                         *struct{ Action, StartBy, Earliest, Latest string }
			}
			RenewalsOwed, Questions []any
		}
		if i >= len(lines) || json.Unmarshal([]byte(lines[i]), &v) != nil || v.State != want {
			t.Fatalf("line %d: want %s\n%s", i+1, want, p.out)
		}
		if want == "at-risk" {
			g := v.Groups[0]
			if g.FirstFailingDay != "2027-03-06" || g.DecisiveDay != "2027-03-12" || g.Fix == nil || g.Fix.Earliest != "2027-01-20" || g.Rule == nil || g.Rule.Certainty == "" {
				t.Errorf("%s", lines[i])
			}
		}
		if want == "unknown" && len(v.Questions) == 0 {
			t.Errorf("unknown asks nothing: %s", lines[i])
		}
	}
}

func TestVerdictNamesTheLineAndThePlace(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"id":"a","today":"2027-02-30"}`: "line 1: /today: ",
		`{"id":"a","today":"2027-01-06","certificates":[{"scheme":"cyber-essentials-pluss"}]}`: "line 1: /certificates/0/scheme: ",
		`{"id":"a","bid":{"dates":{"award":{"date":"2027-13-01"}}}}`:                           "line 1: /bid/dates/award/date: ",
		`{"id":"a","Bid":{}}`:        "line 1: /Bid: ",
		`{"id":"a"`:                  "line 1: ",
		"\xff\xfe":                   "line 1: ",
		strings.Repeat("[", 100_000): "line 1: ",
	} {
		p := command(t, in+"\n"+`{"id":"next","today":"2027-01-06"}`+"\n", "verdict")
		if p.code != 1 || !strings.HasPrefix(p.err, want) || !strings.Contains(p.out, `"id":"next"`) {
			t.Errorf("%.80q: exit %d\n%.300s\n%.300s\nwant %s", in, p.code, p.out, p.err, want)
		}
	}
}

const (
	certLines = `{"ref":"CE","scheme":"cyber-essentials","holder":"Fenmoor Digital Ltd","number":"ce-1","issued":"2026-10-01","expires":"2027-09-30","covers":"yes"}
{"ref":"CEP","scheme":"cyber-essentials-plus","holder":"Fenmoor Digital Ltd","number":"cep-1","issued":"2026-10-15","expires":"2027-10-14","covers":"yes"}
`
	bidHolds   = `{"ref":"HOLDS","title":"One that holds","buyer":"A council","entity":"Fenmoor Digital Ltd","dates":{"deadline":{"date":"2027-02-01","basis":"stated"},"award":{"date":"2027-03-12","basis":"stated"}},"requirements":[{"scheme":"cyber-essentials","strength":"mandatory","proof":"certificate","when":"by-award"}]}`
	bidUnknown = `{"ref":"UNKNOWN","title":"One that nobody can tell","entity":"Fenmoor Digital Ltd","requirements":[{"scheme":"cyber-essentials-plus","strength":"mandatory","when":"by-award"}]}`
	bidFails   = `{"ref":"FAILS","title":"One that fails","entity":"Fenmoor Digital Ltd","dates":{"deadline":{"date":"2027-01-15"},"award":{"date":"2027-02-10"}},"requirements":[{"scheme":"iso27001","strength":"mandatory","when":"at-submission"}]}`
)

// filled makes a data folder with two certificates and these bids.
func filled(t *testing.T, bids ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	command(t, certLines, "certificates", "import", "--data", dir, "-").wants(t, 0, "2 read: 2 new")
	if len(bids) > 0 {
		command(t, strings.Join(bids, "\n"), "bids", "import", "--data", dir, "-").wants(t, 0, fmt.Sprintf("%d read: %d new", len(bids), len(bids)))
	}
	return dir
}

func TestBidsCheckExitStatus(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		bids []string
		code int
		says string
	}{
		"no bids":     {nil, 0, "There are no live bids."},
		"all hold":    {[]string{bidHolds}, 0, "None of 1 live bids is at risk."},
		"one unknown": {[]string{bidHolds, bidUnknown}, 3, "1 cannot be told yet."},
		"one fails":   {[]string{bidHolds, bidUnknown, bidFails}, 2, "1 of 3 live bids is at risk."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filled(t, c.bids...)
			command(t, "", "bids", "check", "--data", dir).wants(t, c.code, c.says)
			p := command(t, "", "bids", "check", "--json", "--data", dir)
			p.wants(t, c.code)
			var doc struct {
				On                                  string
				Live, AtRisk, Fails, Unknown, Holds int
				Bids                                []struct {
					Bid     string
					Verdict struct{ ID, State string }
				}
			}
			oneDocument(t, p, &doc)
			if doc.On != "2027-01-06" || doc.Live != len(c.bids) || len(doc.Bids) != len(c.bids) || doc.Holds+doc.Unknown+doc.AtRisk != doc.Live {
				t.Errorf("%s", p.out)
			}
		})
	}
}

func TestBidsCheckErrorsExitOne(t *testing.T) {
	t.Parallel()
	dir := filled(t)
	command(t, "", "bids", "check", "--data", dir, "--on", "2027-02-30").wants(t, 1, "--on", "does not exist")
	file := filepath.Join(t.TempDir(), "a-file")
	write(t, file, "x")
	p := command(t, "", "bids", "check", "--data", file)
	p.wants(t, 1, "holdfast: ")
	if p.out != "" {
		t.Errorf("it printed %q", p.out)
	}
	command(t, "", "bids", "chekc").wants(t, 1, "holdfast: ")
	// The day may be another: by April the certificate's year is not over yet, by
	// the autumn of 2027 it is.
	held := filled(t, bidHolds)
	command(t, "", "bids", "check", "--data", held, "--on", "2026-12-01").wants(t, 0)
}

func TestImportsAreAllOrNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ what, in, want string }{
		"an unknown scheme":      {"certificates", certLines + `{"ref":"X","scheme":"iso27002"}`, "line 3: /scheme: "},
		"ends before it starts":  {"certificates", certLines + `{"ref":"X","scheme":"cyber-essentials","issued":"2027-03-01","expires":"2027-02-01"}`, "line 3: /expires: "},
		"no such day":            {"certificates", certLines + `{"ref":"X","scheme":"cyber-essentials","issued":"2027-02-30"}`, "line 3: /issued: "},
		"an unknown field":       {"certificates", certLines + `{"ref":"X","scheme":"cyber-essentials","Issued":"2027-02-03"}`, "line 3: /Issued: "},
		"cut off":                {"certificates", certLines + `{"ref":"X","scheme":"cyber`, "line 3: "},
		"not UTF-8":              {"certificates", certLines + "{\"ref\":\"\xff\",\"scheme\":\"cyber-essentials\"}", "line 3: "},
		"nested":                 {"certificates", certLines + strings.Repeat("[", 1_000_000), "line 3: "},
		"award before deadline":  {"bids", bidHolds + "\n" + `{"ref":"X","title":"x","dates":{"deadline":{"date":"2027-03-01"},"award":{"date":"2027-02-01"}}}`, "line 2: /dates/award"},
		"a demand for nothing":   {"bids", bidHolds + "\n" + `{"ref":"X","title":"x","requirements":[{"scheme":"gold-star"}]}`, "line 2: /requirements/0/scheme: "},
		"a bid cut off":          {"bids", bidHolds + "\n" + `{"ref":"X"`, "line 2: "},
		"the same bid twice":     {"bids", bidHolds + "\n" + bidHolds, "line 2: "},
		"two faults, both named": {"bids", `{"ref":"Y","title":"y","dates":{"award":{"date":"2027-02-30"}}}` + "\n" + `{"ref":"X","title":"x","requirements":[{"scheme":"gold-star"}]}`, "line 2: /requirements/0/scheme: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "data")
			p := command(t, c.in, c.what, "import", "--data", dir, "-")
			p.wants(t, 1, c.want, "Nothing was imported.")
			if p.out != "" {
				t.Errorf("it printed %q", p.out)
			}
			if name == "two faults, both named" && !strings.Contains(p.err, "line 1: /dates/award") {
				t.Errorf("the first fault is not named: %s", p.err)
			}
			var doc struct{ Live int }
			oneDocument(t, command(t, "", "bids", "check", "--json", "--data", dir), &doc)
			var certs []any
			oneDocument(t, command(t, "", "certificates", "list", "--json", "--data", dir), &certs)
			if doc.Live != 0 || len(certs) != 0 {
				t.Errorf("%d bids and %d certificates were written", doc.Live, len(certs))
			}
		})
	}
}

func TestImportingTheSameFileAgainChangesNothing(t *testing.T) {
	t.Parallel()
	dir := filled(t, bidHolds, bidUnknown)
	file := filepath.Join(t.TempDir(), "certificates.jsonl")
	write(t, file, certLines)
	var doc struct {
		Read, New, Updated, Unchanged int
		Numbers                       []string
	}
	oneDocument(t, command(t, "", "certificates", "import", "--json", "--data", dir, file), &doc)
	if doc.Read != 2 || doc.Unchanged != 2 || doc.New+doc.Updated != 0 {
		t.Errorf("%+v", doc)
	}
	oneDocument(t, command(t, bidHolds+"\n"+bidUnknown, "bids", "import", "--json", "--data", dir, "-"), &doc)
	if doc.Read != 2 || doc.Unchanged != 2 || doc.New+doc.Updated != 0 || strings.Join(doc.Numbers, " ") != "BID-1 BID-2" {
		t.Errorf("%+v", doc)
	}
	changed := strings.Replace(bidHolds, "2027-03-12", "2027-03-13", 1)
	oneDocument(t, command(t, changed, "bids", "import", "--json", "--data", dir, "-"), &doc)
	if doc.Updated != 1 || doc.New+doc.Unchanged != 0 {
		t.Errorf("%+v", doc)
	}
	command(t, "", "bids", "import", "--data", dir, filepath.Join(dir, "not-there")).wants(t, 1, "cannot be read")
}

func TestDueIsOneDocument(t *testing.T) {
	t.Parallel()
	dir := filled(t)
	var doc struct {
		On    string
		Late  int
		Items []struct{ Date, Title, Ref string }
	}
	p := command(t, "", "due", "--json", "--days", "0", "--data", dir)
	p.wants(t, 0)
	oneDocument(t, p, &doc)
	if doc.On != "2027-01-06" || len(doc.Items) == 0 || doc.Items[0].Date == "" || doc.Items[0].Title == "" || !strings.HasPrefix(doc.Items[0].Ref, "CERT-") {
		t.Errorf("%s", p.out)
	}
	empty := filepath.Join(t.TempDir(), "data")
	command(t, "", "due", "--data", empty).wants(t, 0, "Nothing is due.")
	oneDocument(t, command(t, "", "due", "--json", "--data", empty, "--on", "2026-12-01"), &doc)
	if doc.On != "2026-12-01" || len(doc.Items) != 0 {
		t.Errorf("%+v", doc)
	}
}

// release is one release of a portal, with what makes it its own.
func release(n int, tag, title string) string {
	return fmt.Sprintf(`{"ocid":"ocds-h6vhtk-0%05d","id":"%06d-2026","date":"2026-11-%02dT10:00:00Z","tag":["tender"],"initiationType":"tender","parties":[{"id":"B","name":"A council","roles":["buyer"]}],"buyer":{"id":"B","name":"A council"},"tender":{"id":"T","title":%q,"description":"The supplier must hold Cyber Essentials at contract award.","status":"active","tenderPeriod":{"endDate":"2027-02-01T12:00:00Z"}}}`, n, n, n%28+1, title+tag)
}

func releases(items ...string) string {
	return `{"uri":"https://example.org/p","version":"1.1","publishedDate":"2026-11-20T00:00:00Z","releases":[` + strings.Join(items, ",") + `]}`
}

type imported struct {
	Read, New, Updated, Unchanged int
	Rejected                      []struct{ File, Pointer, Reason string }
}

func TestNoticesImportContract(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	put := func(name string, b []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := releases(release(1, "", "One"), release(2, "", "Two"))
	var zipped, packed bytes.Buffer
	gz := gzip.NewWriter(&zipped)
	_, _ = gz.Write([]byte(releases(release(3, "", "Three"))))
	_ = gz.Close()
	zw := zip.NewWriter(&packed)
	for i, name := range []string{"a.json", "b/c.jsonl"} {
		w, err := zw.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write([]byte(release(4+i, "", "Packed") + "\n"))
	}
	_ = zw.Close()
	plain := put("good.json", []byte(good))
	halfBad := put("half.json", []byte(releases(release(6, "", "Six"), `{"id":"no process","date":"2026-11-20T00:00:00Z"}`, `7`)))
	cut := put("cut.json", []byte(good[:len(good)-20]))
	gzFile, zipFile := put("one.json.gz", zipped.Bytes()), put("two.zip", packed.Bytes())
	gzCut := put("cut.json.gz", zipped.Bytes()[:zipped.Len()-12])
	missing := filepath.Join(folder, "not-there.json")
	empty := put("empty.json", nil)
	for name, c := range map[string]struct {
		stdin    string
		args     []string
		code     int
		news     int
		rejected int
	}{
		"a package":                    {"", []string{plain}, 0, 2, 0},
		"gzip":                         {"", []string{gzFile}, 0, 1, 0},
		"zip":                          {"", []string{zipFile}, 0, 2, 0},
		"all together, the same twice": {"", []string{plain, plain, gzFile, zipFile}, 0, 5, 0},
		"standard input":               {good, []string{"-"}, 0, 2, 0},
		"gzip on standard input":       {zipped.String(), []string{"-"}, 0, 1, 0},
		"some rejected":                {"", []string{halfBad}, 3, 1, 2},
		"some rejected, strictly":      {"", []string{"--strict", halfBad, plain}, 1, 0, 2},
		"cut off":                      {"", []string{cut}, 1, 0, 1},
		"gzip cut off":                 {"", []string{gzCut}, 1, 0, 1},
		"cut off beside a good one":    {"", []string{cut, plain}, 3, 2, 1},
		"not there":                    {"", []string{missing}, 1, 0, 1},
		"not there beside a good one":  {"", []string{missing, plain}, 3, 2, 1},
		"not there, strictly":          {"", []string{"--strict", missing, plain}, 1, 0, 1},
		"empty":                        {"", []string{empty}, 1, 0, 1},
		"nested beyond reason":         {strings.Repeat(`{"releases":[`, 50_000), []string{"-"}, 1, 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "data")
			args := append([]string{"notices", "import", "--json", "--data", dir}, c.args...)
			p := command(t, c.stdin, args...)
			p.wants(t, c.code)
			var got imported
			oneDocument(t, p, &got)
			if got.New != c.news || len(got.Rejected) != c.rejected || got.Read < got.New+got.Updated+got.Unchanged || !strings.Contains(p.out, `"rejected":[`) {
				t.Errorf("%s", p.out)
			}
			for _, r := range got.Rejected {
				if r.File == "" || r.Reason == "" {
					t.Errorf("a rejection names no file or reason: %+v", r)
				}
			}
			if c.code != 0 {
				return
			}
			again := command(t, c.stdin, args...)
			again.wants(t, 0)
			var second imported
			oneDocument(t, again, &second)
			if second.New+second.Updated != 0 || second.Unchanged != second.Read || second.Read != got.Read {
				t.Errorf("the second time: %s", again.out)
			}
			if left, _ := os.ReadDir(dir); len(left) == 0 {
				t.Error("nothing was kept")
			}
		})
	}
}

// TestRealNoticesAreTaken is skipped where the published files are not at hand.
func TestRealNoticesAreTaken(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../../shared/data/notices/*/*.json")
	if err != nil || len(files) == 0 {
		t.Skip("no published notices at hand")
	}
	dir := filepath.Join(t.TempDir(), "data")
	var got imported
	p := command(t, "", append([]string{"notices", "import", "--json", "--data", dir}, files...)...)
	p.wants(t, 0)
	oneDocument(t, p, &got)
	if len(got.Rejected) != 0 || got.New == 0 {
		t.Errorf("%.2000s", p.out)
	}
	p = command(t, "", "notices", "list", "--all", "--asking", "--data", dir)
	p.wants(t, 0, "iso9001", "insurance-public-liability")
}

// storyDays are days on which a calendar turns, and sixty others.
func storyDays() []civil.Date {
	var out []civil.Date
	for _, s := range []string{
		"2026-01-01", "2026-02-28", "2026-03-01", "2026-04-26", "2026-04-27", "2026-06-30", "2026-07-01", "2026-10-25", "2026-12-24", "2026-12-31",
		"2027-01-01", "2027-02-28", "2027-05-31", "2028-02-28", "2028-02-29", "2028-03-01", "2028-03-26", "2029-02-28", "2029-09-14", "2029-12-31", "2030-01-01", "2030-06-30", "2030-12-31",
	} {
		out = append(out, civil.MustParse(s))
	}
	first, last := civil.MustParse("2026-01-01"), civil.MustParse("2030-12-31")
	r := rand.New(rand.NewPCG(20, 26))
	for range 20 {
		out = append(out, first+civil.Date(r.IntN(int(last-first)+1)))
	}
	return out
}

// TestTheDemonstrationTellsTheSameStoryOnEveryDay asks the command itself; the
// story's own tests go through every day.
func TestTheDemonstrationTellsTheSameStoryOnEveryDay(t *testing.T) {
	t.Parallel()
	days := storyDays()
	for part := range 2 {
		t.Run(fmt.Sprint(part), func(t *testing.T) {
			t.Parallel()
			for i := part; i < len(days); i += 2 {
				// Just before midnight, and just after it in London.
				now := days[i].Time().Add(time.Duration(i%3)*8*time.Hour + 30*time.Minute)
				p := commandAt(t, now, "", "demo", "--check", "--json")
				var doc struct {
					On                                  string
					Live, AtRisk, Fails, Unknown, Holds int
					Bids                                []struct {
						Bid     string
						Verdict struct{ State string }
					}
				}
				oneDocument(t, p, &doc)
				states := map[string]string{}
				for _, b := range doc.Bids {
					states[b.Bid] = b.Verdict.State
				}
				if p.code != 2 || doc.On != days[i].String() || doc.Live != 9 || doc.AtRisk != 2 || doc.Fails != 1 || doc.Unknown != 1 || doc.Holds != 6 ||
					states["BID-4"] != "at-risk" || states["BID-7"] != "fails" || states["BID-9"] != "unknown" {
					t.Fatalf("%s: exit %d, %s", days[i], p.code, p.out)
				}
			}
		})
	}
}

func TestDemoCheckPrintsTheTable(t *testing.T) {
	t.Parallel()
	commandAt(t, january, "", "demo", "--check").wants(t, 2, "2 of 9 live bids are at risk.", "At risk  BID-4", "Fails    BID-7", "Unknown  BID-9", "start by")
}

// TestDemoKeepsToItsOwnFolder: real records are never mixed with invented ones.
func TestDemoKeepsToItsOwnFolder(t *testing.T) {
	t.Parallel()
	dir := filled(t, bidHolds)
	command(t, "", "demo", "--check", "--data", dir).wants(t, 1, "folder of its own")
	own := filepath.Join(t.TempDir(), "demo")
	command(t, "", "demo", "--check", "--data", own).wants(t, 2)
	command(t, "", "demo", "--check", "--data", own).wants(t, 2, "2 of 9 live bids are at risk.")
	if _, err := os.Stat(filepath.Join(own, demoCertificate)); err != nil {
		t.Errorf("the certificate to drop in: %v", err)
	}
	if demo.SignedInAs == "" {
		t.Error("nobody is signed in")
	}
}
