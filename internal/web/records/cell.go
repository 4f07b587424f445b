package records

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"holdfast/internal/civil"
	"holdfast/internal/custom"
	"holdfast/internal/money"
	"holdfast/internal/register"
	"holdfast/internal/web/ui"
)

// shown is a field's value as it stands in a list or on a page.
type shown struct {
	Text string
	Tags []string
	Href string
	ID   string // before the text: the number of a record that is named
	Long bool   // of several lines
	Own  *ui.Cell
}

// empty says that there is nothing to see.
func (s *shown) empty() bool { return s.Text == "" && len(s.Tags) == 0 && s.ID == "" && s.Own == nil }

// show gives a field's value for people.
func (p *Pages) show(ctx context.Context, pl *place, n names, f *field, value any) shown {
	if f.custom {
		return p.showText(ctx, pl, f, custom.Of(value)[f.Name[len(custom.Prefix):]])
	}
	got := pl.Register.Get(value, f.Name)
	if pl.Cell != nil {
		if cell, ok := pl.Cell(f.Name, got); ok {
			return shown{Own: &cell}
		}
	}
	switch x := got.(type) {
	case nil:
		return shown{}
	case civil.Date:
		return shown{Text: x.Short()}
	case bool:
		if x {
			return shown{Text: "Yes"}
		}
		return shown{Text: "No"}
	case []string:
		return shown{Tags: x}
	case money.Amount:
		return shown{Text: sum(x)}
	case int64:
		if f.Type == register.Instant {
			if x == 0 {
				return shown{}
			}
			return shown{Text: time.UnixMicro(x).In(p.Zone).Format("2 Jan 2006, 15:04")}
		}
		return shown{Text: ui.Number(int(x))}
	case string:
		switch f.Type {
		case register.Choice:
			return shown{Text: f.LabelOf(x)}
		case register.Person:
			return shown{Text: p.shownName(ctx, x)}
		case register.Link:
			to, ok := n[x]
			if !ok {
				return shown{Text: "a record that you cannot see"}
			}
			return shown{ID: to.Short, Text: to.Title, Href: to.Href}
		case register.File:
			return shown{Text: "file"}
		}
		return shown{Text: x, Long: f.Type == register.LongText}
	}
	return shown{Text: pl.Register.Text(value, f.Name)}
}

// sum says a sum of money as people read it: "£12,345", "£12.50", "3,000.00 CHF".
func sum(a money.Amount) string {
	digits, currency, _ := strings.Cut(a.String(), " ")
	whole, part, _ := strings.Cut(digits, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "−", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	mark := ""
	switch currency {
	case "GBP":
		mark = "£"
	case "EUR":
		mark = "€"
	case "USD":
		mark = "$"
	}
	if mark != "" {
		if strings.Trim(part, "0") != "" {
			whole += "." + part
		}
		return sign + mark + whole
	}
	if part != "" {
		whole += "." + part
	}
	return sign + whole + " " + currency
}

// showText gives the value of a field that the organisation added.
func (p *Pages) showText(ctx context.Context, pl *place, f *field, text string) shown {
	switch {
	case text == "":
		return shown{}
	case f.Type == register.Date:
		if d, err := civil.Parse(text); err == nil {
			return shown{Text: d.Short()}
		}
	case f.Type == register.YesNo:
		return shown{Text: ui.Capital(text)}
	case f.Type == register.Person:
		return shown{Text: p.shownName(ctx, text)}
	case f.Type == register.Link:
		out := shown{ID: text}
		if to := p.atlas.places[f.To]; to != nil {
			out.Href = p.to(to.page(text, nil))
		}
		return out
	}
	return shown{Text: text, Long: f.Type == register.LongText}
}

// figures says that values of the type stand at the right of their column.
func figures(t register.Type) bool {
	switch t {
	case register.Date, register.Instant, register.Money, register.Number:
		return true
	}
	return false
}

// brief shortens a text for a cell.
func brief(s string) string {
	const most = 140
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	runes := []rune(s)[:most]
	return strings.TrimRight(string(runes), " ,.;:") + "…"
}

// bare is a field without its words, for a place that says them.
func bare(f ui.Field) ui.Field {
	f.Hint = ""
	return f
}
