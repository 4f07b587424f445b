package main

import (
	"holdfast/internal/register"
	"holdfast/internal/rest"
	beside "holdfast/internal/rest/kit"
	"holdfast/internal/view"
)

// viewPart is the listings that people have saved under a name. Every register's
// pages show them; the API has operations of its own for them, since a private
// view of somebody else is to be like one that does not exist.
func viewPart() *part {
	reg := view.Register()
	p := &part{registers: []register.Any{reg}, rules: map[register.Kind]rest.Rule{view.Kind: {Hidden: true}}}
	p.wire = func(h *app) {
		p.operations = beside.Views{Door: h.door, Keep: view.Keeper{Register: reg, Book: h.door.Book()}}.Operations()
	}
	return p
}
