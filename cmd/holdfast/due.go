package main

import (
	"fmt"
	"strings"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/due"
	"holdfast/internal/party"
	"holdfast/internal/register"
	"holdfast/internal/scheme"
	"holdfast/internal/task"
	"holdfast/internal/win/certificate"
)

type dueCmd struct {
	place
	JSON bool   `name:"json" help:"Print one JSON document."`
	On   string `name:"on" placeholder:"DATE" help:"What is due as on this day (YYYY-MM-DD) instead of today."`
	Days int    `name:"days" default:"90" help:"How many days ahead; 0 for all."`
}

// dueReport is the JSON of "due".
type dueReport struct {
	On    civil.Date `json:"on"`
	Late  int        `json:"late"`
	Items []due.Item `json:"items"`
}

func (c dueCmd) Run(e *env) error {
	today, err := e.day(c.On)
	if err != nil {
		return err
	}
	h, err := openApp(e, c.place, false)
	if err != nil {
		return err
	}
	defer h.Close()
	var items []due.Item
	err = h.door.See(e.ctx, h.actor, func(v *change.View) (err error) {
		items, err = h.due(v, today)
		return err
	})
	if err != nil {
		return err
	}
	if c.Days > 0 {
		items = due.Within(items, c.Days)
	}
	rep := dueReport{On: today, Items: items}
	for _, i := range items {
		if i.Late() {
			rep.Late++
		}
	}
	if c.JSON {
		if rep.Items == nil {
			rep.Items = []due.Item{}
		}
		return printJSON(e.stdout, rep)
	}
	if len(items) == 0 {
		_, err = fmt.Fprintln(e.stdout, "Nothing is due.")
		return err
	}
	for _, i := range items {
		hard := "soft"
		if i.Hard {
			hard = "hard"
		}
		line := fmt.Sprintf("%-11s  %-14s  %-4s  %-8s  %s", i.Date.Short(), due.Count(i.Days), hard, i.Ref, i.Title)
		if who := h.nameOf(i.Owner); who != "" {
			line += " (" + who + ")"
		}
		fmt.Fprintln(e.stdout, strings.TrimRight(line, " "))
	}
	return nil
}

// due gives what falls due of every register, sorted: the one list behind
// Today, the calendar, the reminders and this command.
func (h *app) due(in change.Reader, today civil.Date) ([]due.Item, error) {
	return h.dueBy(h.book, in, today)
}

// dueBy is due by the rule data of another time.
func (h *app) dueBy(book *scheme.Book, in change.Reader, today civil.Date) ([]due.Item, error) {
	certs, err := change.Collect(in, h.certRegister, register.Query{})
	if err != nil {
		return nil, err
	}
	items := certificate.Due(book, certificate.Numbers(certs), today)
	open := register.Query{Filters: []register.Filter{{Field: "done", Op: register.Empty}}}
	tasks, err := change.Collect(in, h.taskRegister, open)
	if err != nil {
		return nil, err
	}
	for _, t := range tasks {
		items = append(items, task.Due(t.Number, t.Value, today)...)
	}
	entities, err := h.entities.All(in)
	if err != nil {
		return nil, err
	}
	items = append(items, party.Due(entities, today)...)
	for _, p := range h.parts {
		if p.due == nil {
			continue
		}
		more, err := p.due(in, today)
		if err != nil {
			return nil, err
		}
		items = append(items, more...)
	}
	due.Sort(items)
	return items, nil
}

// nameOf gives the name of a person's id, or what stands there.
func (h *app) nameOf(person string) string {
	if name, ok := h.people[person]; ok {
		return name
	}
	return person
}
