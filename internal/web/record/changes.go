package record

import (
	"net/http"
	"strings"
	"time"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/errs"
	"holdfast/internal/register"
	"holdfast/internal/share/report"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/ui"
)

// changesDays is how far back the report looks when nobody says from when.
const changesDays = 30

type changesView struct {
	Shell    ui.Shell
	Head     ui.Head
	Errors   ui.ErrorSummary
	Fields   []ui.Field
	Asked    bool
	Verdicts ui.Table
	Sections []sectionView
	Rules    string
}

type sectionView struct {
	ID, Title string
	Groups    []groupView
	Links     []string
}

type groupView struct {
	Title   string
	Changes []changeView
}

type changeView struct {
	Number, Href, Title, Who string
	Fields                   []field
}

// changes is the report of what changed between two dates.
func (p *Pages) changes(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	a, now := frame.Actor(ctx), p.Now()
	wrong := map[string]string{}
	texts := map[string]string{"from": strings.TrimSpace(q.Get("from")), "to": strings.TrimSpace(q.Get("to"))}
	asked := texts["from"] != "" || texts["to"] != ""
	if texts["to"] == "" {
		texts["to"] = p.Today().String()
	}
	if texts["from"] == "" {
		texts["from"] = p.Today().AddDays(-changesDays).String()
	}
	at := map[string]time.Time{}
	for _, name := range []string{"from", "to"} {
		var err error
		if at[name], err = frame.ReadAsAt(texts[name], now, p.Zone); err != nil {
			wrong[name] = errs.FieldsOf(err)[0].Message
		}
	}
	if len(wrong) == 0 && !at["from"].Before(at["to"]) {
		wrong["from"] = "The report begins before it ends: choose an earlier day to begin with"
	}
	v := changesView{Asked: len(wrong) == 0}
	var rep report.Report
	if len(wrong) == 0 {
		reports := p.Reports.Loaded(ctx, at["from"], at["to"])
		err := p.Door.See(ctx, a, func(in *change.View) error {
			began, err := frame.Began(in)
			if err != nil {
				return err
			}
			if at["to"].Before(began) {
				wrong["to"] = "The record begins on " + civil.FromTime(began.In(p.Zone)).Long()
				return nil
			}
			rep, err = reports.Between(in, p.Book, at["from"], at["to"], func(id string) string { return p.Name(ctx, id) })
			return err
		})
		if err != nil {
			return err
		}
	}
	sh, err := p.Shell(ctx, "What changed", "/reports/changes", "")
	if err != nil {
		return err
	}
	v.Shell = sh
	v.Shell.Problem = asked && len(wrong) > 0
	v.Head = ui.Head{Title: "What changed", Lede: "Choose two days: the state at the end of each is compared, so that what was changed and changed back does not count."}
	status := http.StatusOK
	if len(wrong) > 0 {
		status, v.Asked = http.StatusUnprocessableEntity, false
	}
	v.Fields = []ui.Field{
		{ID: "from", Label: "End of", Kind: "date", Value: dayOf(texts["from"]), Err: wrong["from"]},
		{ID: "to", Label: "To the end of", Kind: "date", Value: dayOf(texts["to"]), Err: wrong["to"]},
	}
	v.Errors = ui.Problems(v.Fields...)
	if v.Asked {
		p.fillChanges(&v, rep)
	}
	return web.Render(w, r, status, changesPageOf(v))
}

// dayOf gives what a date field can hold.
func dayOf(text string) string {
	if _, err := civil.Parse(text); err != nil {
		return ""
	}
	return text
}

func (p *Pages) fillChanges(v *changesView, rep report.Report) {
	v.Head.Title = rep.Headline
	v.Head.Lede = "The state at the two instants compared: what was changed and changed back is not listed."
	switch {
	case rep.RulesFrom == "":
		v.Rules = "The rule data of the first instant was not kept: its verdicts are unknown. Now it is " + rep.RulesTo + "."
	case rep.RulesFrom != rep.RulesTo:
		v.Rules = "Verdicts are judged by the rule data loaded at the time: " + rep.RulesFrom + " then, " + rep.RulesTo + " at the end."
	default:
		v.Rules = "Verdicts are judged by the rule data " + rep.RulesTo + ", loaded at both instants."
	}
	v.Verdicts = ui.Table{Caption: "Verdicts", Columns: []ui.Column{{Label: "Bid"}, {Label: "Then"}, {Label: "Now"}, {Label: "What made the difference"}}}
	for _, m := range rep.Verdicts {
		cell := func(c ui.Cell) ui.Cell {
			if c.State == "" {
				return ui.Cell{Text: "Not live", Mute: true}
			}
			return c
		}
		v.Verdicts.Rows = append(v.Verdicts.Rows, ui.Row{Cells: []ui.Cell{
			{Text: m.Title, ID: m.Bid, Href: "/bids/" + m.Bid}, cell(ui.Cell{State: m.Was}), cell(ui.Cell{State: m.Now}), {Text: strings.Join(m.Because, ", ")},
		}})
	}
	for i := range rep.Sections {
		s := &rep.Sections[i]
		out := sectionView{ID: string(s.Kind), Title: strings.ToUpper(s.Plural[:1]) + s.Plural[1:]}
		for _, g := range []struct {
			title string
			list  []report.Change
		}{{"Changed", s.Changed}, {"Added", s.Added}, {"Removed", s.Removed}} {
			if len(g.list) == 0 {
				continue
			}
			gv := groupView{Title: g.title}
			for _, c := range g.list {
				cv := changeView{Number: c.Number, Title: c.Title, Href: "/trail/" + string(c.Kind) + "/" + c.ID}
				if g.title == "Changed" {
					for _, f := range c.Fields {
						cv.Fields = append(cv.Fields, shown(f))
					}
				}
				gv.Changes = append(gv.Changes, cv)
			}
			out.Groups = append(out.Groups, gv)
		}
		for _, l := range s.Linked {
			out.Links = append(out.Links, l.From.Number+" now "+strings.ReplaceAll(l.Role, "-", " ")+" "+l.To.Number)
		}
		for _, l := range s.Unlinked {
			out.Links = append(out.Links, l.From.Number+" no longer "+strings.ReplaceAll(l.Role, "-", " ")+" "+l.To.Number)
		}
		v.Sections = append(v.Sections, out)
	}
}

// ObjectHref is the address of the pages that objects have.
func ObjectHref(ref register.Ref) string {
	switch ref.Kind {
	case "certificate":
		return "/certificates/" + ref.Number
	case "bid":
		return "/bids/" + ref.Number
	}
	return ""
}
