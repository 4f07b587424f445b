package risk_test

import (
	"slices"
	"testing"

	"holdfast/internal/framework"
	"holdfast/internal/isms/asset"
	"holdfast/internal/isms/risk"
)

// Every starter can be entered, names controls that Annex A has and types that
// assets have, and every set, threat and question is used.
func TestStarters(t *testing.T) {
	t.Parallel()
	s := risk.Builtin()
	cat, err := framework.Default().Catalogue("iso27001:2022")
	if err != nil {
		t.Fatal(err)
	}
	controls := map[string]bool{}
	for _, it := range cat.Kind(framework.KindControl) {
		controls[it.ID] = true
	}
	types := []string{asset.TypeInformation, asset.TypeSoftware, asset.TypeHardware, asset.TypeService, asset.TypePeople, asset.TypeSite, asset.TypeKey, asset.TypeCertificate}
	method, reg := risk.StandardMethod(5), risk.Register()
	used := map[string]bool{}
	for _, r := range s.Risks {
		if used["risk "+r.ID] || used["title "+r.Title] {
			t.Errorf("%s is there twice", r.ID)
		}
		used["risk "+r.ID], used["title "+r.Title], used["threat "+r.Threat] = true, true, true
		if s.Threat(r.Threat) == nil {
			t.Errorf("%s: no threat %q", r.ID, r.Threat)
			continue
		}
		entered := r.Draft(risk.ByScenario, method.Categories)
		entered.State = risk.Identified
		if wrong := reg.Check(nil, &entered); len(wrong) > 0 || entered.Category == "" || entered.Scenario == "" || entered.Causes == "" {
			t.Errorf("%s: %v", r.ID, wrong)
		}
		if len(r.Controls) == 0 || len(r.Assets) == 0 {
			t.Errorf("%s suggests no control or no asset", r.ID)
		}
		for _, ref := range r.Controls {
			if !controls[ref] {
				t.Errorf("%s: Annex A has no %q", r.ID, ref)
			}
		}
		for _, a := range r.Assets {
			if !slices.Contains(types, a) {
				t.Errorf("%s: no type of asset %q", r.ID, a)
			}
		}
		for _, q := range r.Ask {
			if !slices.ContainsFunc(s.Questions, func(x risk.Question) bool { return x.ID == q }) {
				t.Errorf("%s: no question %q", r.ID, q)
			}
			used["question "+q] = true
		}
		for _, set := range r.Sets {
			if !slices.ContainsFunc(s.Sets, func(x risk.StarterSet) bool { return x.ID == set }) {
				t.Errorf("%s: no set %q", r.ID, set)
			}
		}
	}
	if len(s.Sets) != 5 {
		t.Errorf("%d sets", len(s.Sets))
	}
	for _, set := range s.Sets {
		if n := len(s.Set(set.ID)); n < 20 {
			t.Errorf("%s has %d risks", set.ID, n)
		}
	}
	for _, th := range s.Threats {
		if !used["threat "+th.ID] {
			t.Errorf("no risk comes of the threat %q", th.ID)
		}
	}
	for _, q := range s.Questions {
		if !used["question "+q.ID] {
			t.Errorf("no risk follows from the question %q", q.ID)
		}
	}
}
