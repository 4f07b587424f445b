package share_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/web"
	"holdfast/internal/web/uitest"
	"holdfast/internal/webtest"
)

// furnished is a house with a room for ada, who has come in, as at yesterday's
// end or as it is.
func furnished(t *testing.T, asAt string) *house {
	t.Helper()
	h := build(t, false)
	for _, day := range []string{"2027-09-30", "2027-10-30", "2027-11-30"} {
		h.certificate(plain(day))
	}
	form := url.Values{"name": {"Surveillance 2027"}, "body": {"Example Certification Ltd"}, "email": {"ada@example.org"}, "from": {"2027-01-06"}, "until": {"2027-01-20"}, "registers": {"certificate"}, "asAt": {asAt}, "asAtDay": {"2027-01-05"}, "note": {"Welcome."}}
	if a := h.post("owner", "/share/room/new", form); a.Header().Get("Location") != "/share/room/ROOM-1?done=opened" {
		a.says(t, "opened")
	}
	h.auditor("ada", time.Date(2027, 1, 21, 0, 0, 0, 0, time.UTC), "win:read")
	h.auditor("bob", time.Date(2027, 1, 21, 0, 0, 0, 0, time.UTC), "win:read")
	return h
}

// TestReach lists what an external auditor can reach: the room, what anybody
// can, and nothing else, whatever routes the product gains.
func TestReach(t *testing.T) {
	t.Parallel()
	h := furnished(t, "now")
	for _, r := range h.routes {
		path := strings.NewReplacer("{room}", "ROOM-1", "{kind}", "certificate", "{number}", "CERT-1", "{field}", "file", "{handle}", "fenmoor", "{secret}", "x", "{sample}", "SMP-1", "{request}", "ASK-1").Replace(r.Pattern)
		in := r.Outsiders || r.Access == web.Public
		if in != (strings.HasPrefix(path, "/room") || strings.HasPrefix(path, "/trust/")) {
			t.Errorf("%s %s lets outsiders in: %v", r.Method, r.Pattern, in)
		}
		var a answer
		if r.Method == http.MethodGet {
			a = h.get("ada", path)
		} else {
			a = h.post("ada", path, url.Values{})
		}
		if !in && a.Code < 300 {
			t.Errorf("%s %s answers an auditor with %d", r.Method, path, a.Code)
		}
		// A member is no auditor, and has no room.
		if r.Outsiders && r.Method == http.MethodGet {
			if a := h.get("owner", path); a.Code != http.StatusForbidden {
				t.Errorf("%s answers an owner with %d", path, a.Code)
			}
			if a := h.get("", path); a.Code < 300 {
				t.Errorf("%s answers a stranger with %d", path, a.Code)
			}
			if strings.Contains(path, "ROOM-1") {
				if mine, unknown := h.get("bob", path), h.get("bob", strings.Replace(path, "ROOM-1", "ROOM-99", 1)); mine.Code != http.StatusNotFound || mine.Body.String() != unknown.Body.String() {
					t.Errorf("%s answers another auditor with %d, an unknown room with %d", path, mine.Code, unknown.Code)
				}
			}
		}
	}
}

// TestAVisit goes through what an auditor does in a room.
func TestAVisit(t *testing.T) {
	t.Parallel()
	h := furnished(t, "now")
	if a := h.get("ada", "/room"); a.Header().Get("Location") != "/room/ROOM-1" {
		t.Errorf("the one room is at %q", a.Header().Get("Location"))
	}
	room := h.get("ada", "/room/ROOM-1")
	room.says(t, "The record of Fenmoor Digital Ltd, as it is now.", "The room is open until 21 Jan 2027, 00:00.", "Welcome.", "Certificates")
	for _, e := range uitest.All(room.page, "a") {
		if href := uitest.Attr(e, "href"); strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "/room") && href != "/" && href != "/account" {
			t.Errorf("the room leads to %s, where the auditor is refused", href)
		}
	}
	h.get("ada", "/room/ROOM-1/list/certificate").says(t, "3 certificates", "CERT-2", "N-2027-10-30")
	h.get("ada", "/room/ROOM-1/list/certificate?search=n-2027-11").says(t, "1 certificate", "CERT-3")
	h.get("ada", "/room/ROOM-1/list/certificate/CERT-2").says(t, "Certificate CERT-2", "version 1", "Whole organisation.", "Hash in the trail")
	for _, path := range []string{"/room/ROOM-1/list/task", "/room/ROOM-1/list/audit-request", "/room/ROOM-1/list/certificate/CERT-9", "/room/ROOM-1/list/certificate/CERT-2/file/file", "/room/ROOM-1/samples/SMP-9", "/room/ROOM-1/requests/ASK-9"} {
		if a := h.get("ada", path); a.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, a.Code)
		}
	}
	if a := h.get("ada", "/room/ROOM-1/list/certificate?after=nonsense"); a.Code != http.StatusUnprocessableEntity {
		t.Errorf("a cursor of no use: %d", a.Code)
	}
	drawn := h.post("ada", "/room/ROOM-1/samples", url.Values{"register": {"certificate"}, "size": {"2"}, "seed": {"it's mine"}, "why": {"dates"}})
	if drawn.Header().Get("Location") != "/room/ROOM-1/samples/SMP-1?done=drawn" {
		drawn.says(t, "drawn")
	}
	h.get("ada", "/room/ROOM-1/samples/SMP-1").says(t, "2 drawn of 3", "Same again", "it's mine", `'it'\''s mine' CERT-`)
	h.post("ada", "/room/ROOM-1/samples", url.Values{"register": {"certificate"}, "size": {"many"}}).says(t, "There is a problem", "Ask for 1 to 500 records.")
	h.post("ada", "/room/ROOM-1/requests", url.Values{"question": {""}, "about": {"CERT-1"}}).says(t, "There is a problem")
	h.post("ada", "/room/ROOM-1/requests", url.Values{"question": {"x"}, "by": {"soon"}}).says(t, "There is a problem")
	for _, q := range []string{"The report.", "Another thing."} {
		if a := h.post("ada", "/room/ROOM-1/requests", url.Values{"question": {q}, "about": {"cert-1"}, "by": {"2027-01-05"}}); a.Code != http.StatusSeeOther {
			a.says(t, "asked")
		}
	}
	h.get("owner", "/share/room").says(t, "2 requests wait for an answer.", "CERT-1", "Surveillance 2027")
	h.get("owner", "/share/room/ROOM-1").says(t, "The report.", "Answer ASK-1", "ada@example.org", "SMP-1", "win:read")
	a := h.answer("ASK-1", "Here it is.", "../../report für alle.pdf", "%PDF-1.7 report")
	if a.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", a.Code, a.Body)
	}
	h.get("ada", "/room/ROOM-1/requests/ASK-1").says(t, "Answered", "Here it is.", "Priya Nair")
	file := h.get("ada", "/room/ROOM-1/requests/ASK-1/file")
	if file.Body.String() != "%PDF-1.7 report" || file.Header().Get("Content-Type") != "application/pdf" || file.Header().Get("Content-Disposition") != `attachment; filename="report f_r alle.pdf"; filename*=UTF-8''report%20f%C3%BCr%20alle.pdf` {
		t.Errorf("%v %s", file.Header(), file.Body)
	}
	if a := h.post("ada", "/room/ROOM-1/requests/ASK-2/withdraw", nil); a.Code != http.StatusSeeOther {
		t.Errorf("%d", a.Code)
	}
	h.get("ada", "/room/ROOM-1/requests/ASK-2").says(t, "Withdrawn")
	rows := h.logged(20)
	for _, e := range rows {
		if e.Who != "person-ada" || e.Room != "ROOM-1" && e.What != "Rooms" || e.Address != "192.0.2.0/24" {
			t.Errorf("%+v", e)
		}
	}
	h.get("owner", "/share/access?who=auditors&room=ROOM-1").says(t, "Ada Auditor", "File of an answer", "ASK-1", "Not found")
}

// answer posts an answer with a file, as a browser does.
func (h *house) answer(number, text, name, content string) answer {
	h.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	if err := m.WriteField("answer", text); err != nil {
		h.t.Fatal(err)
	}
	part, err := m.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write([]byte(content))
	}
	if err != nil || m.Close() != nil {
		h.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(h.t.Context(), http.MethodPost, "/share/room/ROOM-1/requests/"+number, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Origin", "http://"+host)
	return h.do("owner", r)
}

// TestTheEnd: at the room's end, to the second, every page and action is
// refused, and says so.
func TestTheEnd(t *testing.T) {
	t.Parallel()
	h := furnished(t, "now")
	end := time.Date(2027, 1, 21, 0, 0, 0, 0, time.UTC)
	h.now = end.Add(-time.Second)
	if a := h.get("ada", "/room/ROOM-1"); a.Code != http.StatusOK {
		t.Errorf("a second before its end: %d", a.Code)
	}
	h.now = end
	for _, r := range h.routes {
		if !r.Outsiders || r.Pattern == "/room" {
			continue
		}
		path := strings.NewReplacer("{room}", "ROOM-1", "{kind}", "certificate", "{number}", "CERT-1", "{field}", "file", "{sample}", "SMP-1", "{request}", "ASK-1").Replace(r.Pattern)
		a := h.get("ada", path)
		if r.Method == http.MethodPost {
			a = h.post("ada", path, url.Values{"question": {"x"}, "size": {"1"}, "register": {"certificate"}})
		}
		if a.Code != http.StatusForbidden {
			t.Errorf("%s %s after the end: %d", r.Method, path, a.Code)
		}
	}
	h.get("ada", "/room").says(t, "Your time in the room has ended.")
	// Refused visits are in the log too.
	if rows := h.logged(3); rows[len(rows)-2].Status != http.StatusForbidden {
		t.Errorf("%+v", rows)
	}
	h.now = end.AddDate(0, 0, -10)
	h.post("owner", "/share/room/ROOM-1/close", nil)
	if a := h.get("ada", "/room/ROOM-1"); a.Code != http.StatusForbidden {
		t.Errorf("after it was closed: %d", a.Code)
	}
	h.get("owner", "/share/room/ROOM-1").says(t, "It was closed on 11 Jan 2027, 00:00.")
}

// TestAsAtARoom: a room of a day shows nothing that came after it.
func TestAsAtARoom(t *testing.T) {
	t.Parallel()
	h := furnished(t, "day")
	h.get("ada", "/room/ROOM-1").says(t, "as at 5 Jan 2027, 23:59.")
	h.get("ada", "/room/ROOM-1/list/certificate").says(t, "0 certificates")
	if a := h.get("ada", "/room/ROOM-1/list/certificate/CERT-1"); a.Code != http.StatusNotFound {
		t.Errorf("a record that came later: %d", a.Code)
	}
}

// TestDamagedFile: wrong bytes are never served, and a missing file is said to
// be missing.
func TestDamagedFile(t *testing.T) {
	t.Parallel()
	h := furnished(t, "now")
	hash, _, err := h.files.Put(t.Context(), strings.NewReader("as it was"), 100)
	if err != nil {
		t.Fatal(err)
	}
	c := plain("2027-12-30")
	c.File, c.FileName = hash, "certificate.html"
	h.certificate(c)
	const path = "/room/ROOM-1/list/certificate/CERT-4/file/file"
	if a := h.get("ada", path); a.Body.String() != "as it was" || !strings.HasPrefix(a.Header().Get("Content-Type"), "text/plain") {
		t.Errorf("%d %v %s", a.Code, a.Header(), a.Body)
	}
	stored := find(t, h, hash)
	if err := os.WriteFile(stored, []byte("as it is!"), 0o600); err != nil {
		t.Fatal(err)
	}
	if a := h.get("ada", path); a.Code != http.StatusInternalServerError || strings.Contains(a.Body.String(), "as it is!") || a.Header().Get("Content-Disposition") != "" {
		t.Errorf("%d %v %s", a.Code, a.Header(), a.Body)
	} else {
		a.says(t, "The stored file is damaged")
	}
	if err := os.Remove(stored); err != nil {
		t.Fatal(err)
	}
	if a := h.get("ada", path); a.Code != http.StatusNotFound {
		t.Errorf("%d", a.Code)
	}
}

func find(t *testing.T, h *house, hash string) string {
	t.Helper()
	f, _, err := h.files.Get(hash)
	if err != nil {
		t.Fatal(err)
	}
	_ = f.Close()
	return filepath.Join(h.dir, "files", hash[:2], hash[2:])
}

// TestHostileTextsInTheRoom: what others wrote stays text in every page of the
// room, for the auditor and for the organisation.
func TestHostileTextsInTheRoom(t *testing.T) {
	t.Parallel()
	h := furnished(t, "now")
	payloads := webtest.Payloads()
	h.change("certificate.create", h.owner, func(tx *change.Tx) error {
		for i := 0; i < len(payloads); i += 10 {
			c := plain("2027-12-30")
			line := strings.Join(strings.Fields(payloads[i]), " ")
			c.Holder, c.Number, c.Scope, c.Body, c.Note, c.Owner, c.FileName = line, line, payloads[i], line, payloads[i], line, line
			if _, err := change.Insert(tx, h.certs, c); err != nil {
				return err
			}
		}
		return nil
	})
	for i := 3; i < len(payloads); i += 25 {
		h.post("ada", "/room/ROOM-1/requests", url.Values{"question": {payloads[i]}})
		h.post("ada", "/room/ROOM-1/samples", url.Values{"register": {"certificate"}, "size": {"5"}, "why": {strings.Join(strings.Fields(payloads[i]), " ")}, "search": {payloads[i]}})
	}
	h.answer("ASK-1", payloads[1], payloads[2], payloads[0])
	for as, paths := range map[string][]string{
		"ada":   {"/room/ROOM-1", "/room/ROOM-1/list/certificate", "/room/ROOM-1/list/certificate/CERT-4", "/room/ROOM-1/list/certificate/CERT-9", "/room/ROOM-1/requests/ASK-1", "/room/ROOM-1/list/certificate?search=" + url.QueryEscape(payloads[0])},
		"owner": {"/share/room", "/share/room/ROOM-1", "/share/access"},
	} {
		for _, path := range paths {
			a := h.get(as, path)
			if a.Code != http.StatusOK {
				t.Errorf("%s: %d", path, a.Code)
				continue
			}
			for _, e := range uitest.All(a.page, "*") {
				if strange(e) {
					t.Errorf("%s has a <%s> that no page of ours writes: %.200q", path, e.Data, e.Attr)
				}
			}
		}
	}
	if d := h.get("ada", "/room/ROOM-1/requests/ASK-1/file").Header().Get("Content-Disposition"); !strings.HasPrefix(d, "attachment; filename=") || strings.ContainsAny(d, "<>\r\n") {
		t.Errorf("%s", d)
	}
}

// TestWhoMayOpenRooms: readers see rooms and open none.
func TestWhoMayOpenRooms(t *testing.T) {
	t.Parallel()
	h := furnished(t, "now")
	h.member("reader", change.Member{Person: "r", Name: "Rae", Email: "rae@example.org", Role: string(authz.Reader)})
	if a := h.get("reader", "/share/room/ROOM-1"); a.Code != http.StatusOK || strings.Contains(a.Body.String(), `action="/share/`) {
		t.Errorf("%d, with forms", a.Code)
	}
	for _, path := range []string{"/share/room/new", "/share/room/ROOM-1/close", "/share/trust", "/share/trust/on"} {
		if a := h.post("reader", path, url.Values{"version": {"0"}, "name": {"x"}, "email": {"a@example.org"}, "from": {"2027-01-06"}, "until": {"2027-01-07"}, "registers": {"certificate"}}); a.Code != http.StatusForbidden {
			t.Errorf("a reader posts to %s: %d", path, a.Code)
		}
	}
	bad := h.post("owner", "/share/room/new", url.Values{"from": {"2027-01-06"}, "until": {"2027-01-01"}})
	bad.says(t, "There is a problem", "This time has passed already.")
}
