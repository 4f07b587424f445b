package pack

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"holdfast/internal/civil"
	"holdfast/internal/evidence"
	"holdfast/internal/verdict"
	"holdfast/internal/win/certificate"
)

// Lines gives every item that the pack of a bid can hold, in the order of a pack:
// the chosen ones, those that the bid leads to, and the others that the house has.
func (h *House) Lines(p *Pack) []Line {
	suggested := h.suggest()
	choices := slices.Clone(p.Choices)
	add := func(c Choice) {
		if !slices.ContainsFunc(choices, func(x Choice) bool { return x.Key() == c.Key() }) {
			choices = append(choices, c)
		}
	}
	for _, s := range suggested {
		add(s.choice)
	}
	for _, c := range h.offered() {
		add(c)
	}
	out := make([]Line, 0, len(choices))
	for i, c := range choices {
		l := h.line(c, p)
		l.Chosen = i < len(p.Choices)
		for _, s := range suggested {
			if s.choice.Key() == c.Key() {
				l.Suggested, l.Because = true, s.because
			}
		}
		switch {
		case !l.Chosen:
			l.State = NotAsked
		case c.WaitsOn != "" && l.State != Ready:
			l.State, l.Why = Waiting, "on "+h.Name(c.WaitsOn)
			if c.WaitsFor != "" {
				l.Why += ": " + c.WaitsFor
			}
		}
		out = append(out, l)
	}
	slices.SortStableFunc(out, func(a, b Line) int { return cmp.Compare(rank(a.Item), rank(b.Item)) })
	return out
}

// offered are the items that the house could show, whatever the bid asks for;
// evidence and documents are not among them: they are chosen by number.
func (h *House) offered() []Choice {
	out := []Choice{{Item: Cover}, {Item: Scope}, {Item: SoA}, {Item: Policies}, {Item: PenTest}, {Item: Incident}, {Item: SubProcessors}, {Item: Continuity}, {Item: DataFee}, {Item: Promise}}
	for _, c := range h.current(func(string) bool { return true }) {
		switch s := c.Value.Scheme; {
		case IsInsurance(s):
			out = append(out, Choice{Item: Insurance, Of: c.Number})
		case s == "dspt":
			out = append(out, Choice{Item: Toolkit, Of: c.Number})
		case s == "pentest" || s == "ico-fee": // shown by the item of that name
		default:
			out = append(out, Choice{Item: Certificate, Of: c.Number})
			if sc, ok := h.scheme(s); ok && sc.JudgesAccreditation {
				out = append(out, Choice{Item: Body, Of: c.Number}, Choice{Item: Surveillance, Of: c.Number})
			}
		}
	}
	return out
}

// IsInsurance says that a scheme of certificates is an insurance.
func IsInsurance(scheme string) bool { return strings.HasPrefix(scheme, "insurance-") }

// line says how one item stands, as if it were chosen.
func (h *House) line(c Choice, p *Pack) Line {
	l := Line{Choice: c, State: Ready}
	switch c.Item {
	case Cover:
		l.Label = "Cover sheet and index"
		l.Content.Note = "This pack with its files, and the SHA-256 of each."
	case Certificate, Body, Surveillance, Toolkit, Insurance:
		h.certLine(&l)
	case Scope:
		h.scopeLine(&l)
	case SoA:
		h.soaLine(&l)
	case Policies:
		h.policyLine(&l)
	case PenTest, Incident, SubProcessors, Continuity:
		h.factLine(&l)
	case DataFee:
		h.feeLine(&l)
	case Promise:
		h.promiseLine(&l, p)
	case Evidence:
		h.evidenceLine(&l)
	case Document:
		h.documentLine(&l)
	}
	return l
}

func (l *Line) todo(why, href string) { l.State, l.Why, l.Href = ToDo, why, href }

// check asks for a second look, once; the first reason stays.
func (l *Line) check(why string) {
	if l.State == Ready {
		l.State, l.Why = Check, why
	}
}

func (h *House) certLine(l *Line) {
	row := h.cert(l.Of)
	if row == nil {
		l.Label = map[string]string{Toolkit: "DSPT status", Insurance: "Insurance", Certificate: "Certificate"}[l.Item]
		l.todo("there is no "+cmp.Or(l.Of, "certificate"), "/certificates")
		return
	}
	c := &row.Value
	last := h.lastDay(row)
	l.Href, l.Note = "/certificates/"+row.Number, row.Number
	l.Content.Sources = []Source{{row.Number, row.Version}}
	switch l.Item {
	case Certificate:
		l.Label = h.short(c.Scheme) + " certificate"
		if c.Scope != "" {
			l.Label += " and scope"
		}
		h.certFacts(&l.Content, row, last)
		l.needsFile(c, row.Number)
	case Body:
		l.Label = h.short(c.Scheme) + ": body, accreditation and verify link"
		l.Content.fact("Certification body", c.Body)
		l.Content.fact("Accreditation", strings.TrimSpace(c.AccreditationBody+" "+c.AccreditationNumber))
		l.Content.fact("Certificate number", c.Number)
		link := c.VerifyLink
		if s, ok := h.scheme(c.Scheme); ok && link == "" && len(s.Registers) > 0 {
			link = s.Registers[0]
		}
		l.Content.fact("Where to verify it", link)
		if !c.VerifiedOn.IsZero() {
			l.Content.fact("Last verified by us", c.VerifiedOn.Long())
		}
		if c.Body == "" || c.AccreditationNumber == "" {
			l.todo("say which body certified it, and its accreditation number", l.Href+"/edit")
		} else if link == "" {
			l.check("no link to verify it")
		}
	case Surveillance:
		h.surveillance(l, row)
	case Toolkit:
		l.Label = "DSPT status"
		level := string(c.Level)
		if s, ok := h.scheme(c.Scheme); ok {
			if lv, ok := s.Level(level); ok {
				level = lv.Name
			}
		}
		l.Note = strings.Join(nonEmpty(c.Number, level), ", ")
		l.Content.fact("Organisation", c.Holder)
		l.Content.fact("Organisation code", c.Number)
		l.Content.fact("Status", level)
		l.Content.fact("Year", c.Edition)
		if !c.Issued.IsZero() {
			l.Content.fact("Published", c.Issued.Long())
		}
		if c.Number == "" || level == "" {
			l.todo("say the organisation code and the status", l.Href+"/edit")
		}
	case Insurance:
		l.Label = h.schemeName(c.Scheme)
		h.certFacts(&l.Content, row, last)
		if !amount(c.Scope) {
			l.check("its limit is not recorded")
		}
		l.needsFile(c, row.Number)
	}
	if !last.IsZero() && l.Item != Toolkit && l.Item != Surveillance {
		l.Note += ", to " + last.Short()
	}
	h.judge(l, row, last)
}

// needsFile says that there is nothing to send without the file.
func (l *Line) needsFile(c *certificate.Certificate, number string) {
	if c.File == "" {
		l.todo("add the file of the certificate", "/records/certificate/"+number+"/edit")
		return
	}
	l.Content.Files = []File{{c.File, cmp.Or(c.FileName, number+".pdf")}}
}

// judge adds what is wrong with a certificate on this bid's days.
func (h *House) judge(l *Line, row *certificate.Row, last civil.Date) {
	st := h.standing(row.Number)
	if st.FollowedBy != "" {
		l.check(st.FollowedBy + " has taken its place")
		return
	}
	if st.State == verdict.Fails {
		l.check(st.Title)
	}
	if says := h.lapses(last); says != "" {
		l.check(says)
	}
	if g := h.group(row.Number); g != nil && g.State != verdict.Holds {
		for _, ck := range g.Checks {
			if ck.State != verdict.Holds && ck.Note != "" {
				l.check(trim(ck.Note))
				break
			}
		}
		l.check(g.State.Word() + " for this bid")
	}
	if st.State == verdict.AtRisk {
		l.check(cmp.Or(trim(st.Why), st.Title))
	}
}

func trim(s string) string { return strings.TrimSuffix(strings.TrimSpace(s), ".") }

func (h *House) certFacts(c *Content, row *certificate.Row, last civil.Date) {
	v := &row.Value
	c.fact("Held by", v.Holder)
	c.fact("Number", v.Number)
	c.fact(map[bool]string{true: "Insurer", false: "Issued by"}[IsInsurance(v.Scheme)], v.Body)
	c.fact("Edition", v.Edition)
	c.fact(map[bool]string{true: "Cover and limits", false: "Scope"}[IsInsurance(v.Scheme)], v.Scope)
	c.fact("Sites", strings.Join(v.Sites.List(), "; "))
	if !v.Issued.IsZero() {
		c.fact(map[bool]string{true: "From", false: "Issued"}[IsInsurance(v.Scheme)], v.Issued.Long())
	}
	if !last.IsZero() {
		c.fact("Valid until", last.Long())
	}
	c.fact("Verify it at", v.VerifyLink)
}

// amount says that a text names a sum of money.
func amount(s string) bool {
	for _, sign := range []string{"£", "GBP", "€", "EUR"} {
		for rest := s; ; {
			_, after, found := strings.Cut(rest, sign)
			if !found {
				break
			}
			if t := strings.TrimSpace(after); t != "" && t[0] >= '0' && t[0] <= '9' {
				return true
			}
			rest = after
		}
	}
	return false
}

// surveillance tells the last audit that was held, and the next.
func (h *House) surveillance(l *Line, row *certificate.Row) {
	c := &row.Value
	l.Label = "Last surveillance audit, " + h.short(c.Scheme)
	var held []certificate.StatusChange
	for _, s := range c.Status {
		if s.State == certificate.Certified && s.From <= h.Today {
			held = append(held, s)
		}
	}
	if len(held) > 1 {
		last := held[len(held)-1]
		l.Note = row.Number + ", " + last.From.Short()
		l.Content.fact("Last audit", last.From.Long())
		l.Content.fact("Outcome", last.Note)
	}
	s, ok := h.scheme(c.Scheme)
	if !ok {
		return
	}
	overdue := c.Overdue(h.Book, h.Today)
	for _, st := range c.Stages(s, h.Today) {
		if st.Hard && !st.Done {
			l.Content.fact("Next", st.Name+" by "+st.Date.Long())
			if len(overdue) == 0 && len(held) <= 1 {
				l.check("none was held yet; the first by " + st.Date.Short())
			}
			break
		}
	}
	if len(overdue) > 0 {
		l.check("overdue since " + overdue[0].Date.Short())
	}
	if len(l.Content.Facts) == 0 {
		l.todo("no audit is recorded", l.Href)
	}
}

func (h *House) scopeLine(l *Line) {
	l.Label, l.Href = "Scope statement, word for word", "/scope/statement"
	if h.Scope == nil {
		l.todo("no scope statement was issued", l.Href)
		return
	}
	h.Scope.into(l)
}

// into puts an issued statement on its line.
func (s *Issued) into(l *Line) {
	l.Href, l.Note = cmp.Or(s.Href, l.Href), "version "+s.Version
	l.Content.Sources = []Source{s.Source}
	l.Content.fact("Version", s.Version)
	l.Content.fact("Issued", s.On.Long())
	l.Content.fact("SHA-256 of its content", s.Hash)
	l.Content.Body = s.Body
	switch {
	case s.Changes == 1:
		l.check("1 change since")
	case s.Changes > 1:
		l.check(strconv.Itoa(s.Changes) + " changes since")
	}
}

func (h *House) soaLine(l *Line) {
	l.Label, l.Href = "SoA extract", "/controls"
	if h.SoA == nil {
		l.todo("no Statement of Applicability was issued", l.Href)
		return
	}
	h.SoA.into(l)
	l.Content.fact("Approved by", h.SoA.Approver)
	l.Content.Body = h.SoA.extract(l.Columns)
}

// extract gives the lines with the columns that were chosen, as a table.
func (s *Statement) extract(columns []string) string {
	var cols []Column
	for _, c := range Columns() {
		if slices.Contains(columns, c.Name) || len(columns) == 0 && c.Usual {
			cols = append(cols, c)
		}
	}
	var b strings.Builder
	b.WriteString("| Control | Title |")
	for _, c := range cols {
		b.WriteString(" " + c.Label + " |")
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(cols)) + "\n")
	for i := range s.Lines {
		x := &s.Lines[i]
		b.WriteString("| " + plain(x.Ref) + " | " + plain(x.Title) + " |")
		for _, c := range cols {
			b.WriteString(" " + plain(c.of(x)) + " |")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func (h *House) policyLine(l *Line) {
	l.Label, l.Href = "List of policies", "/documents"
	if len(h.Policies) == 0 {
		l.todo("no policy was approved", l.Href)
		return
	}
	late := 0
	var b strings.Builder
	b.WriteString("| Document | Title | Version | Approved |\n|---|---|---|---|\n")
	for _, d := range h.Policies {
		b.WriteString("| " + plain(d.Number) + " | " + plain(d.Title) + " | " + plain(d.Version) + " | " + d.Approved.Long() + " |\n")
		l.Content.Sources = append(l.Content.Sources, d.Source)
		if !d.ReviewDue.IsZero() && d.ReviewDue < h.Today {
			late++
		}
	}
	l.Content.Body, l.Note = b.String(), count(len(h.Policies), "policy", "policies")
	if late > 0 {
		l.check(count(late, "is", "are") + " past the review")
	}
}

func (h *House) factLine(l *Line) {
	for _, t := range FactTypes() {
		if t.Value == l.Item {
			l.Label = t.Label
		}
	}
	l.Href = FactsPath
	row := Latest(h.Facts, l.Item, h.Today)
	if row == nil {
		if l.Item == PenTest && h.penTestReport(l) {
			return
		}
		l.todo("nothing is recorded", "/records/attestation/new?type="+l.Item)
		return
	}
	a := &row.Value
	l.Href, l.Note = FactsPath+"/"+row.Number, row.Number+", "+a.Date.Short()
	l.Content.Sources = []Source{{row.Number, row.Version}}
	l.Content.Note = a.Title
	l.Content.fact("Of", a.Date.Long())
	l.Content.fact(map[bool]string{true: "Tested by", false: "Said by"}[l.Item == PenTest], a.By)
	if a.OpenHighs != nil {
		l.Content.fact("Critical and high findings still open", strconv.FormatInt(*a.OpenHighs, 10))
	}
	if !a.Until.IsZero() {
		l.Content.fact("Good until", a.Until.Long())
	}
	l.Content.Body = a.Statement
	if a.File != "" {
		l.Content.Files = []File{{a.File, cmp.Or(a.FileName, row.Number+".pdf")}}
	}
	switch end := a.Ends(); {
	case a.File == "" && a.Statement == "":
		l.todo("add the letter, or the words of the statement", l.Href)
	case end < h.Today:
		l.check("stale since " + (end + 1).Short())
	case h.lapses(end) == "lapses before submission":
		l.check("stale by the deadline")
	case l.Item == PenTest && a.OpenHighs == nil:
		l.check("open high findings are not said")
	case a.OpenHighs != nil && *a.OpenHighs > 0:
		l.check(count(int(*a.OpenHighs), "high finding is", "high findings are") + " open")
	}
}

// penTestReport takes the report that is recorded among the certificates, where
// there is no letter.
func (h *House) penTestReport(l *Line) bool {
	rows := h.current(func(s string) bool { return s == "pentest" })
	if len(rows) == 0 {
		return false
	}
	row := rows[0]
	last := h.lastDay(row)
	l.Href, l.Note = "/certificates/"+row.Number, row.Number
	l.Content.Sources = []Source{{row.Number, row.Version}}
	h.certFacts(&l.Content, row, last)
	l.needsFile(&row.Value, row.Number)
	h.judge(l, row, last)
	l.check("open high findings are not said")
	return true
}

func (h *House) feeLine(l *Line) {
	l.Label, l.Href = "ICO registration", "/settings/entities"
	if rows := h.current(func(s string) bool { return s == "ico-fee" }); len(rows) > 0 && (h.Entity == nil || h.Entity.Value.ICO == "") {
		row := rows[0]
		last := h.lastDay(row)
		l.Href, l.Note = "/certificates/"+row.Number, row.Value.Number
		l.Content.Sources = []Source{{row.Number, row.Version}}
		l.Content.fact("Registered as", row.Value.Holder)
		l.Content.fact("Registration", row.Value.Number)
		if !last.IsZero() {
			l.Content.fact("Expires", last.Long())
		}
		h.judge(l, row, last)
		return
	}
	if h.Entity == nil || h.Entity.Value.ICO == "" {
		l.todo("record the registration of the entity that bids", l.Href)
		return
	}
	e := &h.Entity.Value
	l.Href, l.Note = "/records/entity/"+h.Entity.Number+"/edit", e.ICO
	l.Content.Sources = []Source{{h.Entity.Number, h.Entity.Version}}
	l.Content.fact("Registered as", e.Name)
	l.Content.fact("Registration", e.ICO)
	switch {
	case e.ICOExpires.IsZero():
		l.check("its end is not recorded")
	default:
		l.Note += ", to " + e.ICOExpires.Short()
		l.Content.fact("Expires", e.ICOExpires.Long())
		if e.ICOExpires < h.Today {
			l.check("expired")
		} else if says := h.lapses(e.ICOExpires); says != "" {
			l.check(says)
		}
	}
}

func (h *House) evidenceLine(l *Line) {
	l.Label, l.Href = "Evidence "+l.Of, "/evidence"
	i := slices.IndexFunc(h.Evidence, func(r evidence.Row) bool { return r.Number == l.Of })
	if i < 0 {
		l.todo("there is no "+l.Of+" any more", l.Href)
		return
	}
	row := &h.Evidence[i]
	e := &row.Value
	l.Label, l.Href, l.Note = e.Title, "/evidence/"+row.Number, row.Number
	l.Content.Sources = []Source{{row.Number, row.Version}}
	l.Content.fact("Collected", e.Collected.Long())
	l.Content.fact("From", e.Source)
	if e.File == "" {
		l.todo("only a file can be sent", l.Href)
		return
	}
	l.Content.Files = []File{{e.File, cmp.Or(e.FileName, row.Number)}}
	switch {
	case e.SupersededBy != "":
		l.check(e.SupersededBy + " has taken its place")
	case evidence.FreshOn(*e, h.Today) == evidence.Stale:
		l.check("stale since " + (evidence.Ends(*e) + 1).Short())
	case e.Classification != "" && e.Classification != "public":
		l.Note += ", " + e.Classification
	}
}

func (h *House) documentLine(l *Line) {
	l.Label, l.Href = "Document "+l.Of, "/documents"
	i := slices.IndexFunc(h.Documents, func(d Text) bool { return d.Number == l.Of })
	if i < 0 {
		l.todo("there is no approved "+l.Of, l.Href)
		return
	}
	d := &h.Documents[i]
	l.Label, l.Href, l.Note = d.Title, "/documents/"+d.Number, d.Number+", version "+d.Version
	l.Content.Sources = []Source{d.Source}
	l.Content.fact("Version", d.Version)
	l.Content.fact("Approved", d.Approved.Long())
	l.Content.fact("SHA-256 of its content", d.Hash)
	if !d.ReviewDue.IsZero() && d.ReviewDue < h.Today {
		l.check("past its review of " + d.ReviewDue.Short())
	}
}

func nonEmpty(words ...string) []string {
	return slices.DeleteFunc(words, func(s string) bool { return s == "" })
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
