// Package samples holds example request forms and makes more of them.
//
// Three things, all of them data with a little Go around:
//
//   - The sample inbox (inbox/): forms written by hand, good and bad, in the
//     folders their units would drop them in, and expected.yaml, which says
//     what must become of each. Write puts it on disk.
//   - The sample roster (roster.yaml, 花名册): who holds which post. Every form
//     here takes its approvers from it. All names are invented.
//   - The generator: Generate draws any number of acceptable forms of a kind,
//     all different, from a recipe (recipes/<kind>.yaml) and word lists
//     (words.yaml). The same seed gives the same forms, and the first forms of
//     a long run are those of a short one.
//
// For the demo there are forms without approvals (desk/), signed at the desk of the reading
// room; WriteUnsigned puts them on disk.
//
// A second office, a school, lies in school/: a whole data folder with its own regulation,
// kinds of form, rules and inbox, see School. The sample inbox, roster and generator are
// those of the first.
//
// Beside them lies kind/vehicle, the worked example of templates/README.md: a
// kind of form that an office adds in its data folder.
//
// # Recipes
//
// A recipe (配方) has the parts
//
//	lists        named lists to pick from, beside those of words.yaml. An item is
//	             a text, or a mapping of texts that belong together
//	let          names for values the form uses more than once, computed in
//	             order. Each is a Go template pipeline without its braces
//	form         field (key or label) to text; a list field has blocks of rows
//	attachments  field of type file to the text of the file it names
//	cases        alternatives: a share (份额), and let and form added to the above
//
// Texts are Go templates (text/template); dot holds the names of let, and .n,
// the form's number in the run, from 1. A block of rows is {row: {column:
// text}}, with when: pipeline to leave it out and each: pipeline to repeat it
// over a list, the item being .it. A text that comes out empty leaves the field
// empty. The functions are listed in draw.go. A small recipe:
//
//	lists:
//	  errands: ['查阅{{pick "streets"}}改造图纸', '核对{{between 1 10}}月份账目']
//	  streets: [凤鸣路, 青禾街]
//	let:
//	  day: weekday "一二三四五" "2026-01-05" "2026-11-13"
//	  director: holder "区政府办公室主任"
//	form:
//	  issue_date: '{{.day}}'
//	  errand: '{{pick "errands"}}'
//	  approvals:
//	    - row: {name: '{{.director.姓名}}', post: '{{.director.职务}}', opinion: 同意, date: '{{.day}}'}
package samples
