package demo

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
			Ref: "BID-1", OCID: ocidCoastal, Buyer: coastal.name, Entity: Company, Stage: "preparing", Owner: priya, Value: 1_400_000,
			Since: d.today - 20, Covers: covers(certISO27001, certCE, certPlus), Tells: "holds",
		},
		{
			Ref: "BID-2", OCID: ocidCF(guidSaltmarsh), Buyer: saltmarsh.name, Entity: Company, Stage: "preparing", Owner: rhian, Value: 500_000,
			Since: d.today - 19, Covers: covers(certISO27001, certCE, certPlus), Tells: "holds",
		},
		{
			Ref: "BID-3", OCID: ocidLindmere, Buyer: lindmere.name, Entity: Company, Stage: "preparing", Owner: rhian, Value: 1_100_000,
			Since: d.today - 25, Covers: covers(append(iso, certDSPT)...), Tells: "holds",
		},
		{
			Ref: "BID-4", OCID: ocidTrentwell, Buyer: trentwell.name, Entity: Company, Stage: "preparing", Owner: rhian, Value: 4_200_000,
			Since: d.today - 22, Covers: covers(certISO27001, certCE, certPlus, certDSPT), Tells: "at-risk",
		},
		{
			Ref: "BID-5", OCID: ocidInverdoran, Buyer: inverdoran.name, Entity: Company, Stage: "submitted", Owner: rhian, Value: 620_000,
			Since: d.today - 40, Covers: covers(certISO9001), Tells: "holds",
		},
		{
			Ref: "BID-6", OCID: ocidPenfelin, Buyer: penfelin.name, Entity: Company, Stage: "preparing", Owner: owen, Value: 380_000,
			Since: d.today - 15, Covers: covers(append(cyber, certISO9001)...), Tells: "holds",
		},
		{
			Ref: "BID-7", OCID: ocidHarrowdene, Buyer: harrowdene.name, Entity: FieldCompany, Stage: "preparing", Owner: priya, Value: 1_800_000,
			Since: d.today - 28, Covers: covers(certISO27001), Tells: "fails",
		},
		{
			Ref: "BID-8", OCID: ocidNorthbeck, Buyer: northbeck.name, Entity: Company, Stage: "preparing", Owner: owen, Value: 600_000,
			Since: d.today - 30, Covers: covers(certISO27001, certCE, certPlus), Tells: "holds",
		},
		{
			Ref: "BID-9", OCID: ocidCF(guidHarbour), Buyer: harbour.name, Entity: Company, Stage: "qualifying", Owner: rhian, Value: 700_000,
			Since: d.today - 10, Covers: covers(certCE, certPlus), Tells: "unknown",
		},
	}
}
