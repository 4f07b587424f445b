package static_test

import (
	"regexp"
	"strings"
	"testing"

	"holdfast/internal/web/static"
)

// What the product says is never in the serif: only quotations and the text of
// documents are. A page of forms is no document.
func TestTheSerifIsForOthersWords(t *testing.T) {
	t.Parallel()
	css := string(static.Bytes("holdfast.css"))
	var serif []string
	for _, m := range regexp.MustCompile(`([^{}\n]+)\{[^{}]*var\(--serif\)`).FindAllStringSubmatch(css, -1) {
		serif = append(serif, strings.TrimSpace(m[1]))
	}
	got := strings.Join(serif, " ")
	if !strings.Contains(got, ".said") || !strings.Contains(got, ".written") {
		t.Errorf("set in the serif: %q", got)
	}
	if n := strings.Count(css, ".doc{"); n != 1 || regexp.MustCompile(`\.doc\s*[{ :>].*serif`).MatchString(css) {
		t.Errorf("the narrow page is styled %d times: %q", n, serif)
	}
}

// The bar for many stands only where something is chosen; a browser that does
// not know :has drops the rule and shows the bar.
func TestTheBarForManyWaitsForAChoice(t *testing.T) {
	t.Parallel()
	css := string(static.Bytes("holdfast.css"))
	for _, list := range []string{"#list", "#controls"} {
		if !strings.Contains(css, list+":not(:has([name=pick]:checked)) .bulk{display:none}") {
			t.Errorf("%s shows its bar with nothing chosen", list)
		}
	}
}
