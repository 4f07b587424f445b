package register

import "holdfast/internal/fold"

// maxKey bounds a sort key, so that no index entry grows without bound.
const maxKey = 200

// Fold gives the key under which text is compared, sorted and searched: small
// letters, without accents, with single spaces.
func Fold(s string) string { return fold.Text(s) }

// key gives the sort key of text, cut to a length that an index bears.
func key(s string) string { return fold.Cut(Fold(s), maxKey) }
