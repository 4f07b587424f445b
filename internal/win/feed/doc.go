// Package feed knows how the portals' feeds of releases are walked: in which
// steps, how far back again for what comes late, how often, and what a failure
// means for the next request. It holds no clock, no network and no database: a
// State goes in with what happened, and the next State comes out, so that a walk
// that was broken off goes on where it stood, on any machine.
package feed
