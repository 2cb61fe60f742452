// Package search answers what people ask of the archive (检索), at the command line
// and wherever else a query is answered as a whole.
//
//   - Conditions: what is asked, as separate boxes have it – the words, the kind, the
//     unit, the days. Together they are one query of package index.
//   - Office: what queries must know of an office – its forms, its units, its duties –
//     as the vocabulary they are read with. States (状态) are how records stand: 作废,
//     待归还, 逾期. Help is how queries are written, with examples.
//   - Answer: the records found, each with a snippet of where the words stand, and
//     counts by facet (分面). When nothing is found, advice: how many records each
//     word has by itself, and queries close to it that find something.
//   - Excerpt: what an answer shows of a record: the passage for which it was found, and
//     which of its attachments cannot be searched. It costs what is shown.
//   - List: all that a query finds, to be written out (导出), not a page of it.
//   - Coverage: what an answer is worth. "Nothing found" means that there is nothing
//     only when the index has every record and every attachment has been read. The
//     index follows the archive in the background, so it may be a moment behind:
//     Search lets it catch up first, for a limited time, and tells what is lacking
//     after that.
//
// Access is the index's: a Request carries it, and no hit, count or advice goes
// beyond it. Coverage counts the whole archive, whoever asks.
package search
