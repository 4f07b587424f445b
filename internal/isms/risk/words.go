package risk

import (
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/authz"
)

func (l Level) allows(role string) bool { return len(l.Roles) == 0 || slices.Contains(l.Roles, role) }

// roleWords says roles as they stand in a sentence: "an owner or compliance
// manager of the organisation".
func roleWords(roles []string) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = authz.Role(r).Word()
	}
	article := "a "
	if len(words) > 0 && strings.ContainsRune("aeiou", rune(words[0][0])) {
		article = "an "
	}
	return article + strings.Join(words, " or ") + " of the organisation"
}

func months(n int64) string {
	if n == 1 {
		return "1 month"
	}
	return strconv.FormatInt(n, 10) + " months"
}

func number(n int64) string { return strconv.FormatInt(n, 10) }
