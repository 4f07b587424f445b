package risks

import (
	"slices"

	"holdfast/internal/civil"
	"holdfast/internal/isms/risk"
	"holdfast/internal/web/ui"
)

// acceptance says how the acceptance of the risk stands.
func (s *shown) acceptance(st risk.Standing, name func(string) string, mine bool) acceptView {
	r, path := &s.row.Value, listPath+"/"+s.row.Number
	var v acceptView
	last := st.Last
	switch {
	case last == nil:
		v.Title = "Nobody has accepted it yet"
	case st.InForce:
		v.Title = "Accepted by " + name(last.By) + " to " + last.Until.Long()
	case st.Changed:
		v.Title, v.Bad = "Changed since accepted by "+name(last.By)+" on "+last.On.Long()+": accept again", true
		v.Differs = st.Differs
	case st.Ended:
		v.Title, v.Bad = "The acceptance of "+name(last.By)+" ended on "+last.Until.Long(), true
	default:
		v.Title, v.Bad = "Accepted by "+name(last.By)+", who did not own it", true
	}
	if last != nil {
		v.Text = append(v.Text, "Given on "+last.On.Long()+" at "+itoa(last.Score)+" ("+last.Level+"), by version "+itoa(last.MethodNo)+" of the method.")
		if last.Reason != "" {
			v.Text = append(v.Text, "“"+last.Reason+"”")
		}
		v.Note = "Bound to the state " + last.Hash[:12] + ": title, scenario, scores, treatment, controls, assets and version of the method. Any change of these ends it."
	}
	switch {
	case !r.Live() || r.State == risk.Identified:
	case r.Owner == "":
		v.Text = append(v.Text, "It needs an owner first: nobody else accepts it.")
	case mine:
		v.Action = &ui.Action{Label: "Accept it", Href: path + "/accept"}
		if st.InForce {
			v.Action.Label = "Accept it anew"
		}
	case !st.InForce:
		v.Text = append(v.Text, "Only its owner accepts it: "+name(r.Owner)+".")
	}
	return v
}

// planAcceptance says how the acceptance of the plan stands; nothing where there is
// no plan.
func (s *shown) planAcceptance(st risk.Standing, name func(string) string, mine bool) acceptView {
	r := &s.row.Value
	var v acceptView
	switch {
	case r.Treatment == "" || r.Treatment == risk.Retain:
		return v
	case st.Last == nil:
		v.Title = "The plan is not accepted by the risk’s owner yet"
	case st.InForce:
		v.Title = "Plan accepted by " + name(st.Last.By) + " on " + st.Last.On.Long()
	default:
		v.Title, v.Bad = "The plan changed since "+name(st.Last.By)+" accepted it on "+st.Last.On.Long(), true
	}
	if mine && r.Live() && !st.InForce {
		v.Action = &ui.Action{Label: "Accept the plan", Href: listPath + "/" + s.row.Number + "/accept-plan"}
	}
	return v
}

// given is every acceptance that was ever given, the latest first.
func (s *shown) given(name func(string) string) ui.Table {
	t := ui.Table{Caption: "Acceptances", Dense: true, Columns: []ui.Column{{Label: "Given"}, {Label: "By"}, {Label: "Of"}, {Label: "Until", Num: true}, {Label: "State", HideMd: true}}}
	for _, a := range slices.Backward(s.row.Value.Acceptances) {
		of := "the plan"
		if a.Of == risk.OfRisk {
			of = "the risk at " + itoa(a.Score) + ", " + a.Level
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: short(a.On), NoWrap: true}, {Text: name(a.By)}, {Text: of, Sub: a.Reason}, {Text: short(a.Until), NoWrap: true}, {Text: a.Hash[:12], Mute: true}}})
	}
	return t
}

func (s *shown) reviews(name func(string) string) ui.Table {
	t := ui.Table{Caption: "Reviews", Dense: true, Columns: []ui.Column{{Label: "Day"}, {Label: "By"}, {Label: "Outcome", Wide: true}, {Label: "Next", Num: true}}}
	for _, v := range slices.Backward(s.row.Value.Reviews) {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: short(v.On), NoWrap: true}, {Text: name(v.By)}, {Text: optionLabel(risk.Outcomes(), v.Outcome), Sub: v.Note}, {Text: short(v.Next), NoWrap: true}}})
	}
	return t
}

// actions lists the plan's actions under who does them.
func (s *shown) actions(today civil.Date, name func(string) string, mayAct bool) (owners []ui.OwnerTasks, done string) {
	if len(s.linked.Actions) == 0 {
		return nil, ""
	}
	path := listPath + "/" + s.row.Number
	for i := range s.linked.Actions {
		a := &s.linked.Actions[i]
		owner := name(a.Value.Owner)
		at := slices.IndexFunc(owners, func(o ui.OwnerTasks) bool { return o.Owner == owner })
		if at < 0 {
			owners, at = append(owners, ui.OwnerTasks{Owner: owner}), len(owners)
		}
		owners[at].Tasks = append(owners[at].Tasks, actionTask(path, a, today, mayAct && s.row.Value.Live()))
	}
	n := len(s.linked.Actions)
	return owners, ui.Number(n-s.linked.Open()) + " of " + ui.Count(n, "action", "actions") + " done"
}
