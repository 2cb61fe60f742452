// Package handover hands records over to an archive (移交): chosen records as one
// BagIt bag (RFC 8493), with the list that goes with them.
//
//	data/归档文件目录.xlsx  .csv  .json     the list (DA/T 22-2015)
//	data/<档号>/                          the record's own bag, as it lies in the archive
//	checkpoints/journal.txt  vkeys.txt    what the journal says now, signed, see package checkpoint
//	checkpoints/<档号>.tlog-proof          that it says the record was filed
//
// The terms, after DA/T 22-2015:
//
//	件           the unit: here one record
//	件号         its number in a year, retention and section, from 1
//	档号         全宗号-门类·年度-保管期限-机构(问题)-件号, such as Z109-WS·2026-Y-BGS-0001
//	全宗号       names the office's holdings; the archive gives it
//	责任者       who speaks in the document: the government, or its office
//
// A record has the same 档号 whenever it is handed over, and whatever else is
// chosen with it: 件号 counts the records of a year and retention in the order in
// which they were filed, and nothing is ever filed before what is there.
package handover
