package demo

import (
	"holdfast/internal/money"
	"holdfast/internal/win/watch"
)

// Watches tells the company's saved searches.
func (s Story) Watches() []watch.Watch {
	return []watch.Watch{
		{Name: "Hosting and data services", Owner: gareth, On: true, Any: `hosting hosted "data platform" "data hub" "data store"`, CPV: []string{"72000000", "48000000"}},
		{Name: "Health, with the toolkit", Owner: priya, On: true, Schemes: []string{"dspt"}, Least: money.Amount{Minor: 10_000_000, Currency: "GBP"}},
		{Name: "Service desks in Scotland and Wales", Owner: priya, On: true, CPV: []string{"72"}, Regions: []string{"scotland", "wales"}},
	}
}
