package main

import (
	"strings"
	"testing"
)

func TestRecognise(t *testing.T) {
	t.Parallel()
	const bsd = "Redistributions of source code must retain the above copyright notice. Redistributions in binary form must too."
	for name, c := range map[string]struct{ text, want string }{
		"mit, broken over lines": {"Permission is hereby granted, free\n of charge, to any person ... WITHOUT WARRANTY OF ANY KIND", "MIT"},
		"two clauses":            {bsd, "BSD-2-Clause"},
		"three clauses":          {bsd + " Neither the name of X", "BSD-3-Clause"},
		"apache":                 {"Apache License\n Version 2.0, January 2004", "Apache-2.0"},
		"mpl names the gpl":      {"Mozilla Public License Version 2.0 ... GNU General Public License Version 2.0", "MPL-2.0"},
		"gpl is refused":         {"GNU GENERAL PUBLIC LICENSE\n Version 3, 29 June 2007 Everyone is permitted to copy and distribute verbatim copies of it", ""},
		"agpl is refused":        {"This program is licensed under the GNU AFFERO GENERAL PUBLIC LICENSE Version 3", ""},
		"gpl beside mit":         {"Permission is hereby granted, free of charge WITHOUT WARRANTY OF ANY KIND. Parts under the terms of the GNU General Public License", ""},
		"unknown is refused":     {"You may use this on Tuesdays.", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := recognise([]licenceFile{{"LICENSE", c.text}})
			if s := strings.Join(got, ","); s != c.want || (err == nil) != (c.want != "") {
				t.Errorf("recognise = %q, %v; want %q", s, err, c.want)
			}
		})
	}
}
