package main

import (
	"fmt"
	"slices"
	"strings"
)

// allowed lists the licences that may be linked, each with words that only its
// text has. Order matters: the more particular first. Copyleft licences that
// reach the whole program (GPL, AGPL, LGPL) are not among them on purpose.
var allowed = []struct {
	name  string
	words []string
}{
	{"Apache-2.0", []string{"apache license", "version 2.0"}},
	{"MPL-2.0", []string{"mozilla public license version 2.0"}},
	{"MPL-2.0", []string{"mozilla public license, version 2.0"}},
	{"BSD-3-Clause", []string{"redistributions of source code must retain", "neither the name"}},
	{"BSD-3-Clause", []string{"redistributions of source code must retain", "may not be used to endorse"}},
	{"BSD-2-Clause", []string{"redistributions of source code must retain", "redistributions in binary form"}},
	{"ISC", []string{"permission to use, copy, modify, and/or distribute this software for any"}},
	{"ISC", []string{"permission to use, copy, modify, and distribute this software for any"}},
	{"MIT", []string{"permission is hereby granted, free of charge", "without warranty of any kind"}},
	{"Unlicense", []string{"this is free and unencumbered software released into the public domain"}},
	{"CC0-1.0", []string{"cc0 1.0 universal"}},
	{"public domain", []string{"the author disclaims copyright to this source code"}},
}

// refused are words of licences that would bind the whole program: the line
// that every GNU licence begins with, the usual ways to put a work under one,
// and the titles of others. The MPL names the GNU licences in passing, as
// secondary ones, in none of these words.
var refused = []string{
	"everyone is permitted to copy and distribute verbatim copies",
	"under the terms of the gnu", "licensed under the gnu", "licensed under gpl", "licensed under the gpl", "licensed under agpl",
	"server side public license", "business source license", "commons clause",
}

// recognise names the licences of a module's files. A text that is not a
// licence (a NOTICE) adds none; no licence at all is an error.
func recognise(files []licenceFile) ([]string, error) {
	var names []string
	for _, f := range files {
		t := strings.ToLower(strings.Join(strings.Fields(f.text), " "))
		for _, bad := range refused {
			if strings.Contains(t, bad) {
				return nil, fmt.Errorf("%s: %q may not be linked", f.name, bad)
			}
		}
		for _, a := range allowed {
			if containsAll(t, a.words) {
				if !slices.Contains(names, a.name) {
					names = append(names, a.name)
				}
				break
			}
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("no allowed licence recognised in %s", files[0].name)
	}
	return names, nil
}

func containsAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}
