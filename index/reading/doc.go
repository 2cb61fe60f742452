// Package reading is how texts are read for search, so that what looks different
// and says the same is found: full and half width, traditional and simplified
// characters (繁体, 简体), capitals, and numbers in figures or in Chinese.
//
// Chinese has no blanks between words, so words are never guessed at: what is
// looked for is a substring, down to a single character. A text contains a word if
// the word is found in either of its two readings:
//
//   - as written, it is folded rune by rune (Fold): look-alikes (package normal),
//     width, traditional and simplified, capitals, the shapes of brackets and white
//     space make no difference. A piece of a text folds to a piece of the folded text, so that
//     nothing that is there can be missed: 十 is in 第十二次.
//   - by value (ByValue), each number in the folded text is replaced by its value:
//     第十二次 and 第12次 are 第<12>次, 伍万元 and 50,000元 are <50000>元. A number is
//     only found whole: 5万元 is not in 15万元 by value, though it is as written.
//
// Two things that texts write in many forms are read besides, so that what is typed in
// one form finds them in any: days (Days), and the numbers of records, which are
// references in a query (ParseReference) and citations in a text (Citations). A word
// that is one of them is still looked for as it is written.
//
// What an index keeps of a text are its terms (Terms): bigrams, which are two
// neighbouring runes, marks among them, and numbers by value, each with a neighbour and
// how it is written. A record can only contain a word as written if it has all of the
// word's bigrams (WordTerms), and by value, but not as written, if it has the word's
// numbers, one of them written otherwise (WordNumbers). Whether it does is told by where
// the bigrams stand, or by comparing the word with the record's folded text, which is
// kept packed (Pack): with a Needle for the word as written and a Passage for it by
// value.
//
// The terms and the folded text are what an index has on disk: a change to how
// either comes out must raise the format version of package index.
package reading
