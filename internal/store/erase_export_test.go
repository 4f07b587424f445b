package store

// Looked gives every column that an erasure looks through or takes away, as
// table and column; with ".*" where whole rows go with an account.
func Looked() []string {
	var out []string
	for _, d := range restTables {
		for _, c := range d.text {
			out = append(out, d.name+"."+c)
			if f := d.folded[c]; f != "" {
				out = append(out, d.name+"."+f)
			}
		}
		for _, c := range d.json {
			out = append(out, d.name+"."+c)
		}
	}
	for _, p := range personColumns {
		out = append(out, p.table+"."+p.column)
	}
	for _, a := range accountTables {
		out = append(out, a.table+".*")
	}
	return append(out, "membership.person_id", "account_attempt.subject")
}
