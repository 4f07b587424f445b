package main

// benchCmd measures what docs/benchmarks.md promises; anyone can run it.
type benchCmd struct {
	API      benchAPICmd      `cmd:"" name:"api" help:"The API: lists and durable writes through a real server, with a real token."`
	Lists    benchListsCmd    `cmd:"" help:"Pages of a large register: by every sort, with filters and words, with totals."`
	Notices  benchNoticesCmd  `cmd:"" help:"Reading notices: decode and detection, and import into a new database."`
	Search   benchSearchCmd   `cmd:"" help:"Search over everything that an organisation has."`
	Trail    benchTrailCmd    `cmd:"" help:"The trail: a bundle of many events, made and verified."`
	Verdicts benchVerdictsCmd `cmd:"" help:"Judging: every pair of many suppliers and notices counted by state, and verdicts with reasons."`
}
