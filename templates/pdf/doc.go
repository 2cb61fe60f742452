// Package pdf prints official documents: a kind's template filled with a
// form's values, laid out after GB/T 9704-2012, as PDF.
//
// # The way of a document
//
// A Template is a text in Go's template language (html/template) that makes
// markup in the vocabulary below. What a form says is escaped on its way in and
// can never become markup. The markup is composed into slabs – lines, rules,
// table bands –, the slabs are put on pages, and the pages are written with
// gofpdf, of which nothing but drawing is used (draw.go): line breaking, fonts
// and what the file says about itself are our own.
//
// A document that must not be taken for a valid one, a draft or one made void,
// carries a Stamp (戳记): in the upper margin of every page, and large across the place
// of the seal, on each part that can be torn off.
//
// # Pages
//
// What stands between one <page/> and the next is laid out by itself (fit.go). The usual
// layout, 22 lines of 28 characters, is taken wherever it has no fault. Where it has – a
// last page that has only the 版记, a signature without two lines of text –, lines are
// put a little closer or wider, one blank line left before the signature, or two lines
// carried over: penalties says what is how bad. A slip, a section with a title and
// tables and no signature, is made to fit one page if it can be, by closer rows and
// smaller type; if not, every further page says what it goes on from, opinions stay
// together, and pages are numbered. A letter of introduction is one sheet.
//
// Printing is a pure function: the same template, data and fonts give the same
// bytes. A crash between numbering and filing is mended by printing again.
//
// # Made for keeping
//
// Files claim to be PDF/A-2b (ISO 19005-2:2011): they can be shown in thirty
// years with nothing but what is in them. What that asks of such files is
// tested clause by clause on real documents, as qpdf reads them (claims in
// keeping_test.go):
//
//	6.1.2, 6.1.3, 6.1.4  header, identifier, nothing encrypted, no byte after the end,
//	                     every object where the table says
//	6.1.7, 6.1.13        streams in the file, Flate or plain; limits of length and depth
//	6.2.2–6.2.4          known operators; grey and RGB only, by an sRGB output intent
//	                     that LittleCMS takes for sRGB
//	6.2.5–6.2.10         no graphics states, images, forms, transparency
//	6.2.11               fonts embedded, cut and tagged; glyph numbers for codes; widths
//	                     of the font program; every code has its character, also beyond
//	                     U+FFFF (which level B does not ask); the empty box never shown
//	6.3                  no annotations but links, which are printed as text
//	6.4, 6.5, 6.8–6.10   nothing else interactive, attached, optional or changing
//	6.6                  XMP, uncompressed, that says what the information dictionary says:
//	                     title, kind, issuing office, number, day
//
// Files also carry bookmarks for their headings (ISO 32000-1, 12.3.3), links for the
// addresses of pages and mailboxes in their text and for the QR code, names of the pages
// by the numbers printed on them (12.4.2), and their language, but no structure for
// readers who cannot see (PDF/A-2a): they are not tagged.
//
// The judge commonly used, veraPDF, is in no distribution. What is at hand is
// PDFBox's Preflight, for PDF/A-1b: make pdfa holds every kind's document against
// it, with nothing excused but what the second part does not ask.
//
// # What a template sees
//
//	.number      青政办介字〔2026〕12号
//	.date        the day the form bears; prints as 2026年5月11日
//	.government  青山区人民政府
//	.office      青山区人民政府办公室
//	.unit        the unit the record is about
//	.title       the kind's title
//	.slip_title   the title of its slip: its document_title, or its title with 审批单 or 登记表
//	.subject     its one line
//	.form        the form's values by key: {{.form.bearer}}. A field left empty is
//	             empty text, so {{if .form.note}} and {{range .form.items}} always work
//	.opinions    the approvals in the order of the steps, each with .post .name .date, .decision (同意),
//	             .words (请财政局阅办) and .opinion, both in one sentence without its stop;
//	             .does (签发), the approval step that it completes, as the rules tell;
//	             and .signed, 网上签批 with its code, of one that was given at the desk. In a
//	             draft that waits for signatures those that are missing follow: .post is
//	             whose, .name 待签
//	.on_paper    书面签批，经办人填报 (or 附扫描件) where the approvals were typed in; empty else
//	.advice      the opinions that those who signed asked for, each with .name .date .words
//	             and .signed; they approve nothing
//	.verify      .code, .address and .phone: what a QR code holds so that whoever is
//	             shown the document can ask whether it is genuine, and the office's
//	             telephone; empty in drafts
//	.wording     the sentences of the kind's wording.yaml in force on .date, by name and
//	             part, with fields put in: {{.wording.救济.text}}, and for a name that
//	             the form gives {{(named .wording .form.outcome).basis}}
//	.excused     what a written reason excuses, or the bare reasons, each with .text
//	.labels      what .form says by the labels of the fields, as text, for layouts that
//	             serve several kinds; of a list its first column, a line each
//	.entries     for slips of any kind: all fields filled in, row by row of .cells,
//	             each with .label and .text; .pair tells that the row has two
//	.lists       likewise the lists, numbered: .label, .widths, .columns (.label), .rows
//	             (.cells, each with .text and .align), .total: what its amounts come to,
//	             each with .text, .align and .cols
//
// Functions beside Go's own:
//
//	capitals .form.people            柒; of an amount 人民币…元整
//	days .form.from .form.until      number of days, the first and the last counted
//	join .form.present "name" "、"   one column of a list on a line
//	yuan .form.cost                  1,240.00元; nothing for an empty value
//	sum .form.items "amount"         what the amounts in one column of a list come to
//	default "无" .form.note          instead of an empty value
//	clause .form.errand              without the full stop at its end
//	sentence .opinion                with a full stop at its end, unless it has a mark of its own
//	trimStart .form.errand "联系"    without the words at its beginning, to be said before it
//	trimEnd .form.name "纪要"        without the words at its end, to be said after it
//	titled .unit .form.post          the post after its unit, which is said once
//	comrades .form.bearer .form.people   沈望舒同志; several 沈望舒、林知远等贰名同志
//	addressed .form.applicant        你; 你们 of several people, 你单位 of an organisation
//	addressees .form.attendees       the units among those who come to a meeting
//	unnumbered $section.heading      without the 一、 or （一） or 1. that the template gives it
//	withWeekday .form.held           2026年5月15日（星期五）14时
//	fullName .government .unit       as it signs: 青山区财政局 for 区财政局
//	localName .government            within the district: 区政府
//	prose .form.loss                 an amount in a sentence: 3.6万元
//	thisYear .date .form.happened    7月14日6时40分, without the year if that is the document's
//	afterPlace .form.place .form.name   the event without the place that is said before it
//	named .wording .form.outcome     the sentences under a name; empty ones under one that is not there
//	bracketed .form.post             in brackets; nothing for an empty value
//	labelled .labels "主送机关" "发放范围"   the first of them that is filled in
//	ordinal $i                       一, 二 … for {{range $i, $item := …}}
//	last .opinions                   the last row of a list: {{with last .opinions}}{{.name}}{{end}}
//	serial 6 .form.copy              000007: so many digits, with zeros before them
//	add $i 1
//	text .date                       any value as text
//
// A name that the kind does not have is an error when the template is loaded,
// with file and line; so is markup outside the vocabulary.
//
// # Vocabulary
//
// White space around line ends of the template means nothing. A line end in a
// form's value begins a new paragraph of the same look. Lengths called lines
// are lines of the grid, of which a page has 22; every element that has the
// attribute above keeps that many blank lines over it.
//
//	<document pages="no" size subject sheet="one">
//	                           the whole; pages="no" prints no page numbers, unless a
//	                           slip takes several pages; size is that of all text which
//	                           names none, usually 三号; subject, what the further pages
//	                           of a slip say they are about, usually .subject;
//	                           sheet="one": a form that says more than a sheet holds
//	                           comes back before it has a number
//	<mark copy secrecy urgency after>
//	                           发文机关标志, red, its ink 35 mm under the top of the type
//	                           area; copy (份号), 秘密★1年 and 加急 stand in the upper
//	                           left corner; after is said behind the name: 文件
//	  <organ>                  in place of text, each organ of a document of several
//	                           (联合行文), the one in charge first; after stands in the
//	                           middle beside them
//	<letterhead number copy secrecy urgency>
//	                           head of the 信函格式 in place of <mark>, <number> and
//	                           <rule>: mark 30 mm under the paper's edge, red double
//	                           rules; the first page gets no page number
//	<number align signer above>
//	                           发文字号, centred; with signer (签发人, of documents to
//	                           a higher authority) at the left, the signer at the right
//	<rule color="red"/>        line across the page, 4 mm under what is above it
//	<headline size above>      title, 二号 小标宋, broken by sense into even lines
//	<to above>                 主送机关, flush left; write the ： yourself
//	<p align font indent size keep above>
//	                           paragraph, 三号 仿宋, justified, first line indented 2
//	                           characters. align: left, center, right, justify;
//	                           font: 小标宋, 仿宋, 黑体, 楷体, 宋体; size: 三号, 小四 …;
//	                           keep="yes": on the page of what follows
//	                           Tables that a form's text has (templates.Tabular) stand
//	                           in it as tables
//	<h1> … <h4>                headings 一、 （一） 1. （1）; write the number yourself.
//	                           They stay with what follows and are the bookmarks.
//	                           Headings that a form's text has itself are found by
//	                           their numbers in every <p> with no other attribute than
//	                           above and keep (headings.go)
//	<hang label="出席" above>  label in 黑体, text wrapped to the first character
//	                           after the colon; lines end between items parted by a
//	                           full-width space
//	<names label="出席" above> a label as that of <hang>, and people in columns; printed
//	                           王　伟, said to be 王伟
//	  <name post="局长">       one of them; the post stands behind in brackets
//	<annexes above>            附件说明; numbers several by itself
//	  <annex>                  name of one, wrapped to its first character
//	<signature date="…" sealed="no" above>
//	                           署名 and 成文日期; never alone on a page. Room is left
//	                           for a seal unless sealed="no"; seals are never drawn
//	  <organ>                  in place of text, each of several organs: side by side
//	                           where seals come, else one below the other
//	<annexed mark="附件1">title  begins an annex that is bound in behind the document, on
//	                           a new page; what follows is its text, up to the next or
//	                           to the imprint
//	<space lines="2"/>         blank lines; mm="7" instead: so many millimetres
//	<page/>                    what follows is a document of its own, on new pages
//	<tear>number</tear>        perforation with the number printed across it
//	<table cols="4 8" size tight="yes" above none="—">
//	                           cols: proportions of the columns, or auto: as wide as
//	                           what stands in it asks for. Either gives way so that no
//	                           date, amount, number or name is broken; where all have
//	                           no room the type is smaller than size, else 小四.
//	                           tight: with lines and borders closer together.
//	                           none: what cells have that nothing was put into; one to
//	                           be filled in by hand has a <p></p>
//	  <row repeat="yes">       repeat: again at the top of every page
//	    <label cols rows align lines>   cell in 宋体, centred
//	    <cell cols rows align lines>    cell with text or several <p>, of which a size
//	                           can make one smaller. cols, rows: how many it spans;
//	                           lines: at least so many high. Every <p align="right">
//	                           at its end stands at the cell's foot
//	  <opinions as="意见" lines="3"/>
//	                           审批意见 in place of a row: one for each approval, label
//	                           (post and as) and opinion, name and date at its foot;
//	                           then how they were given, what .advice there is, and
//	                           the reasons for exceptions
//	<verify code="…" phone="…">address
//	                           QR code and check code, 20 mm high, at the left of the
//	                           lines that follow; nothing when there is no code. An
//	                           address that is no web page says whom to call instead
//	<imprint ruled="no">       版记, on the bottom of the last page; ruled="no": without
//	                           its rules, as in the 信函格式
//	  <entry right="…">        one ruled line of it, with text at its right end
package pdf
