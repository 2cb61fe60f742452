// Package rules judges forms by the written regulation (工作规则).
//
// The regulation is data. The terms:
//
//   - Rulebook (规则册): one edition of the regulation, in force from a day
//     until a day. A folder of YAML files; the one compiled in lies in books/, where
//     office.yaml says whose it is. An office with a regulation of its own has its own
//     and not that one. rulebook.yaml also lists the ranks (ranks) and the types of
//     units (unit_types) that the rules go by, which are then all that a roster may have,
//     and of which ranks people see all units, are no members of the office, or sign nothing.
//   - Article (条款): 81, or 81(6) for its sixth item. rulebook.yaml gives every
//     article's gist and into how many items it is divided.
//   - Obligation (义务): one thing that a sentence of an article asks of somebody,
//     such as 61.3, with what meets it: a rule, a step of the approvals, a duty, a
//     register, a field; or with the reason why nothing could, or what is lacking.
//   - Rule (规则): what one kind of form must satisfy, with the article it comes
//     from, the words a clerk reads when it is not satisfied, and cases.
//   - Parameter (参数): a figure or name of the regulation, such as the three
//     days of article 61, kept apart so that an amendment changes one line.
//   - Case (例子): the kind's example form with changes, which the rule must
//     refuse (fails) or accept (passes). Rehearse tries them all.
//   - Proof (试规则): what the cases show of a rule, and what they leave open: see
//     Prove, and below.
//   - Approval step (审批步骤): that somebody agrees on the form, see below.
//   - Verdict: the findings on one form, each of a severity. Must (必须): the text says
//     it and the data decide it; nothing gets round it. Principle (原则上): the article
//     leaves room; a reason for this very finding satisfies it. Confirm (请核实): a
//     suspicion of ours – a word, a length, a figure that the text does not give; a tick
//     for this very finding satisfies it. What is satisfied is printed and archived.
//   - Exception (例外): such a reason or tick, in a row of the form's list 例外, which
//     names the finding by its code or the label of its field; a principle also by
//     another field that it looks at, or that its message or because has in braces.
//
// # Writing rules
//
// A file of rules is for one kind of form; without kind, for every kind that
// has the field a rule points at:
//
//	kind: leave
//	article: "61"       # cited by this file's rules that name none of their own; that of
//	                    # leave.yaml also by the kind's other files and its fields
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
// severity: principle marks what holds only in principle, severity: confirm what is
// only a suspicion; without it a rule is a must. A parameter that the text does not
// give is marked ours: true, and only a confirm may rest on it. because: says in one
// line why, with the values in braces; the article and what it asks are added, or
// stand after an arrow (→) in the line itself. each: approvals tries
// the rule on every row of a list, which expressions see as row, with index
// from 0; the finding then points at that row. let names values for require and
// for the message. An office's own rules/ folder holds folders of the same
// names: a rule there with the same id takes the built-in one's place.
//
// # Writing approval steps
//
// Who must agree on a form stands under steps, in the file of its kind. What must
// still be signed, in which order, and the messages all come from there.
//
//	steps:
//	  - id: contract-leader
//	    who: 分管{unit}                # or any: [A, B], one of them; all: [A, B], all of them
//	    does: 审核                     # the verb of the message; 审批 without it
//	    when: form.level == "政府合同"  # optional
//	    because: 政府合同须先经主管领导  # optional
//	  - id: contract-mayor
//	    who: 区长
//	    after: [contract-leader]      # on a later line than these, or the same one
//	    when: form.level == "政府合同"
//	    in_person: true               # optional: nobody may act for them
//
// Who is a title, see below; in braces are fields, parameters, and columns of lists,
// which give a title for every row. A line counts for a title when its person agreed
// and held the title on the day of the line. It also counts when the person acts for a
// holder on a ground that is on record for that day: a delegation (委托) on the roster
// that covers the kind and the unit; the holder's leave on file, if it names the
// person, or the roster says the person can stand in for the post (代行职务); or that the
// post is vacant and the person its stand-in. Without a ground no reason replaces a
// signature. A line signed by somebody else is told for the article of the step it was
// for. What a leave on file is, the rulebook says under away:
//
//	away:
//	  leaves: records("leave", "name", holder, date)   # whoever is away on that day
//	  stand_in: stand_in                               # the field that names who acts
//
// The example and the cases of the rules compiled in name the people of
// samples/roster.yaml, an office's those of its own roster. A folder of rules may have a
// people.yaml in the shape of roster.yaml: the roster its cases are tried on. And a case
// may bring rows of its own, under 花名册 (or people), in the same shape; they are laid
// over the roster for this case alone, a row of the same person in the same post since
// the same day, or of the same unit, in place of the roster's:
//
//	passes:
//	  科长代理: {请假人: 甲, 花名册: {任职: [{姓名: 甲, 单位: …, 职务: …, 类别: 副职, 任职自: 2024-01-01}]}}
//
// # Signing at the desk
//
// The approvals of a form that is signed at the desk (网上签批) are not its own: people give
// them, and the same steps say whose turn it is. Route tells how far each step has come,
// Candidates who may sign for a title. A signature counts for the titles it was given for,
// and for no others later. A step that nobody can be asked for is open, or says why it
// cannot be told whom; it never passes. Where no step applies to a form that must have
// an approval, the head of its unit is asked. A step may say in how many working days it
// is to be done, from when it is ready; what an office has for the others stands in
// gongwen.yaml (sign_within):
//
//	steps:
//	  - {id: contract-leader, who: "分管{unit}", within: 2}
//
// Rules about approvals are judged when all steps are done. What they will say is told
// before, to whoever hands the form in or is about to sign (see package review): so a rule
// compares the date of a line with dates of the form, and the signer hears of it in time.
// What is only suspected (confirm) of one line, each: approvals, who signs it answers.
//
// A rule that signatures satisfy, beside other ways, may say whose. On paper it is a rule
// as any other. At the desk nobody could give a signature that no step asks for, so there
// it is a step, for forms that it would return before anybody has signed and that do not
// answer it:
//
//	rules:
//	  - id: promise
//	    severity: confirm
//	    require: approved_by_leader(form.approvals, form.unit) && approved(form.approvals, "区长")
//	    sign:
//	      all: ["分管{unit}", 区长]    # or who, any, as in steps; in braces also lists of let
//	      does: 审定                  # optional, as in steps; within, too
//	      when: form.text.size() > 0  # optional, in the place of the rule's own; sees let
//	      because: "“{title}”像是承诺"  # optional
//
// # What the cases prove
//
// Prove (gongwen regulation --try) asks what would be noticed if a rule were wrong. It
// lists, with file and line:
//
//   - branches that the cases, the example among them, do not show both true and false:
//     the operands of && and ||, what stands before ?, the bodies of exists, all and
//     filter, when and require as a whole. As CEL evaluates: what is never asked, since
//     has() or another operand came first, is not shown, and an error shows nothing.
//   - mutants that survive. A mutant is the rule with one slip in it: < for <= and the
//     like, == for !=, && for ||, a term of them left out, a ! left out, an integer or
//     a parameter one more or less, exists for all. It is killed when it says otherwise
//     than the rule of at least one case: the form goes back, passes, or cannot be
//     judged. A word less in a list that is a parameter is no mutant: that is how lists
//     are amended.
//
// Where a rule compares something with an integer parameter, forms are made of its cases
// by turning one date, number, amount, or the length of a text or list, until the two are
// equal, and one to either side. These only count for slips in the parameter and in that
// comparison. They prove that the figure takes effect, and just where the rule is
// written to let it; they do not prove that the rule is right there, on the limit or
// beyond it, since what they are held against is the rule itself. That only a case says
// which somebody wrote with the regulation at hand.
//
// What can never be otherwise is declared, with the reason, copied from the list:
//
//	equivalent:
//	  form.items.size() > 0 恒为真: 没有物品的表单，物品一栏的规则已经退回
//	  'form.days > 0 → form.days >= 0': 天数另有规则，不会是零
//
// The first also covers that the term be left out. A text that stands in a rule more
// than once is told apart as in the list, （第2处）. A declaration of what the rule does
// not have, or of what a case does show, is a mistake; so nothing stays declared that is
// overtaken. A rule without kind is taken for what its cases show on any kind.
//
// # Writing duties
//
// A duty (时限) is what the regulation asks for on a rhythm, or by a day that a
// record names. Package duty asks for them. They stand under duties in any file
// of the rulebook; an office's own one with the same id takes its place.
//
//	duties:
//	  - id: grassroots-days
//	    article: "93"
//	    what: 深入基层不少于{param.grassroots_days}天
//	    kind: grassroots             # the records that count
//	    where: form.type == "调研"    # optional: only these of them
//	    on: form.from                # the day each counts for; else the date of the record
//	    every: year                  # or month, or a number of days from one time to the next
//	    each: [区长, 副区长]           # optional: everybody with one of these titles is asked alone
//	    person: form.leader          # then: the name, or list of names, the record counts for
//	    sum: form.days               # optional: a record counts for so many, not for one
//	    at_least: param.grassroots_days
//	    ahead: 60                    # remind so many days before the deadline
//	  - id: letter-back
//	    article: "81(7)"
//	    what: "{bearer}的介绍信有效期届满，应缴回"
//	    who: "{unit}"
//	    kind: letter
//	    due: form.valid_until        # the deadline, one for every record
//	    closed_by: [closing.record@closed]  # kind.field that holds the number of what it
//	                                        # closes; @ the field that says when, before it
//	                                        # # the field that says which row
//	    rows: agenda                 # optional: every row of a list has a deadline, due: row.deadline
//	    workday: true                # a deadline on a day off moves to the next working day
//	    pending: [待缴回, 待归还]      # optional: how people say that it is not done yet, by
//	    done: [已缴回]                # which searches find the records; and that it is
//	    ahead: 3
//
// A record counts from the day it bears or the day it counts for, whichever is
// later: a plan for the year counts for the day it begins (on: form.from), or it
// would not count before December is over. A record with a deadline is an item
// until a standing record closes it; what where leaves out never is one.
//
// Expressions are CEL (https://cel.dev), checked against the kind's fields when
// the program starts. form.x is a field; has(form.x) asks whether it is filled
// in, and must be asked before an optional one is used; an empty list has no
// rows. param.x is a parameter. Text is a string, a whole number an int, 是/否 a
// bool. Dates compare with < <= == >= >, and so do points in time, but not one
// with the other. Money is a type of its own: amounts compare, add up and take
// away, and can be multiplied by an int; yuan(50000) writes one.
//
// received is the day the form was handed in: what it reports as done does not lie
// after it. A case sets it with 收到日期; it is the latest of the form's own date and
// those of its approvals otherwise.
//
// reasons are the reasons that the form gives for itself, of every row of 例外 and in
// the field 例外理由: a rule that wants a reason of a certain sort reads them there.
//
// A title is a post (职务) or a rank (类别) on the roster, 分管 and a unit
// ("分管" + form.unit: who has it in the portfolio), a unit and 主要负责人 (who heads it),
// 负责常务工作, or a person's name. The words are:
//
//	day(moment)                       the date of a point in time
//	days(from, until)                 days from one date to another, both counted
//	minutes(from, until)              minutes from one point in time to another
//	together(records, from, until)    days that these make with those of records, no day between
//	days_after(date, n)               the day n days after a date
//	mentions(text, [words])           whether any of the words occurs
//	mentions(text, [words], [but])    the same, but for words within these phrases
//	affirms(text, [words])            whether one occurs and is not denied before it in the clause
//	made_of(text, [words])            whether the text consists of nothing but the words
//	same(text, text)                  whether they are equal but for spaces, width, case and marks
//	shares(text, text, n, [words])    whether they have n letters in a row in common, apart from the words
//	document_numbers(text)            the numbers of documents in a text, 青政发〔2026〕3号, each with the Han before it
//	dates(text, date)                 the days in a text; one without a year is the one nearest to the date
//	amounts(text)                     the sums of money in a text: 80元, 1,200.50元, 12.76万元, 三千元
//	counted(text, [words])            the whole numbers before one of the words: 2名, 十二人
//	serial_count(text)                how many numbers 0012001-0012086 names; 0 where it cannot be read
//	serials_overlap(text, text)       whether two such texts have a number in common
//	names(text, name)                 whether the name stands in the text, but for spaces, width, case and marks
//	people(text)                      the names in a field of type people
//	yuan(number)                      an amount: yuan(param.x), yuan(0)
//	sum([money])                      sum(form.items.map(i, i.amount)); also of whole numbers
//	capitals(money)                   人民币…元整
//	same_in_capitals(text, money)     whether the text is that amount in capitals, however spelt
//	has_blank(text)                   whether ××, ____, 某某 or the like was left in it, or stands there alone
//	holds(name, title, date)          whether the person held the title that day
//	holders([titles], date)           who held one of the titles
//	units(name, title, date)          the units the person held the title in
//	posts(name, date)                 the posts the person held that day, by the roster; none is an empty list
//	unit(name)                        what the roster says of a unit: unit(form.unit).type .funding .quota .staff
//	leaders(unit, date)               whose portfolio the unit was in
//	routine_deputy(date)              who was in charge of routine work (负责常务工作)
//	acts_for(name, title, date)       whether the person had a ground that day to act for a holder of the title
//	approved(approvals, title)        whether a holder, or one with a ground to act for the holder, agreed
//	approved_in_person(…)             the same without others who act for the holder
//	approved_by_leader(approvals, unit)   approved by 分管 and the unit
//	in_order(approvals, [titles])     whether these agreed one after another, on lines of their own
//
// The last four are for rules that steps cannot say.
//
// # Rules across documents
//
// Rules can ask for what was filed before. Only live records count, not voided
// ones, and never the record of the form itself, so that judging a form again
// comes to the same. Rules see what the Archive they are given answers: package
// pipeline gives them one that has the forms in work beside the records, so that
// of two forms that exclude each other, dropped in the same moment, one is issued
// and the other goes back and names it.
//
//	filed(number)               whether there is a record with the number
//	filed(number, "contract")   whether it is of that kind
//	records(kind, field, value) the records of a kind whose field has the value,
//	                            by year and number
//	records(kind, field, value, date)         those that are about the day
//	records(kind, field, value, from, until)  those that are about one of the days
//
// The last two are for kinds that are about days: with dates or times named from and
// until, or one named held. A person takes hundreds of leaves over the years; ask
// for those on a day, and only these are read.
//
// kind and field are written out in quotes, so that a wrong one is found when
// the program starts. field is a key, list.column for a cell of any row
// ("absent.name"), or "number" for the record's own; value is of the field's
// type, or a list of such values, of which any will do. Text is compared without
// regard to spaces, full or half width, case and the shape of brackets; persons,
// phones and numbers of documents by their normal form, which a form is read in.
//
// Each record has the fields of its kind, to be read as those of form are –
// optional ones behind has() – and number and subject. In a message a list of
// records stands for their numbers:
//
//	let:
//	  live: |-
//	    records("letter", "bearer", form.bearer).filter(l,
//	      l.errand == form.errand && l.valid_until >= form.issue_date)
//	require: live.size() == 0
//	message: "{bearer}为同一事项开的{live}仍在有效期内"
//
//	# a filed contract, and the amount it was filed with
//	require: filed(form.contract, "contract")
//	require: records("contract", "number", form.contract).exists(c, c.amount >= form.amount)
//
//	# the same invoice on another form, also when one form lists several
//	let:
//	  earlier: records("funds", "invoices.number", form.invoices.map(i, i.number))
//	require: earlier.size() == 0
//
//	# everyone present who was on leave that day
//	let:
//	  leaves: |-
//	    records("leave", "name", form.present.map(p, p.name), day(form.held))
//	  away: leaves.map(l, l.name)
//
// Look up the field that has the fewest records for a value – a number or name,
// not a unit or a choice – and filter the rest.
//
// The cases of such a rule say what was filed before: under 已归档 (or filed) a
// list of forms, each the example of its kind with changes, and 编号 (number)
// where the number matters:
//
//	fails:
//	  上一封还没过期: {已归档: [{表单种类: 介绍信, 有效期至: 2026-06-30}]}
//
// Where the example itself rests on something filed, the file of rules says so
// once, at its top, for the example and all cases that say nothing else:
//
//	kind: asset
//	filed:
//	  - {表单种类: 政府采购, 编号: 青政采字〔2026〕3号}
//
// Without an archive, as in gongwen check without a data folder, a rule that
// asks for records is not judged; the verdict names its article and the form is
// not returned for it.
//
// An approval counts for the day it was given: the person must have held then
// the post it is signed with. A question the roster cannot answer – nobody has
// the unit in the portfolio, the roster is empty – is an error, and a rule that
// ends in one gives a finding that it could not be judged.
//
// # Writing obligations
//
// An article is met as its obligations are, so they are taken from its sentences one
// by one, in words of our own, and say no more than what meets them does:
//
//	obligations:
//	  - id: "61.8"              # article.number, or 81(6).1 under an item
//	    asks: 部门主要负责人请假不超过3日，经区政府分管领导批准
//	    of: 部门主要负责人       # who must
//	    met: [leave-head-short] # ids of rules, steps of the approvals, duties
//	  - id: "64.1"
//	    asks: 领导活动的新闻报道按有关规定办理
//	    met: [statement-reported-after]
//	    register: statement          # the register of a kind answers it
//	    field: statement.type        # a form that leaves it empty goes back
//	    recorded: statement.outlet   # taken down, but nothing is checked:
//	    reason: 报道的规定另有文件      # why not
//	  - id: "64.2"
//	    policy: 不是办事的程序    # alone: nothing in it could be checked, and why
//	  - id: "64.3"
//	    missing: 尚未核对        # alone: what is lacking
//
// register, field and recorded may be lists. A field that may stay empty only
// records. An office's own obligation with the same id takes the built-in one's
// place. Every built-in rule and duty serves one: Asked tells which, and why a
// finding asks what it asks. What no obligation names counts for the article it
// cites, and an article without obligations may give one reason as its policy.
//
// # Who may be told
//
// Not everybody who hands a form in may see every record. Judge takes the archive
// as Limited then: a rule is tried first on what is within reach, where a question
// with an answer out of reach is an error. If it comes to an end so, its finding
// rests on nothing else. If not, the whole archive decides, and the finding is
// marked with the degrees of secrecy of what it rests on, see form.Finding.General.
// For one who only asks, such rules are not judged at all: the verdict names them.
package rules
