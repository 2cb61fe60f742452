// Package signqueue hands over what people do about signings, and about who may sign for
// whom, from the program in which they do it – gongwen sign, gongwen delegate, a reading
// room of its own – to the one that works the forms, which alone may write to the archive.
// Both run on one machine, with one data folder.
//
// A request is a file, spool/.signing/<id>.json: the event, with who was made sure of, and
// the arrival that it is about. As in the journal, an event about no arrival is one about a
// delegation; what an event says is for package pipeline to read. Its way:
//
//	<id>.json         handed over. Whoever asked may still withdraw it, by removing it.
//	<id>.taken.json   taken: it will be done, also after a kill.
//	<id>.answer.json  done, and what came of it. Whoever asked removes it.
//
// Each is written beside its place and moved there whole. A request that was taken before
// a kill is done again, and counts once all the same: the event keeps the request's id, and
// one whose id is known is not done, but told of. One that nobody takes in time lapses, so
// that nothing is done long after somebody has given up.
//
// Who may write here is believed. The folder is nobody's but the program's own user's, who
// can write to journal, catalogue and accounts just as well; whoever is that user needs no
// request to forge a signature, and only checkpoints kept elsewhere would tell.
package signqueue
