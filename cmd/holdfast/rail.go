package main

import (
	"holdfast/internal/authz"
	"holdfast/internal/web/frame"
)

// rail is the navigation, in the words and the order of the product's map. A
// place is listed when its page exists.
var rail = []frame.Group{
	{Name: "Desk", Places: []frame.Place{
		{Label: "Portfolio", Href: "/portfolio", Many: true},
		{Label: "Today", Href: "/"},
		{Label: "Calendar", Href: "/calendar"},
		{Label: "My work", Href: "/work"},
	}},
	{Name: "Win", Places: []frame.Place{
		{Label: "Certificates", Href: "/certificates", Area: authz.Win},
		{Label: "Bids", Href: "/bids", Area: authz.Win},
		{Label: "Notices", Href: "/notices", Area: authz.Win},
		{Label: "Answers", Href: "/answers", Area: authz.Win},
		{Label: "Packs", Href: "/packs", Area: authz.Win},
		{Label: "Would we need it?", Href: "/need", Area: authz.Win},
	}},
	{Name: "ISMS", Places: []frame.Place{
		{Label: "Scope and context", Href: "/scope", Area: authz.ISMS},
		{Label: "Risks", Href: "/risks", Area: authz.ISMS},
		{Label: "Controls (SoA)", Href: "/controls", Area: authz.ISMS},
		{Label: "Assets", Href: "/assets", Area: authz.ISMS},
		{Label: "Documents", Href: "/documents", Area: authz.ISMS},
	}},
	{Name: "Assure", Places: []frame.Place{
		{Label: "Evidence", Href: "/evidence", Area: authz.Assure},
	}},
	{Name: "Share", Places: []frame.Place{
		{Label: "Trust page", Href: "/share/trust", Area: authz.Share},
		{Label: "Auditor room", Href: "/share/room", Area: authz.Share},
		{Label: "Access log", Href: "/share/access", Area: authz.Share},
		{Label: "What changed", Href: "/reports/changes", Area: authz.Win},
		{Label: "Trail", Href: "/trail", Area: authz.Settings},
		{Label: "Settings", Href: "/settings", Area: authz.Settings},
	}},
	{Name: "Audit", Places: []frame.Place{
		{Label: "The room", Href: "/room", Outsiders: true},
	}},
}
