package reconcile

import _ "embed" // for the guide

// Guide is for those who reconcile, in Markdown: how rows are matched, and how to write mappings.
//
//go:embed README.md
var Guide string
