package main

import (
	"maps"

	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/demo"
	"holdfast/internal/due"
	"holdfast/internal/job"
	"holdfast/internal/mail"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/web"
	"holdfast/internal/web/frame"
	"holdfast/internal/web/site"
)

// part is one noun of the management system, wired in one file of its own
// (part_risk.go): what it declares, and what it gives to every way in. What is
// nil it does not have.
type part struct {
	// registers are declared before there is a door.
	registers []register.Any
	// wire makes the services once there is a door, and fills what follows.
	wire func(h *app)

	// rules and operations are what its registers have in the API beside their
	// declarations; rules hold for the generated pages too. forms give the JSON
	// form of types that write themselves.
	rules      map[register.Kind]rest.Rule
	operations []rest.Operation
	forms      rest.Forms
	// pages gives its routes.
	pages func(e *env, f *frame.Frame, files site.Files) []web.Route
	// due gives what falls due of its records.
	due func(in change.Reader, today civil.Date) ([]due.Item, error)
	// count counts what the rail says beside its places ("/risks": 34).
	count func(v *change.View) (map[string]int, error)
	// work adds what a server does by itself; sender is nil where no mails are
	// sent.
	work func(e *env, r *job.Runner, sender *mail.Sender, base string)
	// tell puts its share of the demonstration in, through the ordinary doors. It
	// is called again on another day and must not do anything twice.
	tell func(e *env, h *app, story demo.Story) error
}

// parts lists the management system in the order in which a demonstration of it
// is told: what others refer to first.
func parts() []*part {
	controls, statements := controlParts()
	return []*part{bidPart(), scopePart(), assetPart(), controls, documentPart(), riskPart(), evidencePart(), tenderPart(), searchPart(), kitPart(), viewPart(), statements, packPart(), portalPart(), answerPart(), questionnairePart(), statementPart(), watchPart()}
}

// counts adds the parts' figures to those of the site's own places.
func (h *app) counts(own func(*change.View) (map[string]int, error)) func(*change.View) (map[string]int, error) {
	return func(v *change.View) (map[string]int, error) {
		out, err := own(v)
		for _, p := range h.parts {
			if err != nil {
				return nil, err
			}
			if p.count == nil {
				continue
			}
			var more map[string]int
			more, err = p.count(v)
			maps.Copy(out, more)
		}
		return out, err
	}
}

// viewOf gives the snapshot that a reader reads.
func viewOf(in change.Reader) *change.View {
	if tx, ok := in.(*change.Tx); ok {
		return &tx.View
	}
	return in.(*change.View)
}
