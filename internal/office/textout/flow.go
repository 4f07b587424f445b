package textout

import (
	"strings"
)

// flow puts paragraphs and tables into lines: a paragraph is a line, a row of a
// table is a line with a tab between its cells, and what stands in a box or a
// note follows the paragraph that it hangs on. It holds for every format that is
// a stream of marks, in order or not.
type flow struct {
	out    strings.Builder
	levels []*block // the innermost last; the first is the document
	tables []*table
	size   int
	blank  bool // the last line written is blank
}

// block is what paragraphs stand in: the document, a cell or a box.
type block struct {
	para  strings.Builder
	paras []string
	after []string // of boxes in the paragraph under way
}

type table struct {
	cells [][]string
	in    int // how many levels there were when it began
}

func newFlow() *flow { return &flow{levels: []*block{{}}, blank: true} }

func (f *flow) top() *block { return f.levels[len(f.levels)-1] }

func (f *flow) text(s string) {
	f.size += len(s)
	f.top().para.WriteString(s)
}

// tab and line break a paragraph: within a cell they are no more than a space.
func (f *flow) tab()  { f.mark("\t") }
func (f *flow) line() { f.mark("\n") }

func (f *flow) mark(s string) {
	if len(f.tables) > 0 && f.inCell() {
		s = " "
	}
	f.text(s)
}

func (f *flow) inCell() bool { return len(f.levels) > f.tables[len(f.tables)-1].in }

// end ends the paragraph under way.
func (f *flow) end() {
	b := f.top()
	text := b.para.String()
	b.para.Reset()
	f.put(trimLines(text))
	for _, s := range b.after {
		f.put(s)
	}
	b.after = nil
}

// breakOff ends the paragraph under way, if there is one.
func (f *flow) breakOff() {
	if b := f.top(); strings.TrimSpace(b.para.String()) != "" || len(b.after) > 0 {
		f.end()
	} else {
		b.para.Reset()
	}
}

func (f *flow) put(s string) {
	if len(f.levels) > 1 {
		if s != "" {
			f.top().paras = append(f.top().paras, s)
		}
		return
	}
	if s == "" && f.blank {
		return
	}
	f.blank = s == ""
	f.size++
	f.out.WriteString(s)
	f.out.WriteByte('\n')
}

func (f *flow) push() { f.levels = append(f.levels, &block{}) }

// pop ends a block and gives its paragraphs.
func (f *flow) pop() []string {
	if len(f.levels) == 1 {
		return nil
	}
	f.breakOff()
	paras := f.top().paras
	f.levels = f.levels[:len(f.levels)-1]
	return paras
}

func (f *flow) startTable() {
	f.breakOff()
	f.tables = append(f.tables, &table{in: len(f.levels)})
}

func (f *flow) startRow() {
	if n := len(f.tables); n > 0 {
		f.tables[n-1].cells = nil
	}
}

func (f *flow) startCell() {
	if len(f.tables) > 0 {
		f.push()
	}
}

func (f *flow) endCell() {
	if n := len(f.tables); n > 0 && f.inCell() {
		t := f.tables[n-1]
		t.cells = append(t.cells, f.pop())
	}
}

// endRow writes the row. A row with one cell that says something is a way to lay
// out text: its paragraphs stay lines.
func (f *flow) endRow() {
	n := len(f.tables)
	if n == 0 {
		return
	}
	for f.inCell() { // a cell without an end
		f.endCell()
	}
	t := f.tables[n-1]
	cells := t.cells
	t.cells = nil
	said, last := 0, -1
	for i, c := range cells {
		if len(c) > 0 {
			said, last = said+1, i
		}
	}
	switch said {
	case 0:
	case 1:
		for _, p := range cells[last] {
			f.put(p)
		}
	default:
		line := make([]string, last+1)
		for i := range line {
			line[i] = inOneLine(cells[i])
		}
		f.put(strings.Join(line, "\t"))
	}
}

func (f *flow) endTable() {
	n := len(f.tables)
	if n == 0 {
		return
	}
	if f.inCell() || len(f.tables[n-1].cells) > 0 {
		f.endRow()
	}
	f.tables = f.tables[:n-1]
	if len(f.levels) == 1 {
		f.put("")
	}
}

func (f *flow) startBox() { f.push() }

func (f *flow) endBox() {
	if len(f.levels) > 1 {
		paras := f.pop()
		b := f.top()
		b.after = append(b.after, paras...)
	}
}

// String ends all that is open.
func (f *flow) String() string {
	for len(f.tables) > 0 {
		f.endTable()
	}
	for len(f.levels) > 1 {
		f.endBox()
	}
	f.breakOff()
	return f.out.String()
}

// inOneLine joins the paragraphs of a cell so that they stay apart for a reader
// of sentences.
func inOneLine(paras []string) string {
	var b strings.Builder
	for i, p := range paras {
		p = strings.Join(strings.Fields(p), " ")
		if i > 0 {
			if strings.ContainsRune(".:;!?,", rune(b.String()[b.Len()-1])) {
				b.WriteByte(' ')
			} else {
				b.WriteString("; ")
			}
		}
		b.WriteString(p)
	}
	return b.String()
}

// trimLines takes the white space from the ends of a paragraph.
func trimLines(s string) string { return strings.Trim(s, " \t\n\r") }
