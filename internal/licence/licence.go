// Package licence carries the licence texts of everything that is linked into
// the binary, as those licences ask.
package licence

import _ "embed"

//go:embed third-party.txt
var thirdParty string

// ThirdParty gives the project's NOTICE followed by the licence text of every
// linked module. `make licences` writes it.
func ThirdParty() string { return thirdParty }
