package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/id"
	"holdfast/internal/register"
	"holdfast/internal/web/uitest"
	library "holdfast/internal/win/answer"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/questionnaire"
	"holdfast/internal/win/tender"
)

// deskKinds are the registers of the bid desk, each with the text by which the
// other organisation's record would be known.
var deskKinds = map[register.Kind]string{
	"tender-document": "name", "clarification": "question", "questionnaire": "title", "questionnaire-question": "text",
	"answer": "question", "statement": "title", "pack": "title", "attestation": "title",
}

// theirSecret stands in each of those records.
const theirSecret = "Zebrawood ledger"

// withDesk gives the second organisation a record of each register of the bid
// desk, made of the demonstration's, and adds their ids to s.desk.
func (s *stage) withDesk(t *testing.T) {
	t.Helper()
	ctx := context.Background()
	theirs := change.Actor{Org: s.other, Person: "other-owner", Name: "Otto Ther", Role: authz.Owner}
	var theirBid string
	if err := s.app.door.See(ctx, theirs, func(v *change.View) error {
		page, err := change.List(v, s.app.bidRegister, register.Query{Limit: 1})
		if err == nil {
			theirBid = page.Rows[0].ID
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	s.desk = map[register.Kind]string{bid.Kind: theirBid}
	for _, reg := range s.app.door.Book().All() {
		d := reg.Declaration()
		field, ok := deskKinds[d.Kind]
		if !ok {
			continue
		}
		var value any
		if err := s.app.door.See(ctx, s.app.actor, func(v *change.View) error {
			found, err := change.AnyList(v, reg, register.Query{Limit: 1})
			if err == nil && len(found.Records) > 0 {
				value, err = reg.Decode(found.Records[0].Body)
			}
			return err
		}); err != nil || value == nil {
			t.Fatalf("%s: the demonstration has none: %v", d.Kind, err)
		}
		switch v := value.(type) {
		case *tender.Document:
			v.Bid = theirBid
		case *library.Answer: // an approved one stays as it was read
			value = &library.Answer{Question: v.Question, Text: theirSecret, Topic: v.Topic, State: library.Draft}
		case *questionnaire.Questionnaire:
			v.Bid = "BID-1"
		}
		if err := reg.Set(value, field, theirSecret); err != nil {
			t.Logf("%s has no %s to set: %v", d.Kind, field, err)
		}
		if _, err := s.app.door.Do(ctx, change.Request{Actor: theirs, Action: string(d.Kind) + ".create", Now: january}, func(tx *change.Tx) error {
			rec, err := change.AnyInsert(tx, reg, value)
			s.desk[d.Kind] = rec.ID
			return err
		}); err != nil {
			t.Fatalf("%s in another organisation: %v", d.Kind, err)
		}
	}
	if len(s.desk) != len(deskKinds)+1 {
		t.Fatalf("the second organisation has %v", s.desk)
	}
}

// onDesk says whether an address is one of the bid desk's.
func onDesk(path string) bool {
	path = strings.TrimPrefix(path, "/api/v1")
	for kind := range deskKinds {
		if strings.HasPrefix(path, "/records/"+string(kind)+"/") {
			return true
		}
	}
	for _, p := range []string{"/bids/{", "/tenders", "/questionnaire", "/questions", "/answers", "/packs", "/dated-facts", "/statements", "/clarifications"} {
		if strings.HasPrefix(path, p) {
			return true
		}
	}
	return false
}

// theirsAt gives the other organisation's ids that an address could take: all of
// the bid desk's there, where there is one.
func (s *stage) theirsAt(path string) []string {
	if s.desk == nil || !onDesk(path) {
		return s.theirs
	}
	out := []string{"other-owner"}
	for _, id := range s.desk {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// alike gives an answer without what was asked for.
func (s *stage) alike(w *httptest.ResponseRecorder, unknown string) string {
	pairs := []string{unknown, "ID"}
	for _, id := range s.desk {
		pairs = append(pairs, id, "ID")
	}
	said := strings.NewReplacer(pairs...).Replace(w.Header().Get("Location") + " " + w.Body.String())
	return number.ReplaceAllString(http.StatusText(w.Code)+" "+onceKey.ReplaceAllString(said, "KEY"), "NUMBER")
}

// TestTheDeskOfAnotherOrganisation: in every place of every address of the bid
// desk an id of another organisation is one that nobody has.
func TestTheDeskOfAnotherOrganisation(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.withDesk(t)
	unknown, compared := id.New(), 0
	for _, route := range s.routes {
		if !onDesk(route.Pattern) {
			continue
		}
		for i := range wildcards.FindAllString(route.Pattern, -1) {
			at := func(given string) string {
				n, filled := -1, strings.Split(s.pathOf(route.Pattern, ""), "/")
				for k, part := range strings.Split(route.Pattern, "/") {
					if strings.HasPrefix(part, "{") {
						if n++; n == i {
							filled[k] = url.PathEscape(given)
						}
					}
				}
				return strings.Join(filled, "/")
			}
			body := form
			if more := doing[route.Pattern]; more != nil {
				body += "&" + more.Encode()
			}
			want := s.alike(s.ask(route.Method, at(unknown), body, nil), unknown)
			for kind, theirs := range s.desk {
				w := s.ask(route.Method, at(theirs), body, nil)
				if got := s.alike(w, unknown); got != want {
					t.Errorf("%s %s tells another organisation's %s from one that nobody has:\n%.400s\n%.400s", route.Method, at(theirs), kind, got, want)
				}
				if strings.Contains(w.Body.String(), theirSecret) {
					t.Errorf("%s %s shows what is another organisation's", route.Method, at(theirs))
				}
				compared++
			}
		}
	}
	if compared < 500 {
		t.Errorf("only %d were compared", compared)
	}
	s.quiet(t)
}

// sent is a form of a page: where it goes, and what it sends as it stands.
type sent struct {
	pattern, at string
	fields      url.Values
}

// deskForms gives each form of the bid desk's pages once.
func (s *stage) deskForms(t *testing.T) []sent {
	t.Helper()
	mux := http.NewServeMux()
	for _, r := range s.routes {
		mux.HandleFunc(r.Method+" "+r.Pattern, func(http.ResponseWriter, *http.Request) {})
	}
	seen, out := map[string]bool{}, []sent{}
	for _, route := range s.routes {
		if route.Method != http.MethodGet || !onDesk(route.Pattern) {
			continue
		}
		w := s.ask(http.MethodGet, s.pathOf(route.Pattern, ""), "", nil)
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			continue
		}
		for _, f := range uitest.All(uitest.Parse(t, w.Body.String()), "form") {
			at := uitest.Attr(f, "action")
			_, pattern := mux.Handler(httptest.NewRequest(http.MethodPost, at, nil))
			one := sent{pattern: pattern, at: at, fields: fieldsOf(f)}
			what := pattern + one.fields.Get("do") + one.fields.Get("act") + fmt.Sprint(len(one.fields))
			if !strings.EqualFold(uitest.Attr(f, "method"), http.MethodPost) || seen[what] || !onDesk(strings.TrimPrefix(pattern, "POST ")) {
				continue
			}
			seen[what] = true
			out = append(out, one)
		}
	}
	return out
}

// fieldsOf gives what a form sends as it stands, and the names of the rest.
func fieldsOf(f *html.Node) url.Values {
	out := url.Values{}
	for _, tag := range []string{"input", "select", "textarea", "button"} {
		for _, e := range uitest.All(f, tag) {
			name, value := uitest.Attr(e, "name"), uitest.Attr(e, "value")
			if name == "" || uitest.Attr(e, "type") == "file" || out.Get(name) != "" {
				continue
			}
			if tag == "textarea" {
				value = uitest.Text(e)
			}
			for _, o := range uitest.All(e, "option") {
				if value == "" {
					value = uitest.Attr(o, "value")
				}
			}
			out.Set(name, value)
		}
	}
	return out
}

// ours is what every page writes into a form: it names no record.
var ours = regexp.MustCompile(`^(key|print|version|do|act|go)$`)

// TestForeignIDsInTheFormsOfTheDesk puts another organisation's ids into every
// field of every form of the bid desk.
func TestForeignIDsInTheFormsOfTheDesk(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.withDesk(t)
	unknown, compared := id.New(), 0
	forms := s.deskForms(t)
	if len(forms) < 30 {
		t.Errorf("only %d forms were found", len(forms))
	}
	for _, f := range forms {
		if strings.HasSuffix(f.pattern, "/delete") || strings.HasSuffix(f.pattern, "/discard") {
			continue // they name nothing, and what they take away is wanted by the next
		}
		for field := range f.fields {
			if ours.MatchString(field) {
				continue
			}
			ask := func(given string) (string, string) {
				body := url.Values{}
				for k, v := range f.fields {
					body[k] = v
				}
				body.Set(field, given)
				body.Del("key") // each is a request of its own, of the record as it is by then
				if body.Has("version") {
					body.Set("version", "0")
				}
				w := s.ask(http.MethodPost, f.at, body.Encode(), nil)
				if w.Code >= 500 {
					t.Errorf("%s with %q as %s: %d", f.pattern, given, field, w.Code)
				}
				return fmt.Sprint(w.Code, " ", number.ReplaceAllString(w.Header().Get("Location"), "NUMBER")), w.Body.String()
			}
			ask(unknown) // what changes at the first time has changed
			want, _ := ask(unknown)
			for kind, theirs := range s.desk {
				if !strings.Contains(field, string(kind)) && kind != bid.Kind && kind != "answer" {
					continue
				}
				got, body := ask(theirs)
				if got != want {
					t.Errorf("%s tells in %q another organisation's %s from one that nobody has: %s, %s", f.pattern, field, kind, got, want)
				}
				if strings.Contains(body, theirSecret) {
					t.Errorf("%s with %q shows what is another organisation's", f.pattern, field)
				}
				compared++
			}
		}
	}
	if compared < 100 {
		t.Errorf("only %d were compared", compared)
	}
	s.quiet(t)
}
