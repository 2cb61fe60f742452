"""Writes workbooks as openpyxl and XlsxWriter do.

produce.py make PROGRAM IN OUT    makes OUT/<name>.xlsx of each IN/<name>.json
produce.py resave PROGRAM IN OUT  opens each IN/<name>.xlsx and saves it to OUT
"""
import datetime
import json
import pathlib
import sys


def value(cell):
    if cell["type"] == "date":
        return datetime.datetime.fromisoformat(cell["text"])
    if cell["type"] == "number":
        return float(cell["text"]) if "." in cell["text"] else int(cell["text"])
    if cell["type"] == "yesno":
        return cell["text"] == "TRUE"
    return cell["text"]


def openpyxl_make(sheet, out):
    import openpyxl
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet["title"]
    for cell in sheet["cells"]:
        at = page[cell["at"]]
        at.value = value(cell)
        at.number_format = cell["format"]
    for area in sheet["merged"]:
        page.merge_cells(area)
    book.save(out)


def xlsxwriter_make(sheet, out):
    import xlsxwriter
    book = xlsxwriter.Workbook(str(out))
    page = book.add_worksheet(sheet["title"])
    formats = {}
    first = {area.split(":")[0]: area for area in sheet["merged"]}
    for cell in sheet["cells"]:
        look = formats.setdefault(cell["format"], book.add_format({"num_format": cell["format"]}))
        if cell["at"] in first:
            page.merge_range(first.pop(cell["at"]), "", look)
        write = {"date": page.write_datetime, "number": page.write_number, "yesno": page.write_boolean, "text": page.write_string}
        write[cell["type"]](cell["at"], value(cell), look)
    for area in first.values():
        page.merge_range(area, "")
    book.close()


def openpyxl_resave(file, out):
    import openpyxl
    openpyxl.load_workbook(file).save(out)


how, program, source, target = sys.argv[1:]
do = globals()[program + "_" + how]
for file in sorted(pathlib.Path(source).glob("*.json" if how == "make" else "*.xlsx")):
    out = pathlib.Path(target) / (file.stem + ".xlsx")
    do(json.loads(file.read_text()) if how == "make" else file, out)
