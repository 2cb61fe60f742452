package templates

import _ "embed" // for the guide

// Guide is for whoever adds a kind of form to an office, in Markdown.
//
//go:embed README.md
var Guide string
