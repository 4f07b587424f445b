package archtest

// floor is one storey of the house. A package may import packages of lower
// floors, and of its own floor as far as inside allows.
type floor struct {
	name string
	// packages are paths below internal/ ("win/bid"), or whole folders ("win/").
	packages []string
	// inside: may packages of this floor import each other? Where not, the pairs
	// of sameFloor are the exceptions, and a package and those in its own folder
	// (office and office/textout) count as one.
	inside bool
	// pure floors know no file, network, database, environment or clock.
	pure bool
}

// floors lists the house from the ground up.
var floors = []floor{
	{name: "ground", packages: []string{"errs", "id", "civil", "money", "chart", "config", "strictjson", "licence", "secret", "fold", "zipdir"}, inside: true, pure: true},
	{name: "knowledge", packages: []string{"framework", "scheme"}, pure: true},
	{name: "kernel", packages: kernel, inside: true, pure: true},
	{name: "verdict", packages: []string{"verdict"}, pure: true},
	{name: "commons", packages: []string{"account", "provider", "party", "evidence", "task", "finding", "due", "proof", "handover", "retention", "trail/erased", "links", "custom", "bulk", "comment", "view"}, pure: true},
	{name: "wings", packages: []string{"win/", "isms/", "assure/audit", "assure/review"}, pure: true},
	{name: "boards", packages: []string{"desk/", "assure/plan", "assure/overlap", "share/"}, pure: true},
	{name: "formats and ways out", packages: []string{"ocds", "portal", "oscal", "office/", "ics", "mail", "webhook", "outbound", "handover/pack"}},
	{name: "ways in", packages: []string{"web/", "rest/", "mcp/", "auth/", "job", "demo"}, inside: true},
}

// kernel is what every wing stands on; its length is bounded.
var kernel = []string{"change", "register", "trail", "authz"}

// kernelLines is the most that the kernel may have, tests not counted: past
// that it is a framework.
const kernelLines = 3000

// beside are the packages that stand beside the house: cmd alone imports them,
// and they import what is listed, or anything below it.
var beside = map[string][]string{
	"store/": {"ground", "knowledge", "kernel", "verdict", "commons", "wings", "boards"},
	"blob/":  {"ground"},
}

// support are packages for tests: no other code may import them.
var support = []string{"archtest", "webtest/", "web/uitest", "store/storetest", "store/pgtest"}

// sameFloor are the imports between wings that the product needs: a bid is read
// from a notice through its requirements and answered by certificates; a risk
// is treated by controls that protect assets. Each package says what of its own
// falls due.
var sameFloor = map[string][]string{
	"win/bid":           {"win/requirement", "win/notice", "win/certificate"},
	"win/requirement":   {"win/notice"},
	"win/tender":        {"win/bid", "win/notice", "win/requirement", "win/requirement/measure"},
	"win/feed":          {"win/notice"},
	"win/watch":         {"win/bid", "win/notice", "win/requirement"},
	"win/answer":        {"win/bid", "win/certificate"},
	"win/statement":     {"win/bid", "win/certificate", "win/answer"},
	"win/questionnaire": {"win/bid", "win/answer"},
	"win/pack":          {"win/bid", "win/certificate", "win/answer", "win/statement", "win/questionnaire", "win/tender"},
	"isms/risk":         {"isms/control", "isms/asset"},
	"isms/control":      {"isms/asset"},
	"task":              {"due", "custom"},
	"bulk":              {"custom"},
	"comment":           {"due"},
	"custom":            {"links"},
	"view":              {"due"},
	"office/paper":      {"office/markdown"},
	"office/textout":    {"office/bundle"},
	"office/sheet":      {"office/opc"},
	"office/word":       {"office/opc"},
	"portal":            {"ocds", "outbound"},
	"party":             {"due", "custom"},
	"proof":             {"trail/erased"},
	"retention":         {"trail/erased"},
	"evidence":          {"due", "custom", "links"},
	"finding":           {"due"},
}

// impure are the standard packages that pure floors may not reach, by however
// long a chain of our own packages.
var impure = []string{
	"net", "net/http", "net/smtp", "os", "os/exec", "os/signal", "syscall",
	"database/sql", "html", "html/template", "flag", "log",
}

// impureAllowed are the exceptions: chart writes SVG, whose text is escaped by
// the standard library's html.EscapeString.
var impureAllowed = map[string][]string{"chart": {"html"}}

// clock are the functions of package time that read the clock, wait on it or
// read zone files. In pure code time is an argument.
var clock = []string{"Now", "Since", "Until", "After", "AfterFunc", "Sleep", "Tick", "NewTimer", "NewTicker", "LoadLocation"}

// environment are the functions of package os that read the environment, which
// cmd alone does.
var environment = []string{"Getenv", "LookupEnv", "Environ", "ExpandEnv"}

// drivers are the modules that speak to a database; store alone imports them.
var drivers = []string{"database/sql", "modernc.org/sqlite", "github.com/jackc/pgx", "github.com/pressly/goose"}

// Limits of a file in lines: over longFile ask why (the test names it), over
// tooLong redesign (the test fails).
const (
	longFile = 450
	tooLong  = 900
)
