// Package paper writes documents as PDF for print and for the file: A4, the same
// bytes each time for the same document, in IBM Plex Sans, which has the letters
// of Polish and of Welsh.
package paper

import (
	"bytes"
	"compress/gzip"
	"embed"
	"io"
	"strconv"
	"sync"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"holdfast/internal/errs"
	"holdfast/internal/office/markdown"
)

//go:embed fonts/*.gz
var fonts embed.FS

// The faces, by the style that fpdf knows them by.
var faces = map[string]string{"": "plex-400Regular", "B": "plex-600SemiBold", "I": "plex-400Regular_Italic"}

// family is the name under which the faces are known within a file.
const family = "plex"

// loaded reads the faces once.
var loaded = sync.OnceValues(func() (map[string][]byte, error) {
	out := map[string][]byte{}
	for style, name := range faces {
		f, err := fonts.Open("fonts/" + name + ".ttf.gz")
		if err != nil {
			return nil, err
		}
		z, err := gzip.NewReader(f)
		if err != nil {
			return nil, err
		}
		if out[style], err = io.ReadAll(z); err != nil {
			return nil, err
		}
	}
	return out, nil
})

// Paper is a document to be written.
type Paper struct {
	Organisation string
	Title        string
	// Facts stand under the title: label and value.
	Facts [][2]string
	// Body is Markdown.
	Body string
	// Foot stands at the foot of each page before its number.
	Foot string
	// Mark is written large over each page: "Draft"; empty: nothing.
	Mark string
	// At is the instant that the file says it was made; the bytes depend on nothing
	// else but what stands here.
	At time.Time
	// Label says an open blank to people; nil: its name.
	Label markdown.Label
}

// Measures in millimetres and points.
const (
	margin     = 20.0
	foot       = 18.0
	bodySize   = 9.5
	lineHeight = 4.7
)

// Write gives the PDF and how many pages it has. An error is a defect of the
// program or a text that cannot be set.
func Write(p Paper) ([]byte, int, error) {
	ttf, err := loaded()
	if err != nil {
		return nil, 0, err
	}
	p.Organisation, p.Title, p.Foot, p.Mark = settable(p.Organisation), settable(p.Title), settable(p.Foot), settable(p.Mark)
	f := fpdf.New("P", "mm", "A4", "")
	for _, style := range []string{"", "B", "I"} {
		f.AddUTF8FontFromBytes(family, style, ttf[style])
	}
	f.SetCreationDate(p.At.UTC())
	f.SetModificationDate(p.At.UTC())
	f.SetCatalogSort(true)
	f.SetLang("en-GB")
	f.SetTitle(p.Title, true)
	f.SetAuthor(p.Organisation, true)
	f.SetMargins(margin, margin, margin)
	f.SetCellMargin(0)
	f.SetAutoPageBreak(false, foot)
	w := &writer{f: f, label: p.Label}
	w.wide, w.high = f.GetPageSize()
	f.SetHeaderFunc(func() { w.head(p) })
	f.SetFooterFunc(func() { w.foot(p) })
	f.AliasNbPages("{n}")
	f.AddPage()
	w.title(p)
	root, src := markdown.Parse(p.Body)
	w.src = src
	w.blocks(root, 0)
	var b bytes.Buffer
	if err := f.Output(&b); err != nil {
		return nil, 0, errs.Wrap(err, errs.Internal, "The PDF could not be written.")
	}
	return b.Bytes(), f.PageCount(), nil
}

// title opens the first page.
func (w *writer) title(p Paper) {
	f := w.f
	f.SetXY(margin, margin)
	w.ink(grey)
	w.face("", 9)
	f.CellFormat(0, 5, p.Organisation, "", 1, "L", false, 0, "")
	w.ink(black)
	w.y = f.GetY() + 1
	w.draw(w.layout([]run{{text: p.Title, style: "B", size: 19}}, w.width(0)), margin, 8.4)
	w.y += 2
	f.SetDrawColor(25, 27, 31)
	f.SetLineWidth(0.3)
	f.Line(margin, w.y, w.wide-margin, w.y)
	w.y += 2.4
	half := w.width(0) / 2
	for i := 0; i < len(p.Facts); i += 2 {
		top, low := w.y, w.y
		for j, fact := range p.Facts[i:min(i+2, len(p.Facts))] {
			w.y = top
			x := margin + float64(j)*half
			w.colour = grey
			w.draw(w.layout([]run{{text: fact[0], size: 8}}, 27), x, 4.4)
			w.colour = black
			w.y = top
			w.draw(w.layout([]run{{text: fact[1], size: 8}}, half-30), x+28, 4.4)
			low = max(low, w.y)
		}
		w.y = low
	}
	w.y += 1.6
	f.SetLineWidth(0.15)
	f.SetDrawColor(200, 196, 186)
	f.Line(margin, w.y, w.wide-margin, w.y)
	w.y += 3
}

// head names the document on every page but the first.
func (w *writer) head(p Paper) {
	if w.f.PageNo() > 1 {
		w.f.SetXY(margin, 10)
		w.ink(grey)
		w.face("", 8)
		w.f.CellFormat(0, 4, p.Title, "", 0, "L", false, 0, "")
	}
	if p.Mark != "" {
		w.f.SetAlpha(0.12, "Normal")
		w.face("B", 90)
		w.ink(grey)
		wide := w.f.GetStringWidth(p.Mark)
		w.f.TransformBegin()
		w.f.TransformRotate(45, w.wide/2, w.high/2)
		w.f.Text((w.wide-wide)/2, w.high/2+12, p.Mark)
		w.f.TransformEnd()
		w.f.SetAlpha(1, "Normal")
	}
	w.ink(black)
	w.y = margin
}

// foot gives each page its record and number.
func (w *writer) foot(p Paper) {
	f := w.f
	f.SetXY(margin, w.high-13)
	w.ink(grey)
	w.face("", 7.5)
	f.CellFormat(0, 4, p.Foot, "", 0, "L", false, 0, "")
	f.SetXY(margin, w.high-13)
	f.CellFormat(0, 4, "Page "+strconv.Itoa(f.PageNo())+" of {n}", "", 0, "R", false, 0, "")
	w.ink(black)
}
