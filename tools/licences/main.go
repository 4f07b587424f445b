// Command licences writes what the licences of the linked modules ask for: the
// part of NOTICE that names each module with its licence, and one file with
// every licence text, which the binary carries. It refuses a module without a
// licence file and every licence that is not on the list of those allowed.
package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const (
	// begin and end enclose the generated part of NOTICE.
	begin = "---- modules linked into holdfast (make licences) ----"
	end   = "---- end of the modules ----"
	// textsFile is embedded by internal/licence.
	textsFile = "internal/licence/third-party.txt"
)

// platforms are those that we build for; each links a few modules of its own.
var platforms = []string{"linux", "darwin", "windows"}

func main() {
	root := flag.String("root", ".", "folder of the product's go.mod")
	flag.Parse()
	if err := run(*root); err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

func run(root string) error {
	mods, err := linked(root)
	if err != nil {
		return err
	}
	var list, texts bytes.Buffer
	var bad []error
	for _, m := range mods {
		files, err := licenceFiles(m.Dir)
		if err != nil {
			return err
		}
		if len(files) == 0 {
			bad = append(bad, fmt.Errorf("%s %s has no licence file", m.Path, m.Version))
			continue
		}
		names, err := recognise(files)
		if err != nil {
			bad = append(bad, fmt.Errorf("%s %s: %w", m.Path, m.Version, err))
			continue
		}
		fmt.Fprintf(&list, "%s %s\n    %s\n", m.Path, m.Version, strings.Join(names, ", "))
		for _, f := range files {
			fmt.Fprintf(&texts, "%s\n%s %s (%s)\n%s\n\n%s\n\n", rule, m.Path, m.Version, f.name, rule, strings.TrimSpace(f.text))
		}
	}
	if len(bad) > 0 {
		return errors.Join(bad...)
	}
	notice, err := replacePart(filepath.Join(root, "NOTICE"), list.String())
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(root, textsFile), []byte(notice+"\n"+texts.String()), 0o644)
}

const rule = "========================================================================"

type module struct {
	Path, Version, Dir string
	Main               bool
}

// linked gives the modules whose packages the binary links on any platform.
func linked(root string) ([]module, error) {
	byPath := map[string]module{}
	for _, goos := range platforms {
		cmd := exec.Command("go", "list", "-deps", "-json=Module", "./cmd/holdfast")
		cmd.Dir = root
		cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH=amd64", "CGO_ENABLED=0")
		cmd.Stderr = os.Stderr
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("go list for %s: %w", goos, err)
		}
		for dec := json.NewDecoder(bytes.NewReader(out)); ; {
			var p struct{ Module *module }
			if err := dec.Decode(&p); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, err
			}
			if p.Module != nil && !p.Module.Main {
				byPath[p.Module.Path] = *p.Module
			}
		}
	}
	mods := make([]module, 0, len(byPath))
	for _, m := range byPath {
		mods = append(mods, m)
	}
	slices.SortFunc(mods, func(a, b module) int { return cmp.Compare(a.Path, b.Path) })
	return mods, nil
}

type licenceFile struct{ name, text string }

// licenceFiles gives the licence and notice files at the top of a module. A
// vendored or generated part may carry its own further down; those are named
// by the top ones in the modules that we use.
func licenceFiles(dir string) ([]licenceFile, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var files []licenceFile
	for _, e := range entries {
		n := strings.ToUpper(e.Name())
		isOne := strings.HasPrefix(n, "LICEN") || strings.HasPrefix(n, "COPYING") || strings.HasPrefix(n, "NOTICE")
		if e.IsDir() || !isOne || strings.HasSuffix(n, ".GO") {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		files = append(files, licenceFile{e.Name(), strings.ReplaceAll(string(b), "\r\n", "\n")})
	}
	return files, nil
}

// replacePart puts list between the marks in the file and gives the whole text.
func replacePart(path, list string) (string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	before, rest, ok := strings.Cut(string(b), begin+"\n")
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		return "", fmt.Errorf("%s has not the two lines %q and %q", path, begin, end)
	}
	text := before + begin + "\n\n" + list + "\n" + end + after
	return text, os.WriteFile(path, []byte(text), 0o644)
}
