package answer

import (
	_ "embed"
	"encoding/json"
	"strings"
	"sync"

	"holdfast/internal/register"
)

//go:embed topics.json
var topicData []byte

// Topic is what an answer is about, with how long answers of it are good.
type Topic struct {
	Topic  string `json:"topic"`
	Label  string `json:"label"`
	Months int    `json:"months"`
	Words  string `json:"words"` // that tell a question of it
}

// Periods are the data of freshness, with where they come from.
type Periods struct {
	Source    string  `json:"source"`
	AsOf      string  `json:"as_of"`
	Certainty string  `json:"certainty"`
	Ageing    int     `json:"ageing_days"` // before the review is due
	Topics    []Topic `json:"topics"`
}

var periods = sync.OnceValue(func() Periods {
	var p Periods
	if err := json.Unmarshal(topicData, &p); err != nil {
		panic("answer: topics.json: " + err.Error())
	}
	return p
})

// ReadPeriods gives the data of topics and freshness.
func ReadPeriods() Periods { return periods() }

// Topics gives the topics with their labels, in the order of a form.
func Topics() []register.Option {
	var out []register.Option
	for _, t := range periods().Topics {
		out = append(out, register.Option{Value: t.Topic, Label: t.Label})
	}
	return out
}

// monthsOf gives how often answers of a topic are reviewed.
func monthsOf(topic string) int64 {
	for _, t := range periods().Topics {
		if t.Topic == topic {
			return int64(t.Months)
		}
	}
	return 12
}

// TopicOf gives the topic that a question is most likely of; empty when no word
// tells.
func TopicOf(question string) string {
	asked := stems(question)
	best, most := "", 0
	for _, t := range periods().Topics {
		n := 0
		for _, w := range stems(strings.ToLower(t.Words)) {
			for _, a := range asked {
				if a == w {
					n++
				}
			}
		}
		if n > most {
			best, most = t.Topic, n
		}
	}
	return best
}
