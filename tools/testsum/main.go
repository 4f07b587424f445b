// Command testsum reads the output of `go test -json` on standard input and
// prints what a person wants to see: a line for each package, the whole output
// of whatever failed, every skipped test with its reason, and the totals. It
// exits with 1 when something failed, or when no test ran at all.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

func main() {
	s := newSummary(os.Stdout)
	if err := s.read(os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, "testsum:", err)
		os.Exit(1)
	}
	if !s.close() {
		os.Exit(1)
	}
}

// event is one line of test2json, and of the build output in the same stream.
type event struct {
	Action      string
	Package     string
	ImportPath  string
	Test        string
	Elapsed     float64
	Output      string
	FailedBuild string
}

type test struct{ pkg, name string }

type summary struct {
	w                                io.Writer
	output                           map[test][]string // until the test has ended
	build                            map[string][]string
	skips                            []string
	passed, failed, skipped, pkgsBad int
}

func newSummary(w io.Writer) *summary {
	return &summary{w: w, output: map[test][]string{}, build: map[string][]string{}}
}

// maxLine bounds one event; a test that prints more on a line is cut by go test.
const maxLine = 16 << 20

func (s *summary) read(r io.Reader) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 64<<10), maxLine)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			fmt.Fprintln(s.w, lines.Text()) // not JSON: the go command itself speaks
			continue
		}
		s.add(e)
	}
	return lines.Err()
}

func (s *summary) add(e event) {
	t := test{e.Package, e.Test}
	switch e.Action {
	case "build-output":
		s.build[e.ImportPath] = append(s.build[e.ImportPath], e.Output)
	case "output":
		s.output[t] = append(s.output[t], e.Output)
	case "pass", "fail", "skip":
		if e.Test == "" {
			s.endPackage(e)
		} else {
			s.endTest(e)
		}
		delete(s.output, t)
	}
}

func (s *summary) endTest(e event) {
	t := test{e.Package, e.Test}
	switch e.Action {
	case "pass":
		s.passed++
	case "skip":
		s.skipped++
		s.skips = append(s.skips, fmt.Sprintf("%s %s: %s", e.Package, e.Test, reason(s.output[t])))
	case "fail":
		s.failed++
		fmt.Fprint(s.w, strings.Join(s.output[t], ""))
	}
}

func (s *summary) endPackage(e event) {
	switch e.Action {
	case "pass":
		fmt.Fprintf(s.w, "ok  \t%s\t%.3fs\n", e.Package, e.Elapsed)
	case "fail":
		s.pkgsBad++
		fmt.Fprint(s.w, strings.Join(s.build[e.FailedBuild], ""))
		fmt.Fprint(s.w, strings.Join(s.output[test{e.Package, ""}], ""))
		// A test that never ended is the one that crashed or hung: show it.
		for _, t := range s.unended(e.Package) {
			fmt.Fprint(s.w, strings.Join(s.output[t], ""))
		}
		fmt.Fprintf(s.w, "FAIL\t%s\t%.3fs\n", e.Package, e.Elapsed)
	}
}

func (s *summary) unended(pkg string) []test {
	var ts []test
	for t := range s.output {
		if t.pkg == pkg && t.name != "" {
			ts = append(ts, t)
		}
	}
	slices.SortFunc(ts, func(a, b test) int { return strings.Compare(a.name, b.name) })
	return ts
}

// close prints the totals and tells whether all is well.
func (s *summary) close() bool {
	if len(s.skips) > 0 {
		fmt.Fprintln(s.w, "\nSkipped:")
		for _, line := range s.skips {
			fmt.Fprintln(s.w, "  "+line)
		}
	}
	// A package that did not build or crashed without a failed test counts too.
	failed := max(s.failed, s.pkgsBad)
	fmt.Fprintf(s.w, "\n%d passed, %d failed, %d skipped\n", s.passed, failed, s.skipped)
	if s.passed == 0 {
		fmt.Fprintln(s.w, "no test ran")
		return false
	}
	return failed == 0
}

// reason gives what the test said when it skipped itself.
func reason(output []string) string {
	for _, line := range output {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "===") || strings.HasPrefix(line, "---") {
			continue
		}
		if _, after, ok := strings.Cut(line, ".go:"); ok {
			_, line, _ = strings.Cut(after, ": ")
		}
		return line
	}
	return "no reason given"
}
