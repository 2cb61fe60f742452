"""Makes workbooks as other programs write them: make.py HOW FORM OUT.

openpyxl     the form, saved again, with people's comments if it has none
xlsxwriter   a form with all that XlsxWriter can put beside the cells
zip64        the form in a zip file with the records for large files
"""
import datetime
import struct
import sys
import zipfile
import zlib

how, form, out = sys.argv[1:]


def picture():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)) + \
        chunk(b"IDAT", zlib.compress((b"\0" + b"\xc0\x30\x20" * 8) * 8)) + chunk(b"IEND", b"")


if how == "openpyxl":
    import openpyxl
    from openpyxl.comments import Comment
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[0]
    for at, text in {"B4": "这个日期再核对一下", "B5": "单位全称"}.items():
        sheet[at].comment = sheet[at].comment or Comment(text, "王芳")
    sheet["B5"].number_format = "@"
    sheet.freeze_panes = "B4"
    book.save(out)
elif how == "xlsxwriter":
    import io
    import xlsxwriter
    book = xlsxwriter.Workbook(out)
    hidden = book.add_worksheet("旧表")
    sheet = book.add_worksheet("介绍信")
    guide = book.add_worksheet("填表说明")
    hidden.hide()
    sheet.activate()
    sheet.set_first_sheet()
    day = book.add_format({"num_format": "yyyy-mm-dd", "border": 1, "bg_color": "#EDF2F7"})
    label = book.add_format({"bold": True, "font_name": "宋体"})
    sheet.write("A3", "表单种类", label)
    sheet.write("B3", "介绍信")
    sheet.write("A4", "开具日期 *", label)
    sheet.write_datetime("B4", datetime.datetime(2026, 5, 1), day)
    sheet.write("A5", "申请单位 *", label)
    sheet.merge_range("B5:D5", "某局", day)
    sheet.write_formula("B6", "=1+1", None, 2)
    sheet.write_rich_string("B7", "王", label, "芳")
    sheet.write_url("B8", "https://example.com/", string="网页")
    sheet.set_row(10, 30, label)
    sheet.set_column("G:H", 3, day)
    sheet.set_column("I:I", None, None, {"hidden": True})
    sheet.data_validation("B9", {"validate": "list", "source": ["同意", "不同意"]})
    sheet.conditional_format("B4:B9", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("B4:B9", {"type": "cell", "criteria": ">", "value": 5, "format": label})
    sheet.add_table("F12:G14", {"columns": [{"header": "姓名"}, {"header": "职务"}]})
    sheet.insert_image("F16", "picture.png", {"image_data": io.BytesIO(picture())})
    sheet.insert_button("F20", {"macro": "m", "caption": "提交"})
    sheet.set_header("&L&G", {"image_left": "picture.png", "image_data_left": io.BytesIO(picture())})
    sheet.write_comment("B4", "请核对", {"author": "王芳", "visible": True})
    sheet.write_comment("B9", "从列表里选", {"author": "李强"})
    sheet.freeze_panes(3, 1)
    sheet.protect("x", {"objects": False})
    guide.write("A1", "说明")
    book.close()
else:
    zipfile.ZIP64_LIMIT = 0
    with zipfile.ZipFile(form) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            with new.open(zipfile.ZipInfo(name), "w", force_zip64=True) as part:
                part.write(old.read(name))
