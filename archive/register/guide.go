package register

import _ "embed" // for the guide

// Guide is for those who read registers, in Markdown: parts of them, formats, views and pulls.
//
//go:embed README.md
var Guide string
