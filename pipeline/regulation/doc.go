// Package regulation judges forms by the written regulation (工作规则).
//
// The regulation is data. The terms:
//
//   - Rulebook (规则册): one edition of the regulation, in force from a day
//     until a day. A folder of YAML files; the one compiled in is longfeng2017.
//   - Article (条款): 81, or 81(6) for its sixth item. rulebook.yaml gives every
//     article's gist and, where no form can be checked for it, the reason.
//   - Rule (规则): what one kind of form must satisfy, with the article it comes
//     from, the words a clerk reads when it is not satisfied, and cases.
//   - Parameter (参数): a figure or name of the regulation, such as the three
//     days of article 61, kept apart so that an amendment changes one line.
//   - Case (例子): the kind's example form with changes, which the rule must
//     refuse (fails) or accept (passes). Rehearse tries them all.
//   - Verdict: the findings on one form. Principle findings (原则上) are excused
//     by a written reason (例外理由) on the form; all others return it.
//
// # Writing rules
//
// A file of rules is for one kind of form; without kind, for every kind that
// has the field a rule points at:
//
//	kind: leave
//	article: "61"       # cited by rules that name none of their own
//	register: [61]      # articles the kind's register answers
//	asks: {days: "61"}  # articles cited when a field is missing or wrong
//	rules:
//	  - id: leave-days
//	    field: days                  # what the finding points at
//	    when: form.until >= form.from   # optional: the rule applies only then
//	    require: form.days == days(form.from, form.until)
//	    message: 从{from}到{until}，首尾都算，与所填的{days}天不符
//	    advice: 请核对起止日期和天数。
//	    fails:
//	      漏算首日: {天数: 2}
//
// severity: principle marks what holds only in principle. each: approvals tries
// the rule on every row of a list, which expressions see as row, with index
// from 0; the finding then points at that row. let names values for require and
// for the message. An office's own rules/ folder holds folders of the same
// names: a rule there with the same id takes the built-in one's place.
//
// Expressions are CEL (https://cel.dev), checked against the kind's fields when
// the program starts. form.x is a field; has(form.x) asks whether it is filled
// in, and must be asked before an optional one is used; an empty list has no
// rows. param.x is a parameter. Text is a string, a whole number or amount of
// money (in fen) an int, 是/否 a bool. Dates compare with < <= == >= >, and so
// do points in time, but not one with the other.
//
// A title is a post (职务) or a rank (类别) on the roster. The words are:
//
//	day(moment)                       the date of a point in time
//	days(from, until)                 days from one date to another, both counted
//	mentions(text, [words])           whether any of the words occurs
//	has_blank(text)                   whether ××, ____, 某某 or the like was left in it
//	holds(name, title, date)          whether the person held the title that day
//	holders([titles], date)           who held one of the titles
//	units(name, title, date)          the units the person held the title in
//	leaders(unit, date)               whose portfolio the unit was in
//	routine_deputy(date)              who was in charge of routine work (负责常务工作)
//	approved(approvals, title)        whether a holder, or one who may act for the holder, agreed
//	approved_in_person(…)             the same without stand-ins
//	approved_by_leader(approvals, unit)   whether someone with the unit in the portfolio agreed
//	in_order(approvals, [titles])     whether these agreed one after another, on lines of their own
//
// An approval counts for the day it was given: the person must have held then
// the post it is signed with. A question the roster cannot answer – nobody has
// the unit in the portfolio, the roster is empty – is an error, and a rule that
// ends in one gives a finding that it could not be judged.
package regulation
