"""Prints what openpyxl, a reader of another make, finds in a workbook, as JSON."""
import json
import sys

import openpyxl

book = openpyxl.load_workbook(sys.argv[1])
found = []
for sheet in book.worksheets:
    cells = {}
    edges = {}
    for row in sheet.iter_rows():
        for cell in row:
            if cell.border.right.style or cell.border.top.style:
                edges[str(cell.row)] = cell.column
            if cell.value is None:
                continue
            cells[cell.coordinate] = {
                "value": str(cell.value),
                "type": cell.data_type,
                "format": cell.number_format,
                "strike": bool(cell.font.strike),
                "fill": cell.fill.fgColor.rgb if cell.fill.fill_type else "",
            }
    found.append({
        "title": sheet.title,
        "state": sheet.sheet_state,
        "cells": cells,
        "rules": {
            str(rule.sqref): [rule.type or "", rule.formula1 or "", rule.formula2 or "", rule.promptTitle or "", rule.prompt or ""]
            for rule in sheet.data_validations.dataValidation
        },
        "merged": [str(area) for area in sheet.merged_cells.ranges],
        "heights": {str(n): row.height for n, row in sheet.row_dimensions.items() if row.height},
        "edges": edges,
        "errors": {str(rule.sqref): rule.errorStyle or "stop" for rule in sheet.data_validations.dataValidation if rule.showErrorMessage},
        "filter": (sheet.auto_filter.ref or "").replace("$", ""),
        "table": {table.name: table.ref for table in sheet.tables.values()},
        "names": {name.name: name.attr_text for name in book.defined_names.definedName} if hasattr(book.defined_names, "definedName")
        else {name: value.attr_text for name, value in book.defined_names.items()},
        "charts": [chart.anchor._from.col for chart in sheet._charts],
        "frozen": sheet.freeze_panes or "",
        "repeated": sheet.print_title_rows or "",
        "page": [sheet.page_setup.orientation or "", str(sheet.page_setup.paperSize), str(sheet.page_setup.fitToWidth), str(sheet.page_setup.fitToHeight)],
        "header": sheet.oddHeader.center.text or "",
        "footer": sheet.oddFooter.center.text or "",
        "protected": bool(sheet.protection.sheet),
    })
json.dump(found, sys.stdout)
