package verdict_test

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of docs/verdict.md anew")

const (
	tableBegins = "<!-- the golden table, written by its test: go test ./internal/verdict -run Documented -update -->\n"
	tableEnds   = "<!-- end of the golden table -->\n"
)

// TestTheGoldenTableIsDocumented keeps docs/verdict.md equal to the cases that
// are tested.
func TestTheGoldenTableIsDocumented(t *testing.T) {
	t.Parallel()
	const name = "../../docs/verdict.md"
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(b), tableBegins)
	_, after, ok2 := strings.Cut(rest, tableEnds)
	if !ok || !ok2 {
		t.Fatal("docs/verdict.md has no place for the table")
	}
	want := before + tableBegins + goldenTable() + tableEnds + after
	if string(b) == want {
		return
	}
	if !*update {
		t.Fatal("docs/verdict.md does not hold the golden cases: run this test with -update")
	}
	if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

func goldenTable() string {
	var b strings.Builder
	b.WriteString("| case | held | asked | bid | answer |\n|---|---|---|---|---|\n")
	cell := func(list ...string) {
		for i, s := range list {
			if i > 0 {
				b.WriteString("<br>")
			}
			b.WriteString("`" + s + "`")
		}
		b.WriteString(" | ")
	}
	for _, g := range golden {
		b.WriteString("| " + g.name + " | ")
		dates := strings.Fields(g.bid)
		if g.today != "" {
			dates = append([]string{"today=" + g.today}, dates...)
		}
		cell(g.certs...)
		cell(g.asks...)
		cell(dates...)
		state, more, _ := strings.Cut(g.want, " ")
		b.WriteString("**" + state + "**")
		if more != "" {
			b.WriteString(" `" + more + "`")
		}
		b.WriteString(" |\n")
	}
	return b.String()
}
