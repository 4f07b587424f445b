package document_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"holdfast/internal/authz"
	"holdfast/internal/change"
	"holdfast/internal/isms/document"
)

// model is what a document's state should be, told in another way than the
// program: three facts and a count.
type model struct {
	draft, review, withdrawn bool
	versions                 int
	authors                  map[authz.Role]bool
}

// state is the document's state by the model, next that of its next version.
func (m *model) state() (state, next string) {
	open := ""
	if m.draft {
		open = document.Draft
	}
	if m.review {
		open = document.Review
	}
	switch {
	case m.withdrawn:
		return document.Withdrawn, ""
	case m.versions == 0:
		return open, ""
	}
	return document.Approved, open
}

// TestStates: whatever people do in whichever order, the document is in the state
// that the model says, every version is intact, and nobody approves their own.
func TestStates(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	writers := []authz.Role{authz.Owner, authz.ComplianceManager, authz.RiskOwner, authz.Contributor}
	rapid.Check(t, func(rt *rapid.T) {
		first := rapid.SampledFrom([]authz.Role{authz.Owner, authz.ComplianceManager, authz.Contributor}).Draw(rt, "first")
		row, err := h.create(first, policy(), "Words.")
		if err != nil {
			rt.Fatal(err)
		}
		m := &model{draft: true, authors: map[authz.Role]bool{first: true}}
		expect := func(what string, err error, allowed bool) bool {
			if (err == nil) != allowed {
				rt.Fatalf("%s: %v, by the model allowed: %v (%+v)", what, err, allowed, m)
			}
			return err == nil
		}
		count := 0
		rt.Repeat(map[string]func(*rapid.T){
			"write": func(rt *rapid.T) {
				who := rapid.SampledFrom(writers).Draw(rt, "who")
				_, w, _ := h.state(row.ID)
				version := int64(0)
				if w != nil {
					version = w.Version
				}
				count++
				_, err := h.write(who, row.ID, version, document.Text{Body: fmt.Sprintf("Words %d.", count), Note: "New", Material: count%2 == 0})
				if expect("write", err, !m.review && !m.withdrawn) {
					if !m.draft {
						m.authors = map[authz.Role]bool{}
					}
					m.draft, m.authors[who] = true, true
				}
			},
			"submit": func(rt *rapid.T) {
				if expect("submit", h.submit(rapid.SampledFrom(writers).Draw(rt, "who"), row.ID, "owner"), m.draft && !m.review) {
					m.review = true
				}
			},
			"return": func(rt *rapid.T) {
				who := rapid.SampledFrom(writers).Draw(rt, "who")
				err := h.do(who, "document-draft.return", func(tx *change.Tx) error { return h.s.Return(tx, row.ID, "Why") })
				if expect("return", err, m.review) {
					m.review = false
				}
			},
			"discard": func(rt *rapid.T) {
				err := h.do(rapid.SampledFrom(writers).Draw(rt, "who"), "document-draft.discard", func(tx *change.Tx) error { return h.s.Discard(tx, row.ID) })
				if expect("discard", err, m.draft && !m.review && m.versions > 0) {
					m.draft = false
				}
			},
			"approve": func(rt *rapid.T) {
				who := rapid.SampledFrom(writers).Draw(rt, "who")
				_, w, _ := h.state(row.ID)
				hash := ""
				if w != nil {
					hash = w.Value.SubmittedHash
				}
				err := h.approve(who, row.ID, document.Approval{Hash: hash})
				if expect("approve", err, m.review && !m.authors[who] && who != authz.Contributor) {
					m.draft, m.review, m.versions = false, false, m.versions+1
				}
			},
			"withdraw": func(rt *rapid.T) {
				who := rapid.SampledFrom(writers).Draw(rt, "who")
				err := h.do(who, "document.withdraw", func(tx *change.Tx) error { return h.s.Withdraw(tx, row.ID, "Why") })
				if expect("withdraw", err, !m.withdrawn && who != authz.Contributor) {
					m.draft, m.review, m.withdrawn = false, false, true
				}
			},
			"": func(rt *rapid.T) {
				doc, w, versions := h.state(row.ID)
				state, next := m.state()
				if doc.Value.State != state || doc.Value.Next != next || (w != nil) != m.draft || len(versions) != m.versions {
					rt.Fatalf("%s, next %q, %d versions, draft %v; by the model %+v", doc.Value.State, doc.Value.Next, len(versions), w != nil, m)
				}
				for i, v := range versions {
					if !v.Value.Intact() {
						rt.Fatal("a version is not what was approved")
					}
					if i > 0 && !document.Later(versions[i-1].Value.Version, v.Value.Version) {
						rt.Fatalf("%s follows %s", versions[i-1].Value.Version, v.Value.Version)
					}
					for _, a := range v.Value.Authors {
						if a == v.Value.ApprovedBy {
							rt.Fatal("an author approved their own")
						}
					}
				}
			},
		})
	})
}
