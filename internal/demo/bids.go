package demo

import (
	"holdfast/internal/civil"
	"holdfast/internal/win/bid"
	"holdfast/internal/win/notice"
)

// Bid says what the company did with one notice.
type Bid struct {
	Ref    string     // BID-1
	OCID   string     // the process it was taken on from
	Buyer  string     // as in the notice
	Entity string     // the legal entity that bids
	Stage  string     // a stage of package bid
	Owner  string     // e-mail of a Person
	Value  int64      // pounds, without VAT: as in the notice
	Since  civil.Date // the day it was taken on
	// Covers holds a person's judgement, by certificate reference: does the
	// scope cover the work? What is not named has not been judged.
	Covers map[string]string
	// Tells is the state that the story needs; the tests hold the product to it.
	Tells string
}

// Take makes the record of the bid out of its notice, as a person would who
// accepts it: dates, requirements and value are what the notice says; entity,
// owner, stage and the judgements of scope are the person's.
func (b Bid) Take(n *notice.Notice) bid.Bid {
	out := bid.FromNotice(n)
	out.Ref, out.Entity, out.Owner, out.Stage = b.Ref, b.Entity, b.Owner, b.Stage
	out.Covers = make(map[string]bid.Judgement, len(b.Covers))
	for ref, answer := range b.Covers {
		out.Covers[ref] = bid.Judgement{Covers: answer, By: b.Owner, Why: "Scope read beside the work of the notice", On: b.Since}
	}
	return out
}

// bids are the nine notices that the company has taken on, in the order in
// which it did. The scope of a certificate is a person's judgement: what is
// judged here would be Unknown otherwise.
func bids(d days) []Bid {
	covers := func(refs ...string) map[string]string {
		m := make(map[string]string, len(refs))
		for _, r := range refs {
			m[r] = "yes"
		}
		return m
	}
	iso, cyber := []string{certISO27001}, []string{certCE, certPlus}
	return []Bid{
		{
			Ref: "BID-1", OCID: ocidCoastal, Buyer: coastal.name, Entity: Company, Stage: bid.Preparing, Owner: priya, Value: 1_400_000,
			Since: d.today - 20, Covers: covers(certISO27001, certCE, certPlus), Tells: "holds",
		},
		{
			Ref: "BID-2", OCID: ocidCF(guidSaltmarsh), Buyer: saltmarsh.name, Entity: Company, Stage: bid.Preparing, Owner: rhian, Value: 500_000,
			Since: d.today - 19, Covers: covers(certISO27001, certCE, certPlus), Tells: "holds",
		},
		{
			Ref: "BID-3", OCID: ocidLindmere, Buyer: lindmere.name, Entity: Company, Stage: bid.Preparing, Owner: rhian, Value: 1_100_000,
			Since: d.today - 25, Covers: covers(append(iso, certDSPT)...), Tells: "holds",
		},
		{
			Ref: "BID-4", OCID: ocidTrentwell, Buyer: trentwell.name, Entity: Company, Stage: bid.Preparing, Owner: rhian, Value: 4_200_000,
			Since: d.today - 22, Covers: covers(certISO27001, certCE, certPlus, certDSPT), Tells: "at-risk",
		},
		{
			Ref: "BID-5", OCID: ocidInverdoran, Buyer: inverdoran.name, Entity: Company, Stage: bid.Submitted, Owner: rhian, Value: 620_000,
			Since: d.today - 40, Covers: covers(certISO9001), Tells: "holds",
		},
		{
			Ref: "BID-6", OCID: ocidPenfelin, Buyer: penfelin.name, Entity: Company, Stage: bid.Preparing, Owner: owen, Value: 380_000,
			Since: d.today - 15, Covers: covers(append(cyber, certISO9001)...), Tells: "holds",
		},
		{
			Ref: "BID-7", OCID: ocidHarrowdene, Buyer: harrowdene.name, Entity: FieldCompany, Stage: bid.Preparing, Owner: priya, Value: 1_800_000,
			Since: d.today - 28, Covers: covers(certISO27001), Tells: "fails",
		},
		{
			Ref: "BID-8", OCID: ocidNorthbeck, Buyer: northbeck.name, Entity: Company, Stage: bid.Preparing, Owner: owen, Value: 600_000,
			Since: d.today - 30, Covers: covers(certISO27001, certCE, certPlus), Tells: "holds",
		},
		{
			Ref: "BID-9", OCID: ocidCF(guidHarbour), Buyer: harbour.name, Entity: Company, Stage: bid.Considering, Owner: rhian, Value: 700_000,
			Since: d.today - 10, Covers: covers(certCE, certPlus), Tells: "unknown",
		},
	}
}
