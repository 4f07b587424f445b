package demo

import (
	"fmt"
	"time"

	"holdfast/internal/civil"
	legal "holdfast/internal/party"
)

// Organisation is the supplier and its legal entities.
type Organisation struct {
	Name     string
	Entities []Entity
}

// Entity is a legal entity that can bid and hold certificates.
type Entity struct {
	Name   string
	Number string // company number, in a range that is not given out
	Does   string
}

// Person is somebody of the company; the address is the key.
type Person struct {
	Name, Email, Role string
}

func organisation() Organisation {
	return Organisation{
		Name: Company,
		Entities: []Entity{
			{Name: Company, Number: "99999174", Does: "designs, hosts and supports digital services and data platforms"},
			{Name: FieldCompany, Number: "99999182", Does: "service desks and engineers on site"},
		},
	}
}

// LegalEntities gives the entities as the register holds them. The company's
// registration with the Information Commissioner runs for the rest of the year
// that follows the story's day.
func (s Story) LegalEntities() []legal.Entity {
	out := make([]legal.Entity, len(s.Organisation.Entities))
	for i, e := range s.Organisation.Entities {
		out[i] = legal.Entity{Name: e.Name, Form: "ltd", Number: e.Number, Address: "1 Staithe Yard\nFenmoor", Owner: priya, Note: "It " + e.Does + "."}
	}
	out[0].ODS, out[0].ICO, out[0].ICOExpires = "8FD01", "ZA999174", s.Today.AddMonths(8)
	return out
}

const (
	priya  = "priya.nair@fenmoor.example"
	owen   = "owen.pryce@fenmoor.example"
	rhian  = "rhian.vaughan@fenmoor.example"
	dafydd = "dafydd.rees@fenmoor.example"
	hannah = "hannah.okafor@fenmoor.example"
	marta  = "marta.zielinska@fenmoor.example"
	tom    = "tom.ashdown@fenmoor.example"
	gareth = "gareth.lowe@fenmoor.example"
)

func people() []Person {
	return []Person{
		{"Priya Nair", priya, "Compliance manager"},
		{"Owen Pryce", owen, "Head of infrastructure"},
		{"Rhian Vaughan", rhian, "Bid manager"},
		{"Dafydd Rees", dafydd, "Platform engineer"},
		{"Hannah Okafor", hannah, "People and training"},
		{"Marta Zielińska", marta, "Internal auditor"},
		{"Tom Ashdown", tom, "Developer"},
		{"Gareth Lowe", gareth, "Managing director"},
	}
}

// SignedInAs is the person whom the demonstration signs in.
const SignedInAs = priya

// questionSet names the Cyber Essentials question set of an assessment account
// opened on a day (reference: the set in force when the account was made).
func questionSet(opened civil.Date) string {
	switch {
	case opened >= civil.Of(2026, time.April, 27):
		return "Danzell"
	case opened >= civil.Of(2025, time.April, 28):
		return "Willow"
	default:
		return "Montpellier"
	}
}

// toolkitYear writes 2026 as "2025-26": the year in which it is due.
func toolkitYear(due int) string { return fmt.Sprintf("%d-%02d", due-1, due%100) }
