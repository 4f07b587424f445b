package packfile

import (
	"bytes"
	"html/template"
	"strconv"
	"strings"
)

// index is the first page of a pack: whole in itself, without a script, fit for
// print, and refusing to load anything.
var index = template.Must(template.New("index").Funcs(template.FuncMap{
	"size": sizeOf, "base": func(name string) string { return name[strings.LastIndexByte(name, '/')+1:] },
	"add": func(a, b int) int { return a + b },
}).Parse(`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}: evidence pack of {{.Organisation}}</title>
<style>
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;max-width:52rem;margin:0 auto;padding:2rem 1.25rem 4rem;color:#191b1f;background:#fff}
h1{font-size:1.75rem;line-height:1.2;margin:.25rem 0 .5rem}h2{font-size:1.1rem;margin:2rem 0 .35rem;padding-top:.75rem;border-top:1px solid #c8c4ba}
p{margin:.4rem 0}.soft{color:#565b64}dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.5rem 0}dt{color:#565b64}dd{margin:0;overflow-wrap:anywhere}
ul{list-style:none;padding:0;margin:.5rem 0}li{margin:.4rem 0}code{font:.8125rem/1.4 ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}
a{color:#0b4f8a}pre{font:.8125rem/1.5 ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
@media(max-width:34rem){dl{grid-template-columns:1fr}dd{margin-bottom:.35rem}}
@media(prefers-color-scheme:dark){body{color:#ebe9e4;background:#16181c}.soft,dt{color:#a8abb2}h2{border-color:#3a3e46}a{color:#8ec5f5}}
@media print{body{padding:0;max-width:none;font-size:10.5pt;color:#000;background:#fff}h2{break-after:avoid}li,dl{break-inside:avoid}a{color:#000}}
</style>
</head>
<body>
<header>
<p class="soft">{{.Organisation}}{{if .For}} · for {{.For}}{{end}}</p>
<h1>{{.Title}}</h1>
<p>{{len .Items}} {{if eq (len .Items) 1}}item{{else}}items{{end}}, made on {{.Made.Format "2 January 2006"}}.{{if .Note}} {{.Note}}{{end}}</p>
</header>
<main>
{{range $i, $item := .Items}}<section>
<h2>{{add $i 1}}. {{.Label}}</h2>
{{with .Note}}<p>{{.}}</p>
{{end}}{{with .Facts}}<dl>{{range .}}<dt>{{index . 0}}</dt><dd>{{index . 1}}</dd>{{end}}</dl>
{{end}}{{with .Files}}<ul>{{range .}}{{$m := $.Of .}}<li><a href="{{.}}">{{base .}}</a> <span class="soft">{{size $m.Size}}</span><br><code>{{$m.Hash}}</code></li>{{end}}</ul>
{{end}}</section>
{{end}}<section>
<h2>How to check it</h2>
<p>The SHA-256 of each file stands beneath its name, and of all files in SHA256SUMS:</p>
<pre>sha256sum -c SHA256SUMS</pre>
{{if .Origin}}<p>checkpoint.txt is the state of the sender’s record when the pack was made, signed. With the sender’s public key, had another way than this pack:</p>
<pre>holdfast pack verify PACK.zip --key KEY</pre>
{{end}}<p class="soft">{{.Number}}{{if .Bid}} · {{.Bid}}{{end}} · made {{.Made.Format "2006-01-02 15:04:05"}} UTC by {{.Program}}</p>
</section>
</main>
</body>
</html>
`))

// Of gives a member by its name.
func (m *Manifest) Of(name string) Member {
	for i := range m.Members {
		if m.Members[i].Name == name {
			return m.Members[i]
		}
	}
	return Member{}
}

func indexPage(m *Manifest) ([]byte, error) {
	var b bytes.Buffer
	err := index.Execute(&b, m)
	return b.Bytes(), err
}

func sizeOf(n int64) string {
	switch {
	case n < 1000:
		return strconv.FormatInt(n, 10) + " bytes"
	case n < 1000*1000:
		return strconv.FormatInt((n+500)/1000, 10) + " kB"
	}
	return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + " MB"
}
