"""Adds up an archive by itself and holds what the registers say against it.

    python3 addition.py check ARCHIVE REGISTERS [REGISTERS ...]
    python3 addition.py blank REGISTERS TO

ARCHIVE is read as it lies: every record.json, and the journal's lines of what was made
void. What counts is said here once more, kind by kind, and worked out with Python's
decimals; nothing of the program is used. REGISTERS are folders of workbooks, as written or
as another program worked them out again; those that are not there are passed over. Each total
in them is looked up by the words beside it. Prints how many workbooks and totals were
compared and every difference; exits with 1 if there is one, or if nothing was compared.

blank copies registers without what their formulas came to, so that whoever opens them has
to work it out, into one folder: 2026/合同台账.xlsx as 2026 合同台账.xlsx.
"""

import collections
import datetime
import glob
import json
import os
import sys
from decimal import Decimal

import openpyxl

ZERO = Decimal(0)


def read(archive):
    """The records in the order in which they were filed, and which of them stand."""
    records = []
    for path in glob.glob(os.path.join(archive, "[0-9]*", "*", "*", "data", "record.json")):
        with open(path, encoding="utf-8") as f:
            records.append(json.load(f))
    void = set()
    for path in glob.glob(os.path.join(archive, "journal", "*.jsonl")):
        with open(path, encoding="utf-8") as f:
            void |= {e["number"] for e in map(json.loads, f) if e["event"] == "voided"}
    records.sort(key=lambda r: (datetime.datetime.fromisoformat(r["filed"].replace("Z", "+00:00")), r["number"]))
    replaced = {r["values"]["corrects"] for r in records if r["kind"] == "grant" and "corrects" in r["values"] and r["number"] not in void}
    for r in records:
        r["stands"] = r["number"] not in void and r["number"] not in replaced
    return records


def yuan(r, key):
    return Decimal(r["values"].get(key) or "0")


# What of a kind is added up: the day that counts, what its records have in common with
# those they follow, and what a record does to each column of the register, given what the
# earlier ones of its line came to.


def adds(key):
    return lambda r, before: yuan(r, key)


def becomes(key, when=lambda r: True):
    """The amount is put in the place of what was there before, where when holds; else added."""
    return lambda r, before: yuan(r, key) - before if when(r) else yuan(r, key)


def only(when, effect):
    return lambda r, before: effect(r, before) if when(r) else ZERO


def says(key, *choices):
    return lambda r: r["values"].get(key) in choices


changed, bought, gone = says("state", "变更", "解除"), says("stage", "采购结果"), says("action", "减少")


def itself(r):
    return r["number"]


def follows(when):
    return lambda r: r["values"]["original"] if when(r) and "original" in r["values"] else r["number"]


def approval(r):
    return r["values"]["approval_number"], r["values"]["project"]


KINDS = {
    "合同": ("contract", "sign_date", follows(changed), {
        "金额（元）": becomes("amount", changed), "报审时已付（元）": becomes("paid", changed), "报审时未付（元）": becomes("unpaid", changed)}),
    "资金使用": ("funds", "issue_date", itself, {"金额": adds("amount")}),
    "固定资产": ("asset", "issue_date", itself, {
        "原值": lambda r, before: -yuan(r, "value") if gone(r) else yuan(r, "value"),
        "减少净值": only(gone, adds("net")), "处置收入": only(gone, adds("income"))}),
    "政府采购": ("procurement", "issue_date", follows(bought), {
        "预算金额": becomes("budget", bought), "成交金额": only(bought, becomes("deal")), "节约金额": only(bought, becomes("saved"))}),
    "投资项目": ("project", "issue_date", approval, {
        "批复投资": becomes("invested", says("stage", "投资评审", "竣工验收")), "评审金额": only(says("stage", "投资评审"), becomes("reviewed"))}),
    "投资项目变更": ("project-change", "issue_date", approval, {"变更后投资": becomes("after"), "增减金额": adds("change")}),
    "执收执罚收入": ("revenue", "issue_date", itself, {"实收金额": adds("collected"), "已缴金额": adds("paid"), "从收入中支出": adds("spent")}),
    "补助发放": ("grant", "issue_date", itself, {"发放金额": adds("amount")}),
    "办结登记": ("closing", "issue_date", itself, {}),
}


def effects(records, line, columns):
    """What each record adds to each column, by number. The records are as filed."""
    above = {r["number"]: line(r) for r in records}
    balances, found = collections.defaultdict(lambda: ZERO), {}
    for r in records:
        root, seen = above[r["number"]], set()
        while root in above and above[root] != root and root not in seen:
            seen.add(root)
            root = above[root]
        found[r["number"]] = {}
        for label, effect in columns.items():
            by = effect(r, balances[root, label]) if r["stands"] else ZERO
            balances[root, label] += by
            found[r["number"]][label] = by
    return found


class Comparison:
    def __init__(self):
        self.workbooks, self.compared, self.different = 0, 0, []

    def same(self, what, want, got):
        self.compared += 1
        if isinstance(want, Decimal):
            got = None if got is None or isinstance(got, str) else round(Decimal(repr(got)), 2)
        if want != got:
            self.different.append(f"{what}: {got}, by addition {want}")


def register_totals(records):
    """By title and year of the register: the columns, and what they come to by what of it."""
    totals = {}
    for title, (kind, day, line, columns) in KINDS.items():
        of = [r for r in records if r["kind"] == kind]
        for r in of:
            r["day"] = datetime.date.fromisoformat(r["values"][day])
        found = effects(of, line, columns)
        for r in of:
            sums = totals.setdefault((title, r["year"]), (columns, collections.defaultdict(lambda: [0, collections.defaultdict(lambda: ZERO)])))[1]
            sums[("all",)]
            if not r["stands"]:
                continue
            d, unit = r["day"], r["values"]["unit"]
            year = "" if d.year == r["year"] else f"{d.year}年"
            for key in ("all",), ("月份", f"{year}{d.month}月"), ("季度", f"{year}第{(d.month + 2) // 3}季度"), ("单位", unit), ("年度", f"{d.year}年"), (unit, f"{year}{d.month}月"):
                sums[key][0] += 1
                for label in columns:
                    sums[key][1][label] += found[r["number"]][label]
    return totals


def check_register(c, path, title, year, columns, sums):
    book = openpyxl.load_workbook(path, data_only=True)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    at = {label: i for i, label in enumerate(rows[0])}
    name = f"{year} {title}"
    for row in rows[1:]:
        if row[0] in ("合计（随筛选）", "控制数（定值）"):
            for label in columns:
                c.same(f"{name} {row[0]} {label}", sums[("all",)][1][label], row[at[label]])
    rows = list(book["汇总"].iter_rows(values_only=True))
    head, seen = rows[0], set()
    for row in rows[1:]:
        if row[0] in ("月份", "季度", "年度", "单位"):
            head = row
            continue
        if row[0] is None or row[1] is None:
            continue
        key = ("all",) if row[0] == "合计" else (head[0], row[0])
        seen.add(key)
        count, amounts = sums[key] if key in sums else (0, {})
        c.same(f"{name} {key} 件数", count, row[1])
        for label in columns:
            c.same(f"{name} {key} {label}", amounts.get(label, ZERO), row[head.index(label)])
    for key in sums:
        if key[0] in ("月份", "季度", "单位") and key not in seen:
            c.different.append(f"{name} {key} is not in the summary")
    if "单位各月" not in book.sheetnames:
        return
    matrix = list(book["单位各月"].iter_rows(values_only=True))
    label = None
    for row in matrix[1:]:
        if row[1] is None:
            label = row[0]
            continue
        for i, month in enumerate(matrix[0][1:-1], 1):
            key = ("月份", month) if row[0] == "合计" else (row[0], month)
            count, amounts = sums[key] if key in sums else (0, {})
            c.same(f"{name} {label} {key}", count if label == "件数" else amounts.get(label, ZERO), row[i])


# The views: of every line the steps in which each of its amounts came about.


def line_of(records, kinds):
    """The records of each line that begins with those of kinds, which name its first."""
    above = {}
    for r in records:
        v = r["values"]
        if r["kind"] == "contract":
            above[r["number"]] = v["original"] if changed(r) and "original" in v else r["number"]
        elif r["kind"] == "procurement":
            above[r["number"]] = v["original"] if bought(r) and "original" in v else r["number"]
    lines = collections.defaultdict(list)
    for r in records:
        if r["kind"] not in kinds:
            continue
        root, seen = (r["values"].get("contract") if r["kind"] == "funds" else r["number"]), set()
        if root is None:
            continue
        while root in above and above[root] != root and root not in seen:
            seen.add(root)
            root = above[root]
        lines[root].append(r)
    return lines


def steps(line, does):
    """What each record of a line does to what it comes to: does gives by kind how much."""
    total, by = ZERO, []
    for r in line:
        if r["stands"] and r["kind"] in does:
            by.append((r, does[r["kind"]](r, total)))
            total += by[-1][1]
    return by


def less(one, other):
    return one + [(r, -by) for r, by in other]


def contracts(records):
    for line in line_of(records, ("contract", "funds")).values():
        amount = steps(line, {"contract": becomes("amount", changed)})
        paid = steps(line, {"contract": becomes("paid", changed), "funds": adds("amount")})
        # Of a contract that is not on file nobody knows how much is still to be paid.
        yield {"现合同金额": amount, "已付": paid, "未付": less(amount, paid) if amount else []}


def purchases(records):
    for line in line_of(records, ("procurement",)).values():
        yield {"预算金额": steps(line, {"procurement": becomes("budget", bought)}),
               "成交金额": steps(line, {"procurement": only(bought, becomes("deal"))}),
               "节约金额": steps(line, {"procurement": only(bought, becomes("saved"))})}


def grouped(records, kinds, key):
    lines = collections.defaultdict(list)
    for r in records:
        if r["kind"] in kinds:
            lines[key(r)].append(r)
    return lines.values()


def assets(records):
    for line in grouped(records, ("asset",), lambda r: r["values"]["card"]):
        came = steps(line, {"asset": lambda r, before: ZERO if gone(r) else yuan(r, "value")})
        went = steps(line, {"asset": only(gone, adds("value"))})
        yield {"新增原值": came, "减少原值": went, "现有原值": less(came, went), "处置收入": steps(line, {"asset": only(gone, adds("income"))})}


def projects(records):
    for line in grouped(records, ("project", "project-change"), approval):
        yield {"变更增减": steps(line, {"project-change": adds("change")}),
               "现批准投资": steps(line, {"project": becomes("invested", says("stage", "投资评审", "竣工验收")), "project-change": becomes("after")})}


def unit_year(r):
    return r["values"]["unit"], int(r["values"]["issue_date"][:4])


def budget(records):
    for line in grouped(records, ("funds",), lambda r: (*unit_year(r), r["values"].get("budget_item"))):
        used = steps(line, {"funds": adds("amount")})
        says_left = [r for r in line if r["stands"] and "budget_left" in r["values"]]
        # What is left is counted from the first that says what there was, and by what each says.
        first = [(r, yuan(r, "budget_left")) for r in says_left[:1]]
        declared = steps(line, {"funds": lambda r, before: (yuan(r, "budget_left") - before if "budget_left" in r["values"] else ZERO) - yuan(r, "amount")})
        yield {"批准支出": used, "首次申报余额": first, "结余（计算）": less(first, used) if first else [], "结余（申报）": declared if first else []}


def two_lines(records):
    for line in grouped(records, ("revenue", "funds"), unit_year):
        collected, paid = steps(line, {"revenue": adds("collected")}), steps(line, {"revenue": adds("paid")})
        yield {"实收": collected, "已缴": paid, "未缴": less(collected, paid), "从收入中支出": steps(line, {"revenue": adds("spent")}),
               "批准支出": steps(line, {"funds": adds("amount")})}


# Columns that have the first or last of something are of no quarter, nor what they are part of.
UNDATED = {"首次申报余额", "结余（计算）"}

VIEWS = {"合同履行台账": contracts, "政府采购执行台账": purchases, "固定资产卡片台账": assets,
         "政府投资项目台账": projects, "预算执行台账": budget, "收支两条线台账": two_lines}


def check_view(c, path, title, lines):
    book = openpyxl.load_workbook(path, data_only=True)
    labels, want, all_of = list(lines[0]), collections.Counter(), collections.defaultdict(lambda: ZERO)
    quarters = collections.defaultdict(lambda: collections.defaultdict(lambda: ZERO))
    for line in lines:
        amounts = {label: sum((by for _, by in line[label]), ZERO) for label in labels}
        if any(amounts.values()):
            want[tuple(amounts[label] for label in labels)] += 1
        for label in labels:
            all_of[label] += amounts[label]
            for r, by in line[label]:
                quarters[f"{r['day'].year}年第{(r['day'].month + 2) // 3}季度"][label] += by
                quarters[f"{r['day'].year}年"][label] += by
    rows, got, below = list(book.worksheets[0].iter_rows(values_only=True)), collections.Counter(), False
    at = {label: i for i, label in enumerate(rows[0])}
    for row in rows[1:]:
        if row[0] in ("合计（随筛选）", "控制数（定值）"):
            below = True
            for label in labels:
                c.same(f"{title} {row[0]} {label}", all_of[label], row[at[label]])
        elif not below and any(row[at[label]] for label in labels):
            got[tuple(round(Decimal(repr(row[at[label]] or 0)), 2) for label in labels)] += 1
    c.compared += len(want)
    for amounts in (want - got) + (got - want):
        c.different.append(f"{title} {labels} {amounts}: {got[amounts]} lines, by addition {want[amounts]}")
    rows, seen = list(book["汇总"].iter_rows(values_only=True)), set()
    at = {label: i for i, label in enumerate(rows[0])}
    for row in rows[1:]:
        amounts = all_of if row[0] == "合计" else quarters.get(row[0])
        for label in labels:
            if amounts is not None and (row[0] not in quarters and not seen or label not in UNDATED):
                c.same(f"{title} 汇总 {row[0]} {label}", amounts[label], row[at[label]])
        if row[0] == "合计" or row[0] in quarters:
            seen.add(row[0])
    for quarter in quarters.keys() - seen:
        c.different.append(f"{title} 汇总 {quarter} is missing")


def blank(registers, to):
    os.makedirs(to)
    for path in glob.glob(os.path.join(registers, "*", "*.xlsx")):
        openpyxl.load_workbook(path).save(os.path.join(to, os.path.relpath(path, registers).replace(os.sep, " ")))


def workbooks(c, folder, below, title):
    """The path of a workbook as it was written or as blank names it, if it is there."""
    for between in os.sep, " ":
        path = os.path.join(folder, below + between + title + ".xlsx")
        if os.path.exists(path):
            c.workbooks += 1
            yield path


def check(archive, folders):
    records, c = read(archive), Comparison()
    registers = register_totals(records)
    views = {title: list(lines(records)) for title, lines in VIEWS.items()}
    for folder in folders:
        for (title, year), (columns, sums) in registers.items():
            for path in workbooks(c, folder, str(year), title + "台账"):
                check_register(c, path, title, year, columns, sums)
        for title, lines in views.items():
            for path in workbooks(c, folder, "综合", title):
                check_view(c, path, title, lines)
    print(f"{len(records)} records, {c.workbooks} workbooks, {c.compared} totals, {len(c.different)} differences")
    for line in c.different[:50]:
        print(line)
    return 1 if c.different or not c.compared else 0


if __name__ == "__main__":
    if sys.argv[1] == "blank":
        sys.exit(blank(*sys.argv[2:]))
    sys.exit(check(sys.argv[2], sys.argv[3:]))
