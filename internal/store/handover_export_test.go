package store

import "maps"

// LeftBehind gives the tables that a hand-over file does not carry, with the
// reasons.
func LeftBehind() map[string]string { return maps.Clone(leftBehind) }

// MadeAnew gives the columns of a handed-over table that are reckoned from the
// others, or name the organisation.
func MadeAnew(table string) []string {
	return append([]string{"org_id"}, map[string][]string{
		"membership":     {"name_key"},
		"register_count": {"live", "era", "era_starts", "era_changes", "last_at"},
		"revision":       {"t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "i1", "i2", "i3", "i4", "words"},
		"trail_event":    {"at", "kind", "id", "who", "action"},
	}[table]...)
}
