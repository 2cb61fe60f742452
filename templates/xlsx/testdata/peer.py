"""Writes the register of the benchmark with XlsxWriter in constant-memory mode.

Usage: peer.py FILE ROWS. The same cells, formats, widths, frozen row, table-wide
filter and print set-up as in bench_test.go.
"""
import datetime
import sys

import xlsxwriter

path, rows = sys.argv[1], int(sys.argv[2])
book = xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
sheet = book.add_worksheet("2026年合同")
box = {"font_name": "宋体", "font_size": 10.5, "font_color": "#1F2933", "border": 1, "border_color": "#B8C2CC", "valign": "vcenter", "text_wrap": True}
head = book.add_format({**box, "bold": True, "font_color": "#FFFFFF", "bg_color": "#2F5496", "align": "center"})
text = book.add_format({**box, "num_format": "@"})
centred = book.add_format({**box, "num_format": "0", "align": "center"})
date = book.add_format({**box, "num_format": "yyyy-mm-dd", "align": "center"})
money = book.add_format({**box, "num_format": "#,##0.00", "align": "right"})
labels = ["序号", "编号", "签订日期", "名称", "承办单位", "金额", "份数", "对方", "经办人", "效力", "计入金额", "表单摘要"]
for i in range(len(labels)):
    sheet.set_column(i, i, 18)
sheet.freeze_panes(1, 0)
sheet.set_landscape()
sheet.set_paper(9)
sheet.repeat_rows(0)
sheet.set_row(0, 26)
for i, label in enumerate(labels):
    sheet.write_string(0, i, label, head)
day = datetime.datetime(2026, 1, 1)
for n in range(1, rows + 1):
    sheet.set_row(n, 20)
    sheet.write_number(n, 0, n, centred)
    sheet.write_string(n, 1, f"龙政合字〔2026〕{n}号", text)
    sheet.write_datetime(n, 2, day + datetime.timedelta(days=n % 365), date)
    sheet.write_string(n, 3, f"第{n}号合同的名称", text)
    sheet.write_string(n, 4, f"第{n % 40}单位", text)
    sheet.write_number(n, 5, (n * 12345 % 100000000) / 100, money)
    sheet.write_number(n, 6, n % 9 + 1, centred)
    sheet.write_string(n, 7, f"对方第{n % 500}公司", text)
    sheet.write_string(n, 8, "林知远", text)
    sheet.write_string(n, 9, "有效", text)
    sheet.write_number(n, 10, (n * 12345 % 100000000) / 100, money)
    sheet.write_string(n, 11, f"{n:064x}", text)
sheet.write_formula(rows + 2, 5, f"=SUBTOTAL(109,$K$2:$K${rows + 1})", money)
sheet.autofilter(0, 0, rows, len(labels) - 1)
book.close()
