package risk

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"holdfast/internal/civil"
	"holdfast/internal/task"
)

// State is exactly what a risk's owner accepts: anything of it that changes makes
// another risk of it, which has to be accepted anew.
type State struct {
	Title           string   `json:"title"`
	Scenario        string   `json:"scenario"`
	Likelihood      int64    `json:"likelihood"`
	Impact          int64    `json:"impact"`
	Score           int64    `json:"score"`
	AfterLikelihood int64    `json:"afterLikelihood"`
	AfterImpact     int64    `json:"afterImpact"`
	AfterScore      int64    `json:"afterScore"`
	Treatment       string   `json:"treatment"`
	Controls        []string `json:"controls"` // ids, in order
	Assets          []string `json:"assets"`   // ids, in order
	Method          string   `json:"method"`   // id of the version
}

// StateOf gives the state of a risk with the ids of the controls and assets that
// it is linked to, in any order.
func StateOf(r *Risk, controls, assets []string) State {
	return State{
		Title: r.Title, Scenario: r.Scenario,
		Likelihood: r.Likelihood, Impact: r.Impact, Score: r.Score,
		AfterLikelihood: r.AfterLikelihood, AfterImpact: r.AfterImpact, AfterScore: r.AfterScore,
		Treatment: r.Treatment, Controls: ordered(controls), Assets: ordered(assets), Method: r.Method,
	}
}

// Plan is exactly what is accepted when a treatment plan is: the treatment, its
// controls, and who does what by when.
type Plan struct {
	Treatment string   `json:"treatment"`
	Words     string   `json:"words"`
	Target    string   `json:"target"`
	Controls  []string `json:"controls"`
	Actions   []Action `json:"actions"`
}

// Action is one action of a plan. That it has been done does not change the plan.
type Action struct {
	ID    string     `json:"id"`
	Title string     `json:"title"`
	Owner string     `json:"owner"`
	Due   civil.Date `json:"due"`
}

// ActionOf gives a task as an action of the plan.
func ActionOf(id string, t *task.Task) Action {
	return Action{ID: id, Title: t.Title, Owner: t.Owner, Due: t.Due}
}

// PlanOf gives the plan of a risk; controls and actions in any order.
func PlanOf(r *Risk, controls []string, actions []Action) Plan {
	actions = slices.Clone(actions)
	slices.SortFunc(actions, func(a, b Action) int { return strings.Compare(a.ID, b.ID) })
	if actions == nil {
		actions = []Action{}
	}
	return Plan{Treatment: r.Treatment, Words: r.Plan, Target: r.Target.String(), Controls: ordered(controls), Actions: actions}
}

// ordered gives the ids in order, each once; never nil, so that none is written
// the same way each time.
func ordered(ids []string) []string {
	out := append([]string{}, ids...)
	slices.Sort(out)
	return slices.Compact(out)
}

// Hash gives the SHA-256, in hex, of the state's canonical JSON (RFC 8785).
func (s State) Hash() string { return digest(s) }

// Hash gives the SHA-256, in hex, of the plan's canonical JSON.
func (p Plan) Hash() string { return digest(p) }

// Fingerprint gives the SHA-256, in hex, of what a method says: not of its state,
// number or approval.
func Fingerprint(m Method) string {
	m.State, m.Number, m.ApprovedBy, m.ApprovedAt, m.Hash, m.From = "", 0, "", 0, "", ""
	return digest(m)
}

// digest hashes a value of this package's own plain types, which always has a
// canonical form: text that is not valid was refused before it was stored.
func digest(v any) string {
	b, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		panic("risk: no JSON of a plain value: " + err.Error())
	}
	val := jsontext.Value(b)
	if err := val.Canonicalize(); err != nil {
		panic("risk: no canonical form of a plain value: " + err.Error())
	}
	sum := sha256.Sum256(val)
	return hex.EncodeToString(sum[:])
}

// Differs says in words what of a state is no longer as it was; none: nothing.
func (s State) Differs(now State) []string {
	var out []string
	number := func(words string, was, is int64) {
		if was != is {
			out = append(out, words+" "+strconv.FormatInt(was, 10)+", now "+strconv.FormatInt(is, 10))
		}
	}
	if s.Title != now.Title {
		out = append(out, "the title")
	}
	if s.Scenario != now.Scenario {
		out = append(out, "what could happen")
	}
	number("score before treatment", s.Score, now.Score)
	if s.Score == now.Score && (s.Likelihood != now.Likelihood || s.Impact != now.Impact) {
		out = append(out, "likelihood or impact before treatment")
	}
	number("score after treatment", s.AfterScore, now.AfterScore)
	if s.AfterScore == now.AfterScore && (s.AfterLikelihood != now.AfterLikelihood || s.AfterImpact != now.AfterImpact) {
		out = append(out, "likelihood or impact after treatment")
	}
	if s.Treatment != now.Treatment {
		out = append(out, "the treatment")
	}
	out = append(out, moved("control", s.Controls, now.Controls)...)
	out = append(out, moved("asset", s.Assets, now.Assets)...)
	if s.Method != now.Method {
		out = append(out, "the version of the method")
	}
	return out
}

// moved says how many ids came and went.
func moved(what string, was, now []string) []string {
	var out []string
	count := func(a, b []string, words string) {
		n := 0
		for _, id := range a {
			if !slices.Contains(b, id) {
				n++
			}
		}
		switch {
		case n == 1:
			out = append(out, "1 "+what+" "+words)
		case n > 1:
			out = append(out, strconv.Itoa(n)+" "+what+"s "+words)
		}
	}
	count(now, was, "added")
	count(was, now, "no longer linked")
	return out
}
