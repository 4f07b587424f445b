package rest

import (
	"net/http"
	"strconv"
	"strings"

	"holdfast/internal/register"
)

// etag names a version of a record.
func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// condition is what If-Match asks for.
type condition struct {
	any  bool
	tags []string
}

// ifMatch reads the condition that every change of a record needs.
func (c *Call) ifMatch() (condition, error) {
	head := strings.Join(c.req.Header["If-Match"], ",")
	if strings.TrimSpace(head) == "" {
		return condition{}, &problem{
			Status: http.StatusPreconditionRequired,
			Detail: "Say which version you change: send If-Match with the ETag of the record that you read.",
		}
	}
	var out condition
	for part := range strings.SplitSeq(head, ",") {
		part = strings.TrimSpace(part)
		out.any = out.any || part == "*"
		out.tags = append(out.tags, part)
	}
	return out, nil
}

// holds says whether a record is a version that is asked for.
func (m condition) holds(rec *register.Record) bool {
	if m.any {
		return true
	}
	want := etag(rec.Version)
	for _, t := range m.tags {
		if t == want {
			return true
		}
	}
	return false
}

// overtaken is the answer when it does not hold.
func overtaken(number string) *problem {
	return &problem{
		Status: http.StatusPreconditionFailed,
		Detail: number + " is another version than the one you name: read it again and change that.",
	}
}

// unchanged says that the reader has this version already.
func (c *Call) unchanged(tag string) bool {
	for part := range strings.SplitSeq(strings.Join(c.req.Header["If-None-Match"], ","), ",") {
		if p := strings.TrimPrefix(strings.TrimSpace(part), "W/"); p == tag {
			return true
		}
	}
	return false
}
