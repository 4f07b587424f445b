package kit_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"holdfast/internal/auth"
	"holdfast/internal/authz"
	"holdfast/internal/blob"
	"holdfast/internal/bulk"
	"holdfast/internal/change"
	"holdfast/internal/civil"
	"holdfast/internal/comment"
	"holdfast/internal/custom"
	"holdfast/internal/due"
	"holdfast/internal/errs"
	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/rest"
	"holdfast/internal/rest/house"
	"holdfast/internal/rest/kit"
	"holdfast/internal/scheme"
	"holdfast/internal/store"
	"holdfast/internal/task"
)

type boat struct {
	custom.Values
	Name  string `json:"name"`
	Owner string `json:"owner,omitempty"`
}

// bearer stands in for the service that proves tokens: "hf_" and a role, with
// "!" and a scope.
type bearer struct{ org string }

func (b bearer) Bearer(_ context.Context, token string) (*auth.Visit, error) {
	role, scope, narrow := strings.Cut(strings.TrimPrefix(token, "hf_"), "!")
	v := &auth.Visit{Actor: change.Actor{Org: b.org, Person: "p-" + role, Name: "The " + role, Role: authz.Role(role)}, Org: auth.Place{Org: b.org, Name: "Quayside"}}
	if !narrow {
		return v, nil
	}
	s, err := authz.ParseScope(scope)
	v.Actor.Scope = s
	return v, err
}

type site struct {
	t *testing.T
	h http.Handler
}

func build(t *testing.T) *site {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	files, err := blob.Open(t.TempDir() + "/files")
	if err != nil {
		t.Fatal(err)
	}
	boats := register.Declare(register.Declaration{
		Kind: "boat", Prefix: "BOAT", Singular: "boat", Plural: "boats", Area: authz.ISMS,
		Fields: []register.Field{
			{Name: "name", Label: "Name", Type: register.Text, Required: true, Search: true, Filter: true},
			{Name: "owner", Label: "Owner", Type: register.Person, Filter: true},
		},
	}, func(_, b *boat) []errs.Field {
		if b.Owner == "nobody" {
			return []errs.Field{{Pointer: "/owner", Message: "Nobody owns no boat."}}
		}
		return nil
	})
	changes, comments, fields, tasks := bulk.Register(), comment.Register(), custom.Register(), task.Register()
	door := change.New(st, register.NewBook(boats, tasks, changes, comments, fields))
	now := time.Date(2027, 1, 6, 12, 0, 0, 0, time.UTC)
	org := id.New()
	_, err = door.Do(t.Context(), change.Request{Actor: change.SystemActor(org, "start"), Action: "settings.create", Now: now}, func(tx *change.Tx) error {
		_, err := tx.Found("Quayside", change.Member{Person: "p-owner", Name: "Orla Quay", Email: "orla@example.org"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	k := kit.Kit{Registers: door.Book(), Bulk: bulk.NewService(door, changes, func(register.Kind) bulk.Rule { return bulk.Rule{} }), Comments: comment.NewService(door, comments), Fields: custom.NewDefinitions(fields, door.Book())}
	d := house.House{Registers: door.Book(), Book: scheme.Default(), Tasks: tasks, Due: func(change.Reader, civil.Date) ([]due.Item, error) { return nil, nil }}
	a := rest.New(rest.Config{
		Door: door, Bearer: bearer{org}, Rules: k.Rules(), Operations: append(k.Operations(), d.Operations()...), Files: files,
		Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return now }, Zone: time.UTC,
	})
	return &site{t, a.Handler()}
}

// ask sends a request and fails the test unless the answer has the status and
// the words; words that begin with "!" must not be there.
func (s *site) ask(as, method, path, body string, status int, words ...string) map[string]any {
	s.t.Helper()
	r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer hf_"+as)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	w := httptest.NewRecorder()
	s.h.ServeHTTP(w, r)
	if w.Code != status {
		s.t.Errorf("%s %s as %s: %d, want %d: %s", method, path, as, w.Code, status, w.Body)
	}
	for _, word := range words {
		if not, absent := strings.CutPrefix(word, "!"); absent == strings.Contains(w.Body.String(), not) {
			s.t.Errorf("%s %s as %s, %q: %s", method, path, as, word, w.Body)
		}
	}
	var out map[string]any
	_ = json.Unmarshal(w.Body.Bytes(), &out)
	return out
}

func TestBulkChangesByAPI(t *testing.T) {
	t.Parallel()
	s := build(t)
	for _, name := range []string{"Alder", "Birch", "Cedar"} {
		s.ask("owner", "POST", "/boats", `{"name":"`+name+`"}`, 201)
	}
	one := `"of":"boat","set":[{"field":"owner","value":"p-owner"}]`
	s.ask("owner", "POST", "/bulk-changes/preview", `{`+one+`}`, 422, "/records")
	p := s.ask("owner", "POST", "/bulk-changes/preview", `{`+one+`,"records":[{"record":"BOAT-1","version":1},{"record":"BOAT-2","version":4}]}`, 200, `"changes":1`, `"conflicts":1`, `"outcome":"conflict"`)
	s.ask("owner", "POST", "/bulk-changes", `{`+one+`,"records":[{"record":"BOAT-1"},{"record":"BOAT-2","version":4}]}`, 409)
	s.ask("owner", "POST", "/bulk-changes", `{`+one+`,"records":[{"record":"BOAT-1","version":1},{"record":"BOAT-2","version":4}],"skip":true,"print":"`+p["print"].(string)+`"}`, 201, `"number":"BULK-1"`, `"changed":1`, `"left":1`)
	s.ask("owner", "POST", "/bulk-changes", `{"of":"boat","set":[{"field":"owner","value":"nobody"}],"words":"birch"}`, 422, "/records/BOAT-2", "Nobody owns no boat.")
	s.ask("owner", "POST", "/bulk-changes", `{`+one+`,"filters":[{"field":"owner","op":"empty"}],"reason":"all of them"}`, 201, `"number":"BULK-2"`, `"changed":2`)
	s.ask("reader", "GET", "/bulk-changes/BULK-2", "", 200, `"BOAT-3"`, "all of them", `"undoneBy":""`)
	s.ask("reader", "POST", "/bulk-changes/BULK-2/undo", `{}`, 403)
	s.ask("owner!win:write,commons:write", "GET", "/bulk-changes/BULK-2", "", 404)
	s.ask("owner!win:write,commons:write", "POST", "/bulk-changes/BULK-2/undo", `{}`, 404)
	s.ask("owner", "POST", "/bulk-changes/BULK-2/undo/preview", `{}`, 200, `"changes":2`)
	s.ask("owner", "POST", "/bulk-changes/BULK-2/undo", `{"reason":"too many"}`, 200, `"number":"BULK-3"`)
	s.ask("owner", "GET", "/bulk-changes/BULK-2", "", 200, `"undoneBy":"BULK-3"`)
	s.ask("owner", "GET", "/boats/BOAT-3", "", 200, `!p-owner"}`)
}

// TestATokenOfOneAreaReadsNoCommentOfAnother: not by the operations, not by the
// trail, and there is no list of comments at all.
func TestATokenOfOneAreaReadsNoCommentOfAnother(t *testing.T) {
	t.Parallel()
	s := build(t)
	s.ask("owner", "POST", "/boats", `{"name":"Alder"}`, 201)
	s.ask("owner", "POST", "/comments", `{"kind":"boat","record":"BOAT-1","text":"@Orla: the secret of the boat"}`, 201, "COMMENT-1", `"mentioned":["p-owner"]`)
	for as, sees := range map[string]bool{"reader": true, "owner!isms:read,commons:read": true, "owner!win:write,commons:write": false, "owner!*:read": true} {
		status, word := 200, "secret"
		if !sees {
			status, word = 404, "!secret"
		}
		s.ask(as, "GET", "/comments/COMMENT-1", "", status, word)
		if !sees {
			status = 403
		}
		s.ask(as, "GET", "/comments?kind=boat&record=BOAT-1", "", status, word)
	}
	s.ask("owner!win:write,commons:write", "GET", "/trail", "", 200, "!secret", "!COMMENT-1")
	s.ask("owner!win:write", "GET", "/comments/COMMENT-1", "", 403)
	s.ask("owner", "GET", "/trail", "", 200, "secret")
	s.ask("owner", "GET", "/comments/waiting", "", 200, `"comments":[]`) // their own words wait for nobody
	s.ask("compliance-manager", "PUT", "/comments/COMMENT-1", `{"text":"mine"}`, 403)
	s.ask("owner", "PUT", "/comments/COMMENT-1", `{"text":"better","version":1}`, 200, `"text":"better"`, `"version":2`)
	s.ask("reader", "POST", "/comments/COMMENT-1/seen", `{}`, 204)
	s.ask("owner", "DELETE", "/comments/COMMENT-1", "", 204)
	s.ask("owner", "GET", "/comments/COMMENT-1", "", 200, `"gone":true`, "!better")
}

func TestFieldsOfOnesOwnByAPI(t *testing.T) {
	t.Parallel()
	s := build(t)
	s.ask("compliance-manager", "POST", "/custom-fields", `{"for":"boat","label":"Insurer","type":"text"}`, 403)
	s.ask("owner", "POST", "/custom-fields", `{"for":"ship","label":"Insurer","type":"text"}`, 422, "/for")
	s.ask("owner", "POST", "/custom-fields", `{"for":"boat","label":"Surveyed","type":"date","required":true}`, 201, `"name":"surveyed"`)
	s.ask("owner", "POST", "/boats", `{"name":"Alder"}`, 422, "/custom/surveyed")
	s.ask("owner!isms:write", "POST", "/boats", `{"name":"Alder","custom":{"surveyed":"soon"}}`, 422, "/custom/surveyed")
	s.ask("owner!isms:write", "POST", "/boats", `{"name":"Alder","custom":{"surveyed":"2027-01-05"}}`, 201, `"surveyed":"2027-01-05"`)
	s.ask("owner", "DELETE", "/custom-fields/FIELD-1", "", 405)
}
