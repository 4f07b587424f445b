package markdown_test

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"holdfast/internal/office/markdown"
)

// hostile are texts that try to run, to load, to dress up or to escape.
var hostile = []string{
	`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `![x](https://evil.example/p.png)`, `![x](javascript:alert(1))`,
	`[x](javascript:alert(1))`, `[x](JaVaScRiPt:alert(1))`, `[x](java&#115;cript:alert(1))`, "[x](java\tscript:alert(1))", `[x](data:text/html;base64,PHNjcmlwdD4=)`, `[x](vbscript:msgbox)`,
	`<a href="javascript:alert(1)">x</a>`, `<javascript:alert(1)>`, `<div onclick="alert(1)">x</div>`, `<iframe src="https://evil.example"></iframe>`,
	`<style>body{display:none}</style>`, `<p style="position:fixed">x</p>`, `<svg onload=alert(1)>`, `<math><mtext><script>alert(1)</script></mtext></math>`,
	"```\"><script>alert(1)</script>\nx\n```", "# x {onclick=alert(1)}", `# <script>alert(1)</script>`, `[x]: javascript:alert(1)` + "\n\n[x]",
	"| a |\n| - |\n| <img src=x onerror=alert(1)> |", `- [ ] <input onfocus=alert(1) autofocus>`, `<form action="https://evil.example"><input name=password></form>`,
	`<base href="https://evil.example/">`, `<meta http-equiv="refresh" content="0;url=https://evil.example">`, `<object data="x"></object>`, `<!--><script>alert(1)</script>-->`,
	`<link rel=stylesheet href=//evil.example>`, `<mark class="btn btn-1">x</mark>`, `<h2 id="nav">x</h2>`, `{{<script>}}`, `{{a"onclick=x}}`, `[x](//evil.example "onmouseover=alert(1)")`,
	"<scr\x00ipt>alert(1)</scr\x00ipt>", `&lt;script&gt;alert(1)&lt;/script&gt;`, `<<script>script>alert(1)<</script>/script>`, "\u202e<script>", `<noscript><p title="</noscript><img src=x onerror=alert(1)>">`,
}

var allowed = map[string]string{ // element: its attributes
	"p": "", "br": "", "hr": "", "h2": "id", "h3": "id", "h4": "id", "h5": "id", "h6": "id", "strong": "", "em": "", "del": "", "code": "", "pre": "",
	"blockquote": "", "ul": "", "ol": "start", "li": "", "table": "", "thead": "", "tbody": "", "tr": "", "th": "align scope", "caption": "class", "td": "align",
	"mark": "class", "input": "type checked disabled", "a": "href rel", "html": "", "head": "", "body": "",
}

// harmless fails for anything but what the list allows, read as a browser reads it.
func harmless(t *testing.T, src, out string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(out))
	if err != nil {
		t.Fatalf("%q: %v", src, err)
	}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.CommentNode {
			t.Errorf("%q leaves a comment: %s", src, out)
		}
		if n.Type == html.ElementNode {
			attrs, ok := allowed[n.Data]
			if !ok {
				t.Errorf("%q leaves a <%s>: %s", src, n.Data, out)
			}
			for _, a := range n.Attr {
				if !strings.Contains(" "+attrs+" ", " "+a.Key+" ") {
					t.Errorf("%q leaves %s on <%s>: %s", src, a.Key, n.Data, out)
				}
				v := strings.ToLower(strings.TrimSpace(a.Val))
				if a.Key == "href" && strings.Contains(v, ":") && !strings.HasPrefix(v, "https:") && !strings.HasPrefix(v, "http:") && !strings.HasPrefix(v, "mailto:") {
					t.Errorf("%q leads to %q", src, a.Val)
				}
				if a.Key == "id" && !strings.HasPrefix(a.Val, "d-") || a.Key == "class" && a.Val != "blank" && (n.Data != "caption" || a.Val != "vh") {
					t.Errorf("%q leaves %s=%q", src, a.Key, a.Val)
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
}

func TestHostileTextsDoNothing(t *testing.T) {
	t.Parallel()
	for _, src := range hostile {
		for _, around := range []string{"%", "> %", "- %", "**%**", "| % |\n| --- |\n| % |", "## %", "a % b"} {
			s := strings.ReplaceAll(around, "%", src)
			harmless(t, s, markdown.HTML(s, nil))
		}
		harmless(t, src, markdown.HTML("{{ciso}}", func(string) string { return src }))
	}
}

func FuzzHTML(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { harmless(t, s, markdown.HTML(s, nil)) })
}

func TestHTML(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ src, want string }{
		"headings come under the page's": {"# One\n\n## One\n\n### Two", `<h2 id="d-one">One</h2>|<h2 id="d-one-2">One</h2>|<h3 id="d-two">Two</h3>`},
		"checklist":                      {"- [x] done\n- [ ] open", `<ul>|<li><input checked="" disabled="" type="checkbox"/> done</li>|<li><input disabled="" type="checkbox"/> open</li>|</ul>`},
		"table":                          {"| a | b |\n| --- | ---: |\n| 1 | 2 |", `<table><caption class="vh">Table</caption>|<thead>|<tr>|<th scope="col">a</th>|<th scope="col" align="right">b</th>|</tr>|</thead>|<tbody>|<tr>|<td>1</td>|<td align="right">2</td>|</tr>|</tbody>|</table>`},
		"a blank":                        {"Ask {{ciso}}, **{{ deputy }}**.", `<p>Ask <mark class="blank">the ciso</mark>, <strong><mark class="blank">the deputy</mark></strong>.</p>`},
		"a blank in a cell":              {"| a |\n| - |\n| {{ciso}} |", `<table><caption class="vh">Table</caption>|<thead>|<tr>|<th scope="col">a</th>|</tr>|</thead>|<tbody>|<tr>|<td><mark class="blank">the ciso</mark></td>|</tr>|</tbody>|</table>`},
		"code keeps its braces":          {"`{{ciso}}`", `<p><code>{{ciso}}</code></p>`},
		"a link of ours":                 {"[DOC-3](/documents/DOC-3)", `<p><a href="/documents/DOC-3" rel="nofollow">DOC-3</a></p>`},
		"a quotation":                    {"> Words", `<blockquote>|<p>Words</p>|</blockquote>`},
		"names":                          {"Zielińska ŵ ŷ", `<p>Zielińska ŵ ŷ</p>`},
	} {
		got := markdown.HTML(c.src, func(n string) string { return "the " + n })
		if got = strings.ReplaceAll(strings.TrimSpace(got), "\n", "|"); got != c.want {
			t.Errorf("%s:\n%s, want\n%s", name, got, c.want)
		}
	}
}

// TestDeepTexts: what is nested beyond reason ends soon and does no harm.
func TestDeepTexts(t *testing.T) {
	t.Parallel()
	for _, s := range []string{strings.Repeat("> ", 100) + "x", strings.Repeat("- ", 100) + "x", strings.Repeat("[", 50_000), strings.Repeat("*a_", 20_000), strings.Repeat("{{a", 30_000), strings.Repeat("`", 40_000)} {
		harmless(t, s[:20], markdown.HTML(s, nil))
	}
}
