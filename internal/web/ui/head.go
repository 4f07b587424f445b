package ui

import (
	"github.com/a-h/templ"

	"holdfast/internal/verdict"
)

// Head opens a page about one thing: where it stands, its title, its facts in
// a line, and what can be done with it.
type Head struct {
	Crumbs  []Link // the last may have no Href
	Title   string
	Facts   []Fact // one line under the title
	Lede    string // a sentence instead of, or after, the facts
	Actions []Action
}

// Fact is one item of a facts line, or of a list of facts.
type Fact struct {
	Label string // shown in lists of facts; in a line only the value stands
	Value string
	Href  string
	State verdict.State // shown before the value, when set
}

// Action is a link or button. With Post set it is a form of one button, so
// that it works without script.
type Action struct {
	Label   string
	Href    string // where the link leads, or where the form is posted
	Post    bool
	Hidden  []Hidden // sent with the form
	Primary bool     // one on a screen
	Quiet   bool
	Large   bool
}

// Hidden is a field that a form sends unseen: a version, a key.
type Hidden struct{ Name, Value string }

func (a Action) class() string {
	c := "btn"
	if a.Primary {
		c += " btn-1"
	}
	if a.Quiet {
		c += " btn-0"
	}
	if a.Large {
		c += " btn-l"
	}
	return c
}

// Sentence opens a page that answers a question: the fact, then what to do.
type Sentence struct {
	Above string // the day, in small type
	Fact  string
	Then  string
}

// Tally counts by state under a sentence. A count of zero is left out.
type Tally struct {
	Counts []TallyCount
	Note   string
}

// TallyCount is one number and the list that it counts.
type TallyCount struct {
	State verdict.State
	N     int
	Href  string
}

// Section is a part of a page: a rule, a heading that hangs from it, and an
// aside of counts or one link. Its content is the children.
type Section struct {
	ID    string
	Title string
	Aside string
	Link  *Link           // instead of the aside's words
	Extra templ.Component // instead of both
	Stack bool            // space between the children
	Print bool            // false: printed like the rest; true: screen only
}

func (s Section) class() string {
	c := "sec"
	if s.Stack {
		c += " stack"
	}
	if s.Print {
		c += " no-print"
	}
	return c
}

// Ruling is the verdict at the head of a bid or a certificate, once on a page.
type Ruling struct {
	State   verdict.State
	Title   string // follows the state's word: "at award: CE Plus ends six days too soon"
	Text    []Run  // one or two sentences
	Actions []Action
}

// Run is a piece of a sentence: plain, strong, marked as the words that
// decide, a link, or a state.
type Run struct {
	Text   string
	Strong bool
	Mark   bool
	Mute   bool
	Href   string
	Source bool          // a link that is underlined: a place to read, not a name
	State  verdict.State // drawn in place of Text
}

// title is the state's word and what follows it: a colon or comma follows
// without a space.
func (r Ruling) title() []Run {
	rest := r.Title
	if rest != "" && rest[0] != ':' && rest[0] != ',' {
		rest = " " + rest
	}
	return []Run{{Text: StateWord(r.State), Strong: true}, {Text: rest}}
}

// Plain makes a sentence of one plain run.
func Plain(text string) []Run {
	if text == "" {
		return nil
	}
	return []Run{{Text: text}}
}

// Banner says one thing about the whole page, with at most one action.
type Banner struct {
	Text   []Run
	Action *Action
}

// Empty stands where a list would: what would be here, and ways to fill it.
type Empty struct {
	Title string // "No bids yet"
	Text  string // what would stand here, and what it would answer
	Ways  []Way
}

// Way is one way to fill an empty page.
type Way struct {
	Label, Text string
	Href        string
	Do          string // the words of the link
}
