package tender

import (
	"regexp"
	"slices"
	"strings"

	"holdfast/internal/civil"
)

// Fact is something about the procurement that a document states in clear words.
type Fact struct {
	Value string     `json:"value,omitempty"` // of a title or a buyer
	Day   civil.Date `json:"day,omitzero"`
	Time  string     `json:"time,omitempty"` // "12:00", UK clock
	Quote string     `json:"quote"`          // the words that it rests on
	Where string     `json:"where"`          // "Specification.pdf, page 4"
	// Else holds what other words of the pack say instead: then a person looks.
	Else string `json:"else,omitempty"`
}

// Facts is what a pack states of its procurement; nil where it does not say.
type Facts struct {
	Title, Buyer, Deadline, Award, Start, End *Fact
}

// maxFactPages bounds the pages of each document that facts are looked for on:
// they stand at the front, or in the timetable.
const maxFactPages = 40

// date finds a day as buyers write it: "14 January 2027", "Thursday 14th January
// 2027", "14/01/2027", "2027-01-14".
const date = `(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+(?:the\s+)?)?` +
	`(\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?),?\s+20\d\d|\d{1,2}[/.]\d{1,2}[/.]20\d\d|20\d\d-\d\d-\d\d)`

// clock finds a time of the day: "12:00", "5pm", "12 noon", "midday".
const clock = `(\d{1,2}[:.]\d{2}(?:\s*(?:am|pm))?|\d{1,2}\s*(?:am|pm)|12\s*noon|noon|midday)`

// gap stands between a phrase and its day: the rest of a line, a cell of a table,
// words like "is" and "no later than"; never another sentence.
const gap = `[^.;!?\d]{0,70}?`

// phrased makes the pattern of a phrase with its day, and a time before or after.
func phrased(phrase string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(?:` + phrase + `)` + gap + `(?:` + clock + `(?:\s*(?:hours|hrs|gmt|bst|uk time))?[\s,(]*(?:on\s+|noon\s+)?)?` + date + `(?:[\s,(]*(?:at\s+|by\s+|no later than\s+)?` + clock + `)?`)
}

var (
	deadlines = []*regexp.Regexp{
		phrased(`(?:deadline|closing (?:date|time)|latest (?:date|time)|time limit|last date)(?:\s+and\s+(?:time|date))?\s+(?:for|of)\s+(?:the\s+)?(?:receipt|submission|return|receiving|submitting|responses?|tenders?|bids?|quotations?|proposals?)`),
		phrased(`(?:tender|bid|itt|submission|response|quotation|return)s?\s+(?:submission\s+|return\s+|response\s+)?(?:deadline|closing date|return date|due date)`),
		phrased(`(?:tenders?|bids?|responses?|submissions?|proposals?|quotations?)\s+(?:must|shall|should|are to|is to|will)\s+be\s+(?:submitted|received|returned|uploaded|lodged)`),
	}
	awards = []*regexp.Regexp{
		phrased(`(?:expected|anticipated|planned|estimated|proposed|target|indicative)\s+(?:date\s+(?:of|for)\s+)?(?:the\s+)?(?:contract\s+)?award(?:\s+of\s+(?:the\s+)?contract)?(?:\s+(?:date|decision))?`),
		phrased(`(?:contract|framework)\s+award(?:\s+(?:date|decision|notice))?`),
		phrased(`award\s+of\s+(?:the\s+)?(?:contract|framework)`),
		phrased(`(?:contract|framework)\s+(?:will|is expected to|is to|shall)\s+be\s+awarded`),
	}
	starts = []*regexp.Regexp{
		phrased(`(?:contract|service|services|framework|call-off)\s+(?:start|commencement)(?:\s+date)?`),
		phrased(`(?:start|commencement)\s+(?:date\s+)?of\s+(?:the\s+)?(?:contract|services?|framework)`),
		phrased(`(?:contract|services?|framework)\s+(?:will|is expected to|is to|shall|are expected to)\s+(?:start|commence|begin)`),
	}
	ends = []*regexp.Regexp{
		phrased(`(?:contract|framework|initial term)\s+(?:end|expiry|expiration)(?:\s+date)?`),
		phrased(`(?:contract|framework|initial term)\s+(?:will|is to|shall)\s+(?:end|expire)`),
	}
	// aside are words of a line that is about another deadline.
	aside = regexp.MustCompile(`(?i)\b(?:clarification|question|quer(?:y|ies)|expressions? of interest|site visit|bidder day|standstill|selection questionnaire|market engagement|stage 1|longlist)`)

	titles = []*regexp.Regexp{
		regexp.MustCompile(`(?im)^[ \t]*(?:contract|tender|project|procurement|opportunity|framework|itt)[ \t]+(?:title|name)[ \t]*[:–-][ \t]*(\S[^\n]{4,150})$`),
		regexp.MustCompile(`(?im)^[ \t]*(?:invitation to tender|request for (?:proposals?|quotations?)|itt|rfp|rfq)[ \t]*(?:\(itt\)[ \t]*)?(?:for(?:[ \t]+the)?|[:–-])[ \t]+(?:provision of[ \t]+|supply of[ \t]+)?(\S[^\n]{4,150})$`),
		regexp.MustCompile(`(?im)^[ \t]*title[ \t]*[:–-][ \t]*(\S[^\n]{4,150})$`),
	}
	buyers = []*regexp.Regexp{
		regexp.MustCompile(`(?im)^[ \t]*(?:name of (?:the )?)?(?:contracting (?:authority|body|entity)|buyer|purchaser|customer|authority|issued by|client)(?:[ \t]+name)?[ \t]*[:–-][ \t]*(\S[^\n]{3,120})$`),
		regexp.MustCompile(`([A-Z][\p{L}&,'’\- ]{3,80}?)[ \n]+\((?:hereinafter )?(?:“|"|‘|')?[Tt]he (?:“|"|‘|')?(?:Authority|Contracting Authority|Buyer|Council|Customer|Client|Trust|Board|Purchaser)(?:”|"|’|')`),
	}
)

// ReadFacts looks for what the documents state of their procurement, in their
// order; texts are in that of the rows.
func ReadFacts(rows []Row, texts []Text) Facts {
	var f Facts
	for i := range rows {
		for n, p := range texts[i].Pages[:min(len(texts[i].Pages), maxFactPages)] {
			where := headingOf(rows[i].Value.Name, texts[i].LabelOf(n+1))
			days(&f.Deadline, deadlines, p.Text, where)
			days(&f.Award, awards, p.Text, where)
			days(&f.Start, starts, p.Text, where)
			days(&f.End, ends, p.Text, where)
			if n < 5 {
				words(&f.Title, titles, p.Text, where)
				words(&f.Buyer, buyers, p.Text, where)
			}
		}
	}
	return f
}

func words(to **Fact, patterns []*regexp.Regexp, text, where string) {
	for _, re := range patterns {
		if *to != nil {
			return
		}
		m := re.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		value := strings.Trim(strings.Join(strings.Fields(m[1]), " "), " .,;:–-")
		if len([]rune(value)) < 4 {
			continue
		}
		*to = &Fact{Value: value, Quote: tidy(m[0]), Where: where}
	}
}

func days(to **Fact, patterns []*regexp.Regexp, text, where string) {
	for _, re := range patterns {
		for _, at := range re.FindAllStringSubmatchIndex(text, 20) {
			group := func(n int) string {
				if at[2*n] < 0 {
					return ""
				}
				return text[at[2*n]:at[2*n+1]]
			}
			quote := text[at[0]:at[1]]
			if aside.MatchString(quote) || aside.MatchString(lineBefore(text, at[0])) || strings.Count(quote, "\n") > 3 {
				continue
			}
			day, ok := readDay(group(2))
			if !ok {
				continue
			}
			time := readClock(group(1))
			if time == "" {
				time = readClock(group(3))
			}
			if *to == nil {
				*to = &Fact{Day: day, Time: time, Quote: tidy(quote), Where: where}
			} else if (*to).Day != day && (*to).Else == "" {
				(*to).Else = "“" + tidy(quote) + "” (" + where + ")"
			}
		}
	}
}

// lineBefore gives what stands on the line before a place.
func lineBefore(text string, at int) string {
	return text[strings.LastIndexByte(text[:at], '\n')+1 : at]
}

func tidy(s string) string { return clip(strings.Join(strings.Fields(s), " ")) }

var (
	written = regexp.MustCompile(`(?i)^(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?([a-z]{3})[a-z]*,?\s+(20\d\d)$`)
	figures = regexp.MustCompile(`^(\d{1,2})[/.](\d{1,2})[/.](20\d\d)$`)
	hour    = regexp.MustCompile(`(?i)^(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?$`)
)

var months = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

// readDay reads a day as buyers in the United Kingdom write it, the day before the
// month.
func readDay(s string) (civil.Date, bool) {
	iso := s
	if m := written.FindStringSubmatch(s); m != nil {
		iso = m[3] + "-" + two(itoa(slices.Index(months, strings.ToLower(m[2]))+1)) + "-" + two(m[1])
	} else if m := figures.FindStringSubmatch(s); m != nil {
		iso = m[3] + "-" + two(m[2]) + "-" + two(m[1])
	}
	d, err := civil.Parse(iso)
	return d, err == nil
}

// readClock reads a time of the day; empty when it is none.
func readClock(s string) string {
	low := strings.ToLower(strings.TrimSpace(s))
	if strings.Contains(low, "noon") || low == "midday" {
		return "12:00"
	}
	m := hour.FindStringSubmatch(low)
	if m == nil {
		return ""
	}
	h, minutes := atoi(m[1]), m[2]
	switch {
	case m[3] == "pm" && h < 12:
		h += 12
	case m[3] == "am" && h == 12:
		h = 0
	}
	if minutes == "" {
		minutes = "00"
	}
	if h > 23 || minutes > "59" {
		return ""
	}
	return two(itoa(h)) + ":" + minutes
}

func two(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}
