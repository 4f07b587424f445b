package demo

import (
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"holdfast/internal/civil"
	"holdfast/internal/scheme"
	"holdfast/internal/strictjson"
)

// Overrides gives what the story must know on a day and the shipped data
// cannot: on a day of 2029 data of 2026 does not say when the toolkit of 2029-30
// is due, and every DSPT verdict would be Unknown. The demonstration enters the
// deadlines as an administrator would, by the pattern of every year before and
// with that reason beside them. There are none while the data reaches far
// enough. book is the data as shipped.
func Overrides(book *scheme.Book, today civil.Date) ([]scheme.Override, error) {
	s, ok := book.Scheme("dspt")
	if !ok || s.Toolkit == nil {
		return nil, fmt.Errorf("the scheme data has no NHS toolkit")
	}
	versions := slices.Clone(s.Toolkit.Versions)
	last := versions[0]
	for _, v := range versions {
		if v.Deadline > last.Deadline {
			last = v
		}
	}
	// A bid that starts before the next publication rests on the deadline of the
	// year after this one.
	want := today.Year() + 1
	if last.Deadline.Year() >= want {
		return nil, nil
	}
	const reason = "Demonstration: 30 June in every year since 2021, taken to go on until NHS England says otherwise"
	for due := last.Deadline.Year() + 1; due <= want; due++ {
		v := last
		v.ID, v.Year = "demo-"+toolkitYear(due), toolkitYear(due)
		v.Opened, v.Deadline = 0, civil.Of(due, time.June, 30)
		v.Fact.Certainty, v.Fact.Note = scheme.Product, reason
		versions = append(versions, v)
	}
	raw, err := strictjson.Marshal(versions)
	if err != nil {
		return nil, err
	}
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return nil, err
	}
	return []scheme.Override{{
		Pointer: "/schemes/dspt/toolkit/versions", Value: value,
		Who: SignedInAs, When: today.Time(), Reason: reason,
	}}, nil
}
