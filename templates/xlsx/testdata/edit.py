"""Changes a workbook as people do, with openpyxl.

Usage: edit.py FILE [hide ROW | set CELL NUMBER]...
"""
import sys

import openpyxl

path, steps = sys.argv[1], sys.argv[2:]
book = openpyxl.load_workbook(path)
sheet = book.worksheets[0]
while steps:
    what, steps = steps[0], steps[1:]
    if what == "hide":
        sheet.row_dimensions[int(steps[0])].hidden = True
        steps = steps[1:]
    elif what == "set":
        sheet[steps[0]] = float(steps[1])
        steps = steps[2:]
    else:
        sys.exit("unknown step " + what)
book.save(path)
