package bid_test

import (
	"fmt"
	"strings"
	"testing"

	"holdfast/internal/scheme"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/notice"
)

func texts(list ...string) *notice.Notice {
	n := &notice.Notice{Key: "ocds-000000-1"}
	for i, s := range list {
		n.Texts = append(n.Texts, notice.Passage{Pointer: fmt.Sprintf("/tender/lots/%d/description", i), Heading: fmt.Sprintf("Lot %d: description", i+1), Value: s})
	}
	return n
}

// brief says what a list of demands comes to: one a line.
func brief(list []bid.Requirement) string {
	groups := map[string]int{}
	var b strings.Builder
	for _, r := range list {
		words := []string{r.Strength, r.Scheme}
		for _, w := range []string{string(r.Level), r.Accreditation} {
			if w != "" {
				words = append(words, w)
			}
		}
		if r.When != "unspecified" {
			words = append(words, r.When)
		}
		if r.When == "by-date" {
			words = append(words, r.Date.String())
		}
		if r.Proof != "certificate" {
			words = append(words, r.Proof)
		}
		if r.EquivalentAccepted {
			words = append(words, "or-equivalent")
		}
		if r.Condition != "" {
			words = append(words, "if("+string(r.Condition)+")")
		}
		if r.Group != "" {
			if groups[r.Group] == 0 {
				groups[r.Group] = len(groups) + 1
			}
			words = append(words, fmt.Sprintf("one-of-%d", groups[r.Group]))
		}
		fmt.Fprintf(&b, "%s: %s\n", r.ID, strings.Join(words, " "))
	}
	return strings.TrimSpace(b.String())
}

const (
	ceMust       = "Suppliers must hold a valid Cyber Essentials certificate."
	ceShould     = "Bidders should hold Cyber Essentials."
	ceByAward    = "Bidders must hold Cyber Essentials at the time of contract award."
	ceByStart    = "Suppliers must hold Cyber Essentials by the start of the contract."
	ceByDate     = "Suppliers must hold Cyber Essentials by 1 March 2027."
	ceOrISO      = "Suppliers must hold Cyber Essentials or ISO 27001 certification."
	ceOrISONice  = "It is desirable that suppliers hold Cyber Essentials or ISO 27001."
	isoWhereData = "Where personal data is processed, the supplier must hold ISO 27001 certification."
	isoMust      = "The supplier must hold ISO 27001 certification."
	isoUKAS      = "The supplier must hold UKAS accredited ISO 27001 certification or equivalent."
	isoInLine    = "The supplier must work in line with ISO 27001."
	ourOwn       = "Our own services are certified to ISO 27001."
	dsptMet      = "Suppliers must comply with the DSPT at Standards Met."
	orPolicy     = "Suppliers must hold ISO 9001 or provide an equivalent quality policy."
)

func TestFoundIn(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, want string
		texts      []string
	}{
		{"nothing", "", []string{"Supply of bricks."}},
		{"only mentioned", "", []string{ourOwn}},
		{"said twice", "r1: mandatory cyber-essentials", []string{ceMust, ceMust}},
		{"the stronger words, whichever come first", "r1: mandatory cyber-essentials by-award", []string{ceByAward, ceMust}},
		{"the day is told later", "r1: mandatory cyber-essentials by-award", []string{ceMust, ceByAward}},
		{"a date is told later", "r1: mandatory cyber-essentials by-date 2027-03-01", []string{ceMust, ceByDate}},
		{
			"two days are two demands: either may be the one that fails",
			"r1: mandatory cyber-essentials by-award\nr2: mandatory cyber-essentials by-contract-start",
			[]string{ceByAward, ceByStart},
		},
		{
			"a date does not speak for the award",
			"r1: mandatory cyber-essentials by-date 2027-03-01\nr2: mandatory cyber-essentials by-award",
			[]string{ceByDate, ceByAward},
		},
		{
			"what is weaker adds nothing to what holds throughout",
			"r1: mandatory cyber-essentials",
			[]string{ceShould, ceMust},
		},
		{
			"alternatives stay a group",
			"r1: mandatory cyber-essentials or-equivalent one-of-1\nr2: mandatory iso27001 or-equivalent one-of-1",
			[]string{ceOrISO},
		},
		{
			"the same alternatives once, in their strongest words",
			"r1: mandatory cyber-essentials or-equivalent one-of-1\nr2: mandatory iso27001 or-equivalent one-of-1",
			[]string{ceOrISONice, ceOrISO},
		},
		{
			"alternatives and a demand of its own",
			"r1: mandatory cyber-essentials or-equivalent one-of-1\nr2: mandatory iso27001 or-equivalent one-of-1\nr3: mandatory cyber-essentials",
			[]string{ceOrISO, ceMust},
		},
		{
			"a condition is carried",
			"r1: mandatory iso27001 if(Where personal data is processed)",
			[]string{isoWhereData},
		},
		{"without a condition it is asked of everyone", "r1: mandatory iso27001", []string{isoWhereData, isoMust}},
		{
			"another condition is another demand",
			"r1: mandatory iso27001 if(Where personal data is processed)\nr2: mandatory iso27001 if(For Lot 2)",
			[]string{isoWhereData, "For Lot 2, the supplier must hold ISO 27001 certification."},
		},
		{"accreditation and equivalent are carried over", "r1: mandatory iso27001 ukas or-equivalent", []string{isoMust, isoUKAS}},
		{"a certificate is more than conformity", "r1: mandatory iso27001", []string{isoInLine, isoMust}},
		{"conformity alone", "r1: mandatory iso27001 conformity", []string{isoInLine, ourOwn}},
		{"the level is carried", "r1: mandatory dspt standards_met conformity", []string{dsptMet}},
		{"or a policy", "r1: mandatory iso9001 any or-equivalent", []string{orPolicy}},
	} {
		if got := brief(bid.FoundIn(texts(tt.texts...))); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.name, got, tt.want)
		}
	}
}

// TestFoundInPlaces: the sentence of the demand that is kept, where it stands.
func TestFoundInPlaces(t *testing.T) {
	t.Parallel()
	n := texts("Bricks. – "+ceShould, "Two cafés. "+ceMust)
	got := bid.FoundIn(n)
	if len(got) != 1 {
		t.Fatalf("%+v", got)
	}
	r := got[0]
	if r.Place != "/tender/lots/1/description" || r.Heading != "Lot 2: description" || r.Origin != "notice" || r.Quote != ceMust || r.Confidence <= 0 {
		t.Errorf("%+v", r)
	}
	if quoted := string([]rune(n.Texts[1].Value)[r.Start:r.End]); quoted != r.Quote {
		t.Errorf("the place holds %q", quoted)
	}
}

func notices() *notice.Notice {
	n := texts(ceByAward)
	n.Title, n.Key, n.Buyers = "Hosting", "ocds-000000-9", []notice.Buyer{{Name: "Saltmarsh Borough Council"}, {Name: "A second"}}
	n.Regime, n.Nation = notice.Basis{Value: "pa2023", From: "legal basis"}, notice.Basis{Value: "wales"}
	n.Value = &notice.Value{}
	n.Value.Amount.Minor, n.Value.Amount.Currency = 25_000_000, "GBP"
	stated := func(s, pointer string) *notice.Day {
		return &notice.Day{Date: day(s).Date, Basis: notice.Stated, Pointer: pointer}
	}
	n.Dates = notice.Dates{
		Published: stated("2026-12-01", ""), Deadline: stated("2027-02-01", "/tender/tenderPeriod/endDate"),
		Award:         &notice.Day{Date: day("2027-02-15").Date, To: day("2027-07-31").Date, Basis: notice.Estimated, Note: "reckoned from the deadline"},
		StandstillEnd: stated("2027-03-22", "/s"), Start: stated("2027-05-01", "/tender/lots/0/contractPeriod/startDate"),
		End: stated("2029-04-30", "/e"), ExtendedEnd: stated("2031-04-30", "/x"),
	}
	n.Dates.Deadline.Time = "12:00"
	return n
}

func TestFromNotice(t *testing.T) {
	t.Parallel()
	n := notices()
	b := bid.FromNotice(n)
	if b.Title != "Hosting" || b.Buyer != "Saltmarsh Borough Council" || b.Notice != n.Key || b.Regime != "pa2023" || b.Nation != "wales" ||
		b.Value.String() != "250000.00 GBP" || b.Stage != bid.Preparing || len(b.Requirements) != 1 || b.Requirements[0].ID != "r1" || b.Entity != "" {
		t.Errorf("%+v", b)
	}
	for name, want := range map[string]string{
		"deadline": "2027-02-01", "award": "2027-02-15/2027-07-31", "standstillEnd": "2027-03-22", "start": "2027-05-01", "end": "2029-04-30", "extendedEnd": "2031-04-30",
	} {
		if got := b.Day(name); got == nil || *got != *day(want) {
			t.Errorf("%s is %+v, want %s", name, got, want)
		}
	}
	if b.Dates.Assessment != nil {
		t.Errorf("an assessment out of nothing: %+v", b.Dates.Assessment)
	}
	if s := b.Sources["deadline"]; s.Place != "/tender/tenderPeriod/endDate" || s.Time != "12:00" {
		t.Errorf("%+v", s)
	}
	if s := b.Sources["award"]; s.Why != "reckoned from the deadline" {
		t.Errorf("%+v", s)
	}
	if f := b.Check(scheme.Default()); len(f) > 0 {
		t.Errorf("%v", f)
	}
	*b.Dates.Deadline = *day("2030-01-01")
	if n.Dates.Deadline.Date != day("2027-02-01").Date {
		t.Error("the notice has changed with the bid")
	}
}

func TestFromNoticeLeavesOutWhatCannotBe(t *testing.T) {
	t.Parallel()
	move := func(name, to string) *notice.Notice {
		n := notices()
		d := &notice.Day{Date: day(to).Date, Basis: notice.Stated}
		switch name {
		case "award":
			n.Dates.Award = d
		case "assessment":
			n.Dates.Assessment = d
		case "standstillEnd":
			n.Dates.Award, n.Dates.StandstillEnd = &notice.Day{Date: day("2027-03-12").Date, Basis: notice.Stated}, d
		case "start":
			n.Dates.Start = d
		case "end":
			n.Dates.End = d
		case "extendedEnd":
			n.Dates.ExtendedEnd = d
		}
		return n
	}
	for name, c := range map[string]struct{ to, why string }{
		"award":         {"2027-01-31", "31 January 2027 is before the deadline"},
		"assessment":    {"2027-01-30", "30 January 2027 is before the deadline"},
		"standstillEnd": {"2027-03-11", "11 March 2027 is before the award"},
		"start":         {"2026-05-01", "1 May 2026 is before the deadline"},
		"end":           {"2027-04-30", "30 April 2027 is before the start"},
		"extendedEnd":   {"2028-04-30", "30 April 2028 is before the end"},
	} {
		b := bid.FromNotice(move(name, c.to))
		if d := b.Day(name); d != nil {
			t.Errorf("%s stayed: %+v", name, d)
		}
		if why := b.Sources[name].Why; why != "left out: "+c.why {
			t.Errorf("%s: %q, want %q", name, why, c.why)
		}
		if f := b.Check(scheme.Default()); len(f) > 0 {
			t.Errorf("%s: %v", name, f)
		}
	}
	// A range that reaches the deadline is possible.
	n := notices()
	n.Dates.Award.Date = day("2027-01-15").Date
	if b := bid.FromNotice(n); b.Dates.Award == nil {
		t.Error("an award range around the deadline was left out")
	}
}

// TestFromAnyNotice: whatever a portal publishes can be taken on.
func TestFromAnyNotice(t *testing.T) {
	t.Parallel()
	b := bid.FromNotice(&notice.Notice{Key: "ocds-1"})
	if b.Title != "Notice ocds-1" || len(b.Requirements) != 0 || len(b.Check(scheme.Default())) > 0 {
		t.Errorf("%+v", b)
	}
	long := notices()
	long.Title = strings.Repeat("é", 2000)
	long.Buyers[0].Name = "x" + long.Title
	b = bid.FromNotice(long)
	if f := bid.Register(scheme.Default()).Check(nil, &b); len(f) > 0 || !strings.HasSuffix(b.Title, "é…") || !strings.HasSuffix(b.Buyer, "é…") {
		t.Errorf("%v, %q", f, b.Title)
	}
}
