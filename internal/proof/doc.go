// Package proof makes the trail of an organisation into something that an
// outsider can check without trusting who keeps it: a Merkle tree over the
// leaves' bytes (RFC 6962), signed checkpoints of it (C2SP tlog-checkpoint),
// proofs that an event is in it and that it only ever grew, and bundles that
// are verified offline. docs/trail.md describes every format, so that anybody
// can write a verifier of their own.
//
// The writing path knows nothing of this: a change appends its leaves, and a
// Sealer hashes them afterwards, in batches.
package proof
