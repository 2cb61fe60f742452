// Package logging is how a program that goes on for long tells what it does: records
// of log/slog, for people or for machines, to a file or to standard error.
//
// A record's message is all that people need, in their words and whole. Its
// attributes are the same for machines. So the text for people leaves them out:
//
//	2026-05-11 09:00:00 信息 已办理  区财政局/介绍信.xlsx → issued/区财政局/…
//
// and package log/slog's own JSON has both. Records are filtered by their level and
// nothing else:
//
//	debug 调试   what only somebody who looks for a fault wants
//	info  信息   what happens: a form was filed, a page was asked for
//	warn  注意   somebody should look at this, and work goes on
//	error 出错   something was not done that should have been
package logging
