package evidence

import (
	"fmt"
	"strconv"

	"holdfast/internal/civil"
)

func itoa(n int) string { return strconv.Itoa(n) }

// plural says a number of things: "1 file", "3 files".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

func fileHint(left int) string {
	if left == 1 {
		return "One file, up to 50 MB. Any kind."
	}
	return fmt.Sprintf("Up to %d files of 50 MB each. Any kind.", left)
}

// size says how large a file is, as people do.
func size(n int64) string {
	switch {
	case n <= 0:
		return ""
	case n < 1000:
		return strconv.FormatInt(n, 10) + " bytes"
	case n < 1_000_000:
		return strconv.FormatInt((n+500)/1000, 10) + " kB"
	}
	return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + " MB"
}

// kindOf says a type of file in a word.
func kindOf(media string) string {
	switch media {
	case "application/pdf":
		return "PDF"
	case "image/png":
		return "PNG picture"
	case "image/jpeg":
		return "JPEG picture"
	case "application/zip":
		return "Office document or zip"
	case "text/plain; charset=utf-8":
		return "Text"
	case "":
		return ""
	}
	return "File of another kind"
}

// days says how far off a day is: "today", "in 12 days", "3 days ago".
func days(n int) string {
	switch {
	case n == 0:
		return "today"
	case n == 1:
		return "tomorrow"
	case n > 1:
		return "in " + strconv.Itoa(n) + " days"
	case n == -1:
		return "yesterday"
	}
	return strconv.Itoa(-n) + " days ago"
}

// short says a day in a table; nothing for none.
func short(d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.Short()
}
