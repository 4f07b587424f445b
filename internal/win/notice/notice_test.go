package notice_test

import (
	"testing"

	"holdfast/internal/win/notice"
)

func TestRegime(t *testing.T) {
	t.Parallel()
	scots := `,"buyer":{"id":"b"},"parties":[{"id":"b","name":"B","roles":["buyer"],"address":{"region":"UKM75"}}]`
	welsh := `,"buyer":{"id":"b"},"parties":[{"id":"b","name":"B","roles":["buyer"],"address":{"postalCode":"CF10 1AA"}}]`
	celex := `"legalBasis":{"scheme":"CELEX","id":"32014L0024"}`
	for _, c := range []struct{ name, ocid, tender, more, regime, nation string }{
		{"the Act", fts, `"legalBasis":{"scheme":"UKPGA","id":"2023/54"}`, "", "pa2023", ""},
		{"the Act in Wales", fts, `"legalBasis":{"scheme":"UKPGA","id":"2023/54"}`, welsh, "pa2023", "wales"},
		{"the Act by its form", fts, `"documents":[{"id":"1","noticeType":"UK4"}]`, "", "pa2023", ""},
		{"old", fts, celex, "", "pcr2015", ""},
		{"old, Scottish", fts, celex, scots, "scotland", "scotland"},
		{"PSR by its words", fts, celex + `,"description":"Awarded under the Provider Selection Regime 2023"`, "", "psr", ""},
		{"PSR in Wales", fts, celex + `,"description":"The Provider Selection Regime (Wales) applies"`, welsh, "psr-wales", "wales"},
		{"PSR does not apply", fts, celex + `,"description":"This is not subject to the Provider Selection Regime"`, "", "pcr2015", ""},
		{"PSR by its code", fts, `"legalBasis":{"scheme":"UKSI","id":"2023/1348"}`, "", "psr", ""},
		{"by link alone", fts, `"legalBasis":{"uri":"https://www.legislation.gov.uk/ukpga/2023/54/contents"}`, "", "pa2023", ""},
		{"Contracts Finder", cf, ``, "", "pcr2015", ""},
		{"Public Contracts Scotland", pcs, celex, "", "scotland", "scotland"},
		{"Sell2Wales", "ocds-kuma6s-1", celex, "", "pcr2015", "wales"},
		{"another portal", "ocds-zzzzzz-1", ``, "", "", ""},
	} {
		n := of(t, c.ocid, c.tender, c.more)
		if n.Regime.Value != c.regime || n.Nation.Value != c.nation {
			t.Errorf("%s: %+v in %+v, want %s in %s", c.name, n.Regime, n.Nation, c.regime, c.nation)
		}
		if n.Regime.Value != "" && n.Regime.From == "" {
			t.Errorf("%s: no ground is given", c.name)
		}
	}
}

func TestValue(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ tender, more, want, from string }{
		{`"value":{"amount":1234.5,"currency":"GBP"}`, "", "1234.50 GBP", "stated"},
		{`"value":{"amountGross":0,"currency":"GBP"}`, "", "", ""},
		{`"value":{"amount":0,"currency":"GBP"},"minValue":{"amount":5,"currency":"GBP"}`, "", "5.00 GBP", "stated"},
		{`"value":{"amountGross":120,"currency":"GBP"}`, "", "120.00 GBP", "stated"},
		{`"value":{"amount":"1,200","currency":"gbp"}`, "", "1200.00 GBP", "stated"},
		{`"value":{"amount":7000000000,"currency":"AED"}`, "", "7000000000.00 AED", "stated"},
		{`"value":{"amount":79228162514264337593543950335,"currency":"GBP"}`, "", "", ""},
		{`"value":{"amount":5,"currency":"pounds"}`, "", "", ""},
		{`"value":12`, "", "12.00 GBP", "stated"},
		{`"value":{"amount":{}}`, "", "", ""},
		{`"lots":[{"id":"1","value":{"amount":5,"currency":"GBP"}},{"id":"2","value":{"amount":6,"currency":"GBP"}}]`, "", "11.00 GBP", "sum-of-lots"},
		{`"lots":[{"id":"1","value":{"amount":5,"currency":"GBP"}},{"id":"2"}]`, "", "", ""},
		{``, `,"awards":[{"value":{"amount":9,"currency":"USD"}}]`, "9.00 USD", "awarded"},
	} {
		n := of(t, fts, c.tender, c.more)
		got, from := "", ""
		if n.Value != nil {
			got, from = n.Value.Amount.String(), n.Value.From
		}
		if got != c.want || from != c.from {
			t.Errorf("{%s}: %q %s, want %q %s", c.tender, got, from, c.want, c.from)
		}
	}
}

func TestCPV(t *testing.T) {
	t.Parallel()
	n := of(t, fts, `"classification":{"scheme":"CPV","id":"72000000-5"},"items":[{"additionalClassifications":[{"scheme":"CPV","id":"72222300"},{"scheme":"CPV","id":"72000000"},{"scheme":"COFOG","id":"01000000"},{"scheme":"CPV","id":"7222"}]}]`, "")
	if len(n.CPV) != 2 || !n.HasCPV("72000000") || !n.HasCPV("72220000") || n.HasCPV("72300000") || n.HasCPV("") {
		t.Errorf("codes %v", n.CPV)
	}
}

// TestTexts: every text in which a requirement may stand, once, wherever the
// form puts it, and nothing that is a code, a link or a name.
func TestTexts(t *testing.T) {
	t.Parallel()
	n := of(t, fts, `"title":"The title","description":"Same words.","status":"active","id":"REF 12 34","submissionMethodDetails":"Send it to us",
"lots":[{"id":"1","description":"Same words.","selectionCriteria":{"criteria":[{"type":"technical","description":"Hold a certificate."}]},"unknownPart":{"deep":[{"moreWords":"Certificates 2026 apply."}]}}],
"riskDetails":"A risk.","classification":{"scheme":"CPV","description":"IT services and more"},"documents":[{"id":"1","description":"Tender notice on Find a Tender","title":"ITT 3 security schedule","url":"https://a.example/x y"}],
"contractTerms":{"performanceTerms":"Keep it up.","hasElectronicPayment":true}`, `,"description":"More words."`)
	want := map[string]string{
		"/tender/title": "The title", "/tender/description": "Same words.", "/tender/riskDetails": "A risk.",
		"/tender/lots/0/selectionCriteria/criteria/0/description": "Hold a certificate.",
		"/tender/lots/0/unknownPart/deep/0/moreWords":             "Certificates 2026 apply.",
		"/tender/contractTerms/performanceTerms":                  "Keep it up.",
		"/tender/documents/0/title":                               "ITT 3 security schedule", "/description": "More words.",
	}
	for _, p := range n.Texts {
		if want[p.Pointer] != p.Value {
			t.Errorf("text %+v", p)
		}
		delete(want, p.Pointer)
	}
	if len(want) > 0 {
		t.Errorf("not found: %v", want)
	}
}

func TestPortals(t *testing.T) {
	t.Parallel()
	for ocid, want := range map[string]notice.Portal{
		fts: notice.FindATender, cf: notice.ContractsFinder, pcs: notice.PublicContracts, "ocds-kuma6s-9": notice.Sell2Wales, "OCDS-H6VHTK-9": notice.FindATender, "x": notice.OtherPortal,
	} {
		if got := notice.PortalOf(ocid); got != want {
			t.Errorf("%s is %s", ocid, got)
		}
	}
}
