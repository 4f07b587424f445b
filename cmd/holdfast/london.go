package main

import (
	"time"
	_ "time/tzdata" // the zone must be there on a machine without zone files
)

// london is the zone in which Holdfast turns an instant into a day.
var london = mustZone("Europe/London")

func mustZone(name string) *time.Location {
	l, err := time.LoadLocation(name)
	if err != nil {
		panic(err) // cannot happen: the zone data is in the binary
	}
	return l
}
