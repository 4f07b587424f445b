// Package archtest holds the tests that keep the house as docs/ARCHITECTURE.md
// draws it: which package may import which, what domain code may not touch, how
// long files get, and that the documents name what the code links. Its tables
// are in table_test.go; a new package needs its line there.
package archtest
