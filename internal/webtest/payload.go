package webtest

import "fmt"

// Payloads gives texts that run a script where a page writes them without
// care: as text, in an attribute, an address, a script, a style, or markup that
// was cut or cased oddly. Each sets window.holdfastXSS and opens a dialog, so
// that Ran can tell. Put them into every field that takes text.
func Payloads() []string {
	const run = "window.holdfastXSS=1,alert(1)"
	var all []string
	add := func(format string) { all = append(all, fmt.Sprintf(format, run)) }

	// Elements that run something as soon as they are in the page.
	for _, element := range []string{
		`<script>%s</script>`, `<SCRIPT>%s</SCRIPT>`, `<scr<script>ipt>%s</script>`, `<script/x>%s</script >`,
		`<img src=x onerror="%s">`, `<img src=x onerror='%s'>`, `<img src=x onerror=%s>`, `<IMG SRC=x ONERROR="%s">`, `<img/src=x/onerror="%s">`,
		`<svg onload="%s">`, `<svg/onload="%s">`, `<svg><script>%s</script></svg>`, `<svg><animate onbegin="%s" attributeName=x dur=1s>`,
		`<svg><a><animate attributeName=href values="javascript:%s"/><text y=20>x</text></a></svg>`,
		`<body onload="%s">`, `<iframe onload="%s"></iframe>`, `<iframe src="javascript:%s"></iframe>`, `<iframe srcdoc="<script>%s</script>"></iframe>`,
		`<video><source onerror="%s"></video>`, `<audio src=x onerror="%s">`, `<object data="javascript:%s"></object>`, `<embed src="javascript:%s">`,
		`<details open ontoggle="%s">x</details>`, `<input autofocus onfocus="%s">`, `<textarea autofocus onfocus="%s"></textarea>`, `<select autofocus onfocus="%s"></select>`,
		`<marquee onstart="%s">x</marquee>`, `<style onload="%s"></style>`, `<link rel=stylesheet href=x onerror="%s">`, `<meta http-equiv=refresh content="0;url=javascript:%s">`,
		`<math><mtext><table><mglyph><style><img src=x onerror="%s">`, `<noscript><p title="</noscript><img src=x onerror='%s'>">`, `<template><script>%s</script></template>`,
		`<form action="javascript:%s"><button autofocus>x</button></form>`, `<base href="javascript:%s//">`, `<a href="javascript:%s" autofocus>x</a>`,
		`<div style="animation-name:x" onanimationstart="%s">x</div>`, `<xss autofocus tabindex=1 onfocus="%s">x</xss>`, `<img src=x:x onerror="%s"//`,
	} {
		add(element)
	}
	// The same, after leaving the place that the text was written into.
	for _, leave := range []string{
		`">`, `'>`, `>`, `"/>`, `</title>`, `</textarea>`, `</script>`, `</style>`, `-->`, `--!>`, `]]>`, `</select>`, `</svg>`, `</option></select>`, `</p></div>`, `</a>`, `</text></svg>`, `</td></tr></table>`,
	} {
		add(leave + `<script>%s</script>`)
		add(leave + `<img src=x onerror="%s">`)
		add(leave + `<svg onload="%s">`)
		add(leave + `<details open ontoggle=%s>x</details>`)
		add(leave + `<iframe srcdoc='<script>%s</script>'></iframe>`)
	}
	// Attributes of the element that the text was written into.
	for _, mark := range []string{`"`, `'`, ``, "`"} {
		for _, event := range []string{"onfocus", "onmouseover", "onpointerenter", "onanimationstart", "onload", "onerror"} {
			all = append(all, fmt.Sprintf(`x%s autofocus tabindex=1 %s=%s%s%s x=%s`, mark, event, mark, run, mark, mark))
		}
	}
	// Addresses.
	for _, address := range []string{
		`javascript:%s`, `JaVaScRiPt:%s`, ` javascript:%s`, "java\tscript:%s", "java\nscript:%s", "\x01javascript:%s", `javascript://example.org/%%0a%s`,
		`data:text/html,<script>%s</script>`, `data:image/svg+xml,<svg onload="%s">`, `vbscript:%s`, `//javascript:%s`, `javascript&colon;%s`, `&#106;avascript:%s`, `jav&#x09;ascript:%s`,
	} {
		add(address)
	}
	// Inside a script, a template, a style, JSON, Markdown, a spreadsheet, htmx.
	for _, inside := range []string{
		`';%s;//`, `";%s;//`, "`;%s;//", `\';%s;//`, `${%s}`, `{{%s}}`, `{{constructor.constructor('%s')()}}`, `*/%s/*`, `expression(%s)`, `url(javascript:%s)`,
		`{"a":"</script><script>%s</script>"}`, `[x](javascript:%s)`, `![x](x"onerror="%s)`, `<javascript:%s>`, "[x]: javascript:%s\n[x]", `=HYPERLINK("javascript:%s","x")`,
		`<div hx-get="/" hx-trigger="load" hx-on::after-request="%s">x</div>`, `<div hx-on:click="%s" autofocus>x</div>`, `<div hx-vals="js:{x:(%s)}" hx-get="/" hx-trigger="load">x</div>`, `<a hx-boost=true href="javascript:%s">x</a>`,
		"\u2028%s\u2028", "＜script＞%s＜/script＞", "+ADw-script+AD4-%s+ADw-/script+AD4-", "<\u0130mg src=x onerror=%s>", "<a\u00a0href=javascript:%s>x",
	} {
		add(inside)
	}
	// Encoded once or twice, for whoever decodes too often.
	for _, encoded := range []string{
		`&lt;script&gt;%s&lt;/script&gt;`, `&amp;lt;script&amp;gt;%s&amp;lt;/script&amp;gt;`, `%%3Cscript%%3E%s%%3C/script%%3E`, `%%253Cscript%%253E%s%%253C/script%%253E`, `\u003cscript\u003e%s\u003c/script\u003e`, `\x3cscript\x3e%s\x3c/script\x3e`, `&#60;img src=x onerror=%s&#62;`, `<<script>%s//<</script>`,
	} {
		add(encoded)
	}
	return all
}

// Ran tells whether a payload has run in this window since it was opened.
func (p *Page) Ran() bool {
	p.t.Helper()
	return len(p.Dialogs()) > 0 || Value[bool](p, `!!window.holdfastXSS`)
}
