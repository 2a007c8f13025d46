"""What the fuzzer changes: small releases in every format that is read, made here, and real files where there are any."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

import monitor
from benchmarks.releases import overview, slides
from monitor.typeset import typeset

DEMO = Path(monitor.__file__).parent / "demo_site"
ENDINGS = ("txt", "html", "pdf", "csv", "xlsx", "docx", "zip")
LARGEST = 400_000  # bytes; larger files are cut where their format has lines, else left out
MEASURES = 12
ROWS = (
    ("令和8年度 概算要求事業一覧", "", "", "（単位：千円）"),
    ("事業名", "令和8年度要求額", "令和7年度予算額", "増減"),
    ("救急医療の推進", "1,250", "1,100", "150"),
    ("（内訳）研修", "250", "200", "50"),
    ("看護職員の確保", "3,000", "3,200", "▲200"),
    ("移動図書館の運営", "400", "0", "400"),
    ("合計", "4,650", "4,300", "350"),
)
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def made_seeds() -> dict[str, bytes]:
    """Releases that no ministry wrote, by file name."""
    seeds = {
        "overview.txt": overview(MEASURES).data,
        "slides.txt": slides(MEASURES).data,
        "overview.pdf": typeset(overview(MEASURES).text, title="概算要求の概要"),
        "slides.pdf": typeset(slides(4).text),
        "ruled.pdf": _ruled(),
        "table.csv": "".join(",".join(f'"{cell}"' for cell in row) + "\r\n" for row in ROWS).encode(),
        "table.xlsx": _workbook(),
        "overview.docx": _word(overview(4).text),
    }
    for file in sorted(DEMO.glob("r8_*")):
        seeds[f"demo_{file.name}"] = file.read_bytes()
    seeds["release.zip"] = _packed({name: seeds[name] for name in ("overview.txt", "slides.pdf", "table.xlsx")})
    return seeds


def seeds_in(folders: Iterable[Path]) -> dict[str, bytes]:
    """Real files of these folders and those below, by their path: texts cut to their first part, too large files left out."""
    seeds = {}
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            ending = file.suffix.lower().lstrip(".")
            if ending not in ENDINGS or not file.is_file():
                continue
            data = file.read_bytes()
            if ending in ("txt", "csv"):
                data = data[: data.rfind(b"\n", 0, LARGEST // 4) + 1] if len(data) > LARGEST // 4 else data
            if 0 < len(data) <= LARGEST:
                seeds[f"{folder.name}/{file.relative_to(folder)}"] = data
    return seeds


def _ruled() -> bytes:
    """A page with a table drawn in rules."""
    sink = io.BytesIO()
    canvas = Canvas(sink, invariant=1)
    canvas.grid([60, 260, 360, 460], [600, 620, 640, 660])
    for row, cells in enumerate((("Jigyo", "R8", "R7"), ("Kyukyu", "1,250", "1,100"), ("Kenshu", "250", "200"))):
        for column, cell in enumerate(cells):
            canvas.drawString((65, 265, 365)[column], 645 - 20 * row, cell)
    canvas.save()
    return sink.getvalue()


def _workbook() -> bytes:
    """A work sheet of texts, two of its cells merged."""
    cells = ["".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) for row in ROWS]
    rows = "".join(f'<row r="{number}">{row}</row>' for number, row in enumerate(cells, 1))
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = f'<Relationship Id="s" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
    package = office.replace("officeDocument", "package")
    sheets = '<sheets><sheet name="要求" sheetId="1" r:id="s"/></sheets>'
    merged = '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>'
    return _packed(
        {
            "[Content_Types].xml": TYPES,
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{office}">{sheets}</workbook>'.encode(),
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">{relation}</Relationships>'.encode(),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData>{merged}</worksheet>'.encode(),
        }
    )


def _word(text: str) -> bytes:
    """The lines of a text as the paragraphs of a Word document, and a table behind them."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n"))
    cells = ["".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in row) for row in ROWS]
    table = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"
    return _packed(
        {
            "[Content_Types].xml": TYPES,
            "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{paragraphs}{table}</w:body></w:document>'.encode(),
        }
    )


def _packed(members: dict[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return sink.getvalue()
