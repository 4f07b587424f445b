package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"holdfast/internal/licence"
)

// version is set by the linker (make build); a plain `go build` or `go run`
// leaves it, and the commit that the toolchain recorded stands in.
var version = ""

type versionCmd struct {
	JSON     bool `help:"Print one JSON document." name:"json"`
	Licences bool `help:"Print the licence of Holdfast's parts instead."`
}

// about is what the program knows of its own making.
type about struct {
	Version  string `json:"version"`
	Commit   string `json:"commit,omitempty"`
	Modified bool   `json:"modified,omitempty"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func buildInfo() about {
	a := about{Version: version, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				a.Commit = s.Value
			case "vcs.modified":
				a.Modified = s.Value == "true"
			}
		}
	}
	if a.Version == "" {
		a.Version = "development"
	}
	return a
}

func (c *versionCmd) Run(e *env) error {
	if c.Licences {
		_, err := fmt.Fprint(e.stdout, licence.ThirdParty())
		return err
	}
	a := buildInfo()
	if c.JSON {
		return json.NewEncoder(e.stdout).Encode(a)
	}
	fmt.Fprintf(e.stdout, "holdfast %s (%s, %s)\n", a.Version, a.Go, a.Platform)
	if a.Commit != "" {
		fmt.Fprintln(e.stdout, "commit", a.Commit)
	}
	return nil
}
