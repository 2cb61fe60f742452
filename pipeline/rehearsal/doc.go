// Package rehearsal restores a backup to try it (恢复演练): a backup that nobody has ever
// restored is a hope. What was restored is opened, verified, searched and held against the
// data folder in use, and then removed; what is left is a report.
//
// The data folder has gone on since the backup was taken, so it may have more than what
// was restored, never less or other things:
//
//	restored   every bag and file of the state is there and has its sum
//	complete   nothing is missing that was filed by then
//	verified   what gongwen verify looks at is right in what was restored
//	counted    every record that the data folder had by then is there, kind by kind
//	sampled    some records, spread over all, are byte for byte those of the data folder
//	journal    the journal and the access log begin as those of the data folder do
//	settings   settings, roster, rules, kinds, accounts and public keys are there, as they
//	           are where nobody has changed them since
//	found      some records are found by the search
//
// Private keys are in no backup, and are not asked for.
package rehearsal
