// Package desk is the desk (工作台) of those who sign: it reads a form that waits for
// signatures with all that is shown to them, from the spool and the catalogue. What is
// done about it, package pipeline does.
package desk
