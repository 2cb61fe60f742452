// Package numfmt tells what a cell of a spreadsheet shows of what it holds.
//
// A cell holds a number; its number format (ECMA-376 part 1, 18.8.30 and 18.8.31)
// decides what people see: 18.24 with the format 0.00"万元" is 18.24万元 on the screen,
// 459 with 00000 is 00459, 46153 with yyyy-mm-dd is a day. People mean what they see.
// But a format also rounds, and then the number that is kept is the right one. So a
// number is told in three ways (Number): exact, as shown, and as shown but for the
// rounding; and with it, whether the format adds anything to the bare number. Which of
// them counts is for the field to say that is read.
//
// The terms:
//
//   - Section: a format has up to four parts, set apart by ; — for positive numbers,
//     negative ones, zero and text — or with conditions of its own: [>=10000]0.0,"万";0.
//   - Placeholder: 0, # and ? stand for digits. A comma between two of them groups
//     thousands, one behind the last divides by a thousand. % multiplies by a hundred.
//   - Literal: what is shown as it is, in quotes, behind \ or !, or by itself.
//   - Plain: a format that shows the number and nothing else: grouping, decimals, sign,
//     colour, exponent.
//
// A spreadsheet keeps fifteen digits (MaxDigits). A longer number typed into a cell that
// is not for text has lost its last digits before it was saved, and no reading brings
// them back.
//
// The library that opens workbooks formats numbers too. It is not used here because it
// tells only the outcome, not what was added or rounded, and errs in what offices use:
// it drops the literals beside [DBNum2], shows 0.00 for the - of accounting formats,
// rounds 0.285 to 0.28, and prints the ! of 0!.0,"万元".
package numfmt
