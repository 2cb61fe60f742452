"""Prints all that openpyxl, a reader of another make, finds in workbooks, as JSON."""
import json
import sys

import openpyxl


def look(file):
    book = openpyxl.load_workbook(file)
    sheets = []
    for sheet in book.worksheets:
        cells, notes, fills = {}, {}, {}
        for cell in [cell for row in sheet.iter_rows() for cell in row]:
            fill = cell.fill.fgColor.rgb if cell.fill.fill_type else ""
            cells[cell.coordinate] = [
                repr(part) for part in (
                    cell.value, cell.data_type, cell.number_format, cell.font, cell.border,
                    cell.alignment, cell.protection, cell.hyperlink)
            ]
            fills[cell.coordinate] = repr(cell.fill)
            if fill == "FFFFE08A":
                fills[cell.coordinate] = "ours"
            if cell.comment:
                notes[cell.coordinate] = [cell.comment.author, cell.comment.text]
        sheets.append({
            "title": sheet.title, "cells": cells, "fills": fills, "notes": notes,
            "rest": {
                "state": sheet.sheet_state,
                "merged": sorted(str(r) for r in sheet.merged_cells.ranges),
                "widths": {k: [c.min, c.max, c.width, c.hidden] for k, c in sheet.column_dimensions.items()},
                "heights": {str(k): [r.height, r.hidden] for k, r in sheet.row_dimensions.items() if r.height or r.hidden},
                "rules": sorted(repr(r) for r in sheet.data_validations.dataValidation),
                "conditional": [[str(r.sqref), repr(list(r.rules))] for r in sheet.conditional_formatting],
                "frozen": sheet.freeze_panes, "filter": sheet.auto_filter.ref,
                "tables": {t.name: t.ref for t in sheet.tables.values()},
                "page": repr(sheet.page_setup), "margins": repr(sheet.page_margins),
                "header": repr(sheet.HeaderFooter), "protection": repr(sheet.protection),
                "images": len(sheet._images), "charts": len(sheet._charts),
            },
        })
    return sheets


json.dump([look(file) for file in sys.argv[1:]], sys.stdout)
