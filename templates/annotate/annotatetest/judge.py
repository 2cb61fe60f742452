"""Prints all that openpyxl, a reader of another make, finds in workbooks, as JSON."""
import json
import sys

import openpyxl


def look(file):
    book = openpyxl.load_workbook(file)
    sheets = []
    for sheet in book.worksheets:
        cells, fills, notes = {}, {}, {}
        for cell in sheet._cells.values():
            at = cell.coordinate
            cells[at] = [repr(part) for part in (
                cell.value, cell.data_type, cell.number_format, cell.font, cell.border,
                cell.alignment, cell.protection, cell.hyperlink)]
            solid = cell.fill.fill_type == "solid"
            fills[at] = cell.fill.fgColor.rgb if solid and cell.fill.fgColor.type == "rgb" else repr(cell.fill)
            if cell.comment:
                notes[at] = cell.comment.text
        heights = {str(k): repr((r.height, r.hidden)) for k, r in sheet.row_dimensions.items() if r.height or r.hidden}
        sheets.append({"title": sheet.title, "heights": heights, "cells": cells, "fills": fills, "notes": notes, "rest": {
            "state": sheet.sheet_state,
            "merged": repr(sorted(str(r) for r in sheet.merged_cells.ranges)),
            "widths": repr([(k, c.min, c.max, c.width, c.hidden) for k, c in sorted(sheet.column_dimensions.items())]),
            "rules": repr(sorted(repr(r) for r in sheet.data_validations.dataValidation)),
            "conditional": repr([(str(r.sqref), [(rule.type, rule.formula, rule.dxf) for rule in r.rules]) for r in sheet.conditional_formatting]),
            "frozen": repr(sheet.freeze_panes),
            "filter": repr(sheet.auto_filter.ref),
            "tables": repr([(t.name, t.ref) for t in sheet.tables.values()]),
            "page": repr((sheet.page_setup, sheet.page_margins, sheet.print_options)),
            "header": repr([(part.left.text, part.center.text, part.right.text) for part in (
                sheet.oddHeader, sheet.oddFooter, sheet.evenHeader, sheet.evenFooter)]),
            "protection": repr(sheet.protection),
            "drawn": repr((len(sheet._images), len(sheet._charts))),
        }})
    return sheets


json.dump([look(file) for file in sys.argv[1:]], sys.stdout)
