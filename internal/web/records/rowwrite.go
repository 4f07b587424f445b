package records

import (
	"context"
	"html"
	"io"

	"github.com/a-h/templ"

	"holdfast/internal/web/ui"
)

// rowsBody writes the rows of a table. A page has up to a thousand cells, each of
// the same few forms: they are written straight, every text escaped, which takes
// a fifth of what as many components would.
func rowsBody(t *table) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		b := &rowWriter{ctx: ctx, buf: make([]byte, 0, 300+200*len(t.Columns))}
		for i := range t.Rows {
			b.row(t, &t.Rows[i])
			if err := b.send(w); err != nil {
				return err
			}
		}
		return nil
	})
}

// rowWriter gathers what it writes until it is sent.
type rowWriter struct {
	buf []byte
	ctx context.Context
	err error
}

// Write lets a component write itself.
func (b *rowWriter) Write(p []byte) (int, error) {
	b.buf = append(b.buf, p...)
	return len(p), nil
}

// send writes what is gathered.
func (b *rowWriter) send(w io.Writer) error {
	if b.err != nil {
		return b.err
	}
	_, err := w.Write(b.buf)
	b.buf = b.buf[:0]
	return err
}

// raw writes what we wrote ourselves, text what anybody may have.
func (b *rowWriter) raw(parts ...string) {
	for _, s := range parts {
		b.buf = append(b.buf, s...)
	}
}

func (b *rowWriter) text(s string) {
	for i := range len(s) {
		switch s[i] {
		case '&', '<', '>', '"', '\'':
			s = html.EscapeString(s)
			b.buf = append(b.buf, s...)
			return
		}
	}
	b.buf = append(b.buf, s...)
}

// attr writes an attribute that holds text or one of our own addresses.
func (b *rowWriter) attr(name, value string) {
	b.raw(" ", name, `="`)
	b.text(value)
	b.buf = append(b.buf, '"')
}

func (b *rowWriter) row(t *table, r *row) {
	b.raw(`<tr role="row">`)
	if t.Select {
		b.raw(`<td role="cell" class="hide-sm"><label class="hit"><input class="check" type="checkbox" name="pick"`)
		b.attr("value", r.Pick)
		b.attr("form", BulkForm)
		b.attr("aria-label", "Select "+r.ID)
		b.raw(`></label></td>`)
	}
	b.raw(`<th scope="row" role="rowheader" class="wide"><a class="lnk" hx-boost="false"`)
	b.attr("href", r.Href)
	b.raw(`><span class="id">`)
	b.text(r.ID)
	b.raw(`</span> `)
	b.text(r.Name)
	b.raw(`</a></th>`)
	for i := range r.Cells {
		b.cell(&r.Cells[i])
	}
	b.raw("</tr>\n")
}

func (b *rowWriter) cell(c *cell) {
	b.raw(`<td role="cell" class="at`)
	if c.Class != "" {
		b.raw(" ", c.Class)
	}
	b.raw(`" data-l="`)
	b.text(c.Label)
	b.raw(`:">`)
	b.value(c)
	b.raw(`</td>`)
}

func (b *rowWriter) value(c *cell) {
	switch {
	case c.Own != nil:
		if err := ui.CellOf(*c.Own).Render(b.ctx, b); err != nil {
			b.err = err
		}
	case c.Edit != "":
		b.raw(`<a class="edit"`)
		b.attr("href", c.Edit)
		b.raw(` title="Change: `)
		b.text(c.Label)
		b.raw(`">`)
		if c.empty() {
			b.raw(`<span class="mute">none<span class="vh">, change `)
			b.text(c.Label)
			b.raw(`</span></span>`)
		} else {
			b.plain(&c.shown)
		}
		b.raw(`</a>`)
	case c.Href != "":
		b.raw(`<a class="lnk" hx-boost="false"`)
		b.attr("href", c.Href)
		b.raw(`>`)
		b.plain(&c.shown)
		b.raw(`</a>`)
	case !c.empty():
		b.plain(&c.shown)
	}
}

func (b *rowWriter) plain(s *shown) {
	for _, tag := range s.Tags {
		b.raw(`<span class="tag">`)
		b.text(tag)
		b.raw(`</span> `)
	}
	if s.ID != "" {
		b.raw(`<span class="id">`)
		b.text(s.ID)
		b.raw(`</span> `)
	}
	if s.Long {
		b.text(brief(s.Text))
	} else {
		b.text(s.Text)
	}
}

// valueOf is a value alone, which becomes its input where it can be changed.
func valueOf(c cell) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		b := &rowWriter{ctx: ctx}
		b.value(&c)
		return b.send(w)
	})
}

// plainOf is a value that leads nowhere.
func plainOf(s shown) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		b := &rowWriter{ctx: ctx}
		b.plain(&s)
		return b.send(w)
	})
}
