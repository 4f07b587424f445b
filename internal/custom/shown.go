package custom

// Shown is a custom value as a record's page shows it.
type Shown struct {
	Field
	Value string
	// Gone: the value is of a field that is asked no more.
	Gone bool
}

// Show gives a record's custom values in the order of the fields: those that can
// be entered, empty ones too, then what stands under retired fields and under
// names that are defined no more.
func Show(fields []Field, values map[string]string) []Shown {
	var out, gone []Shown
	known := map[string]bool{}
	for _, f := range fields {
		known[f.Name] = true
		one := Shown{Field: f, Value: values[f.Name], Gone: f.Retired}
		switch {
		case !f.Retired:
			out = append(out, one)
		case one.Value != "":
			gone = append(gone, one)
		}
	}
	for _, name := range sorted(values) {
		if !known[name] {
			gone = append(gone, Shown{Field: Field{Definition: Definition{Name: name, Label: name, Type: "text"}}, Value: values[name], Gone: true})
		}
	}
	return append(out, gone...)
}
