package demo

import (
	"holdfast/internal/civil"
	"holdfast/internal/win/bid"
)

// Clarification is a question to the buyer of one bid of the story.
type Clarification struct {
	Bid      string
	Question bid.Question
	Sent     civil.Date
	Answer   string
	Answered civil.Date
}

// Clarifications gives the questions that the company has for buyers: one
// answered, one sent, one still a draft.
func (s Story) Clarifications() []Clarification {
	return []Clarification{
		{
			Bid: "BID-4", Question: bid.Question{
				Question: "Will the authority accept a remote demonstration of the platform in place of the site visit?",
				Why:      "Two of our engineers are abroad in that week.",
			},
			Sent: s.Today - 14, Answered: s.Today - 9,
			Answer: "Yes. A demonstration by video conference will be arranged with each bidder in the second week after the deadline.",
		},
		{
			Bid: "BID-4", Question: bid.Question{
				Question: "If the award falls later than planned, is it enough that the Cyber Essentials Plus certificate is held at the start of the contract?",
				Why:      "Ours ends before the award that is named.", Scheme: "cyber-essentials-plus",
			},
			Sent: s.Today - 2,
		},
		{
			Bid: "BID-4", Question: bid.Question{
				Question: "Does the requirement for the Data Security and Protection Toolkit reach subcontractors that host no data?",
				Why:      "Our subcontractor has no status of its own.", Scheme: "dspt",
			},
		},
	}
}
