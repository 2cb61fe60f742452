"""Draws a document with ReportLab, its fonts registered once.

Standard input: {"fonts": {name: path}, "pages": [{"strokes": [[x1, y1, x2, y2, width, [r, g, b], dashed]],
"runs": [[font, size, x, y, gap, [r, g, b], text]]}]}, y from the top; then one number of copies a line.
Answer to every such line: the milliseconds of one core that a copy took.
"""
import io, json, sys, time
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595.28, 841.89


def draw(pages):
    out = io.BytesIO()
    c = Canvas(out, pagesize=(WIDTH, HEIGHT), pageCompression=1)
    for page in pages:
        for x1, y1, x2, y2, width, color, dashed in page["strokes"]:
            c.setStrokeColorRGB(*color)
            c.setLineWidth(width)
            c.setDash([4, 3] if dashed else [])
            c.line(x1, HEIGHT - y1, x2, HEIGHT - y2)
        for font, size, x, y, gap, color, text in page["runs"]:
            c.setFont(font, size)
            c.setFillColorRGB(*color)
            c.drawString(x, HEIGHT - y, text, charSpace=gap)
        c.showPage()
    c.save()
    return out.getvalue()


document = json.loads(sys.stdin.readline())
for name, path in document["fonts"].items():
    pdfmetrics.registerFont(TTFont(name, path))
draw(document["pages"])  # what is made once is made
for line in sys.stdin:
    copies = int(line)
    start = time.process_time()
    for _ in range(copies):
        draw(document["pages"])
    print(1000 * (time.process_time() - start) / copies, flush=True)
