package sheet

import (
	"strconv"
	"strings"

	"holdfast/internal/errs"
	"holdfast/internal/office/opc"
)

// readWorkbook lists the sheets, in the order of their tabs.
func (b *Book) readWorkbook(part string, parts map[string]string) error {
	name := ""
	err := each(b.pkg, part, func(s *opc.Scanner, t opc.Token) error {
		switch {
		case t.Opens("sheet"):
			to, ok := parts[s.Prefixed(t, "id")]
			if !ok {
				return nil // a sheet of charts or of macros holds no cells
			}
			if len(b.Sheets) == maxSheets {
				return errs.New(errs.TooLarge, "The workbook has more than %d sheets.", maxSheets)
			}
			n := s.Attr(t, "name")
			if b.Sheet(n) != nil {
				return errs.New(errs.Invalid, "The workbook has two sheets of one name: it is damaged.")
			}
			for _, other := range b.Sheets {
				if strings.EqualFold(other.part, to) {
					return errs.New(errs.Invalid, "Two sheets of the workbook are one: it is damaged.")
				}
			}
			state := s.Attr(t, "state")
			b.Sheets = append(b.Sheets, &Sheet{Name: n, Hidden: state == "hidden" || state == "veryHidden", part: to})
		case t.Opens("workbookPr"):
			b.from04 = yes(s.Attr(t, "date1904"))
		case t.Opens("definedName"):
			name = s.Attr(t, "name")
			if t.Kind == opc.Empty || len(b.names) >= 10_000 {
				name = ""
			}
		case t.Kind == opc.Text && name != "":
			text, err := s.Text(t)
			if err != nil {
				return err
			}
			b.names[strings.ToLower(name)] += text
		case t.Ends("definedName"):
			name = ""
		}
		return nil
	})
	if err == nil && len(b.Sheets) == 0 {
		err = errs.New(errs.Invalid, "The workbook has no sheet with cells.")
	}
	return err
}

// yes reads a boolean of XML Schema.
func yes(s string) bool { return s == "1" || s == "true" || s == "on" }

// readShared reads the strings that cells share. Phonetic runs are not text.
func (b *Book) readShared(part string) error {
	if !b.pkg.Has(part) {
		return nil
	}
	var text strings.Builder
	inT, phonetic := false, 0
	return each(b.pkg, part, func(s *opc.Scanner, t opc.Token) error {
		switch {
		case t.Opens("rPh") && t.Kind == opc.Start:
			phonetic++
		case t.Ends("rPh") && t.Kind == opc.End:
			phonetic--
		case t.Opens("t"):
			inT = t.Kind == opc.Start
		case t.Ends("t"):
			inT = false
		case t.Kind == opc.Text && inT && phonetic == 0:
			v, err := s.Text(t)
			if err != nil {
				return err
			}
			text.WriteString(v)
		case t.Ends("si"):
			if len(b.shared) == maxStrings {
				return errs.New(errs.TooLarge, "The workbook has more than %d texts.", maxStrings)
			}
			b.shared = append(b.shared, undo(text.String()))
			text.Reset()
		}
		return nil
	})
}

// undo reads characters that a spreadsheet writes by number: _x000D_.
func undo(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var out strings.Builder
	for {
		i := strings.Index(s, "_x")
		if i < 0 {
			break
		}
		out.WriteString(s[:i])
		s = s[i:]
		if r, ok := byNumber(s); ok {
			if r != '\r' {
				out.WriteRune(r)
			}
			s = s[7:]
			continue
		}
		out.WriteString(s[:2])
		s = s[2:]
	}
	out.WriteString(s)
	return out.String()
}

// byNumber reads _xHHHH_ at the front of a text.
func byNumber(s string) (rune, bool) {
	if len(s) < 7 || s[6] != '_' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 16)
	if err != nil || n >= 0xD800 && n <= 0xDFFF || n < 0x20 && n != '\t' && n != '\n' && n != '\r' {
		return 0, false
	}
	return rune(n), true
}

// escape keeps text that looks like a character by number from being read as
// one.
func escape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var out strings.Builder
	for {
		i := strings.Index(s, "_x")
		if i < 0 {
			break
		}
		out.WriteString(s[:i])
		s = s[i:]
		if len(s) >= 7 && s[6] == '_' && isHex(s[2:6]) {
			out.WriteString("_x005F")
		}
		out.WriteString(s[:2])
		s = s[2:]
	}
	out.WriteString(s)
	return out.String()
}

func isHex(s string) bool {
	_, err := strconv.ParseUint(s, 16, 32)
	return err == nil && s[0] != '+' && s[0] != '_'
}

// readStyles tells which styles show a number as a date, and which leave a cell
// open in a protected sheet.
func (b *Book) readStyles(part string) error {
	if !b.pkg.Has(part) {
		return nil
	}
	formats := map[string]bool{}
	in := false
	return each(b.pkg, part, func(s *opc.Scanner, t opc.Token) error {
		switch {
		case t.Opens("numFmt"):
			if len(formats) < 10_000 {
				formats[s.Attr(t, "numFmtId")] = isDate(s.Attr(t, "formatCode"))
			}
		case t.Opens("cellXfs"):
			in = t.Kind == opc.Start
		case t.Ends("cellXfs"):
			in = false
		case in && t.Opens("xf"):
			if len(b.dates) >= 100_000 {
				return errs.New(errs.TooLarge, "The workbook has more than 100,000 styles.")
			}
			id := s.Attr(t, "numFmtId")
			n, _ := strconv.Atoi(id)
			own, ok := formats[id]
			b.dates = append(b.dates, ok && own || !ok && builtInDate(n))
			b.open = append(b.open, false)
		case in && t.Opens("protection") && len(b.open) > 0:
			if v, ok := s.Lookup(t, "locked"); ok {
				b.open[len(b.open)-1] = !yes(v)
			}
		}
		return nil
	})
}

// builtInDate: the formats that every spreadsheet knows by number.
func builtInDate(n int) bool {
	return n >= 14 && n <= 22 || n >= 27 && n <= 36 || n >= 45 && n <= 47 || n >= 50 && n <= 58
}

// isDate says that a format shows a number as a day or a time.
func isDate(code string) bool {
	quoted := false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\\' || c == '_' || c == '*':
			i++
		case c == '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return false
			}
			switch strings.ToLower(code[i+1 : i+end]) {
			case "h", "hh", "m", "mm", "s", "ss":
				return true
			}
			i += end
		case strings.IndexByte("dmyhsDMYHS", c) >= 0:
			return true
		case c == ';':
			return false
		}
	}
	return false
}

// maxLists bounds how many different lists of values are looked up.
const maxLists = 300

// resolve looks up what the lists offer: each source once.
func (b *Book) resolve() {
	type key struct{ sheet, source string }
	known := map[key][]string{}
	for _, s := range b.Sheets {
		for i := range s.rules {
			k := key{s.Name, s.rules[i].source}
			offers, ok := known[k]
			if !ok && len(known) < maxLists {
				offers = b.choices(s, k.source, 0)
				known[k] = offers
			}
			s.rules[i].choices = offers
		}
	}
}

// choices gives the values of a list: written out, or in a range of cells, by
// address or by name.
func (b *Book) choices(s *Sheet, source string, deep int) []string {
	source = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(source), "="))
	if source == "" || deep > 3 {
		return nil
	}
	var out []string
	add := func(v string) {
		if v = strings.TrimSpace(v); v != "" && len(out) < maxChoices && len(v) <= 200 {
			out = append(out, v)
		}
	}
	if source[0] == '"' {
		for v := range strings.SplitSeq(strings.ReplaceAll(strings.Trim(source, `"`), `""`, `"`), ",") {
			add(v)
		}
		return out
	}
	where, cells := s, source
	if i := strings.LastIndexByte(source, '!'); i >= 0 {
		name := source[:i]
		if strings.HasPrefix(name, "'") {
			name = strings.ReplaceAll(strings.Trim(name, "'"), "''", "'")
		}
		where, cells = b.Sheet(name), source[i+1:]
	}
	g, ok := parseRange(cells)
	if where == nil || !ok {
		if named := b.names[strings.ToLower(source)]; named != "" {
			return b.choices(s, named, deep+1)
		}
		return nil
	}
	for _, row := range where.Rows {
		if row.N < g.From.Row || row.N > g.To.Row {
			continue
		}
		for _, c := range row.Cells {
			if c.Col >= g.From.Col && c.Col <= g.To.Col {
				add(c.Text)
			}
		}
	}
	return out
}
