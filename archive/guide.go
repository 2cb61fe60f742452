package archive

import _ "embed" // for the guides

// Guide is for archivists, in Markdown: what a record is and how it is kept right.
//
//go:embed README.md
var Guide string

// ProofGuide is for archivists, in Markdown: checkpoints of the journal, and proofs.
//
//go:embed PROOF.md
var ProofGuide string
