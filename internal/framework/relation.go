package framework

// Type says how what one item asks stands to what another asks, read from the
// first to the second. The list is closed.
type Type string

const (
	Equal      Type = "equal"      // they ask the same
	Subset     Type = "subset"     // the first is a part of the second
	Superset   Type = "superset"   // the second is a part of the first
	Intersects Type = "intersects" // they share something
	Related    Type = "related"    // a source names the pair and says no more
	Possible   Type = "possible"   // a chain leads there and proves nothing: composed alone
)

// strength orders the types by what they claim.
func (t Type) strength() int {
	switch t {
	case Equal:
		return 5
	case Subset, Superset:
		return 4
	case Intersects:
		return 3
	case Related:
		return 2
	case Possible:
		return 1
	}
	return 0
}

// Inverse gives the type read from the second to the first.
func (t Type) Inverse() Type {
	switch t {
	case Subset:
		return Superset
	case Superset:
		return Subset
	}
	return t
}

// Compose gives what is certain of the first and the third when the first
// stands to the second as t, and the second to the third as next. It follows
// from sets that are not empty, and never claims more than its weaker part:
// two things that lie within a third need not touch.
func (t Type) Compose(next Type) Type {
	switch {
	case t == Equal:
		return next
	case next == Equal:
		return t
	case t == Subset && next == Subset:
		return Subset
	case t == Superset && next == Superset:
		return Superset
	case t == Superset && (next == Subset || next == Intersects), t == Intersects && next == Subset:
		return Intersects
	}
	return Possible
}
