"""Files for tests of ingest: workbooks written by hand, and records in the shape of the Global Terrorism Database.

No row here is a publisher's: events, places and figures are made up.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping
from html import escape

_NS = "http://schemas.openxmlformats.org"
_MAIN, _REL = f"{_NS}/spreadsheetml/2006/main", f"{_NS}/officeDocument/2006/relationships"
_PACKAGE = f"{_NS}/package/2006"

_GTD = {
    "iyear": "2014", "imonth": "5", "iday": "6", "extended": "0", "resolution": "", "country": "153",
    "country_txt": "Pakistan", "provstate": "Balochistan", "city": "Quetta", "latitude": "30.1", "longitude": "67.0",
    "specificity": "1", "vicinity": "0", "doubtterr": "0", "success": "1", "suicide": "0",
    "attacktype1_txt": "Bombing/Explosion", "targtype1_txt": "Police", "target1": "Patrol", "natlty1_txt": "Pakistan",
    "gname": "Unknown", "claimed": "0", "nkill": "0", "nkillter": "0", "nwound": "0", "related": "",
}  # fmt: skip
GTD_COLUMNS = ["eventid", *_GTD]


def csv_bytes(columns: list[str], rows: Iterable[Mapping[str, object]], *, encoding: str = "utf-8") -> bytes:
    """A CSV; what a row leaves out is an empty cell."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def gtd_rows(*rows: Mapping[str, str]) -> list[dict[str, str]]:
    """Made-up records in the publisher's columns; ids follow from the day where a row gives none."""
    filled = [{**_GTD, **row} for row in rows]
    return [
        {"eventid": f"{row['iyear']}{int(row['imonth']):02}{int(row['iday']):02}{number:04}", **row}
        for number, row in enumerate(filled, 1)
    ]


def workbook(sheets: Mapping[str, list[list[object]]], *, formulas: Mapping[str, str] | None = None) -> bytes:
    """An Excel workbook. Texts become inline strings, numbers numbers, None no cell at all.

    Args:
        formulas: cell such as `B2` -> formula whose stored result is the cell's value.
    """
    buffer = io.BytesIO()
    numbers = range(1, len(sheets) + 1)
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml"'
            ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        )
        archive.writestr("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            _relations([("worksheet", f"worksheets/sheet{number}.xml") for number in numbers]),
        )
        named = "".join(
            f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
            for number, name in zip(numbers, sheets, strict=True)
        )
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>{named}</sheets></workbook>'
        )
        for number, rows in zip(numbers, sheets.values(), strict=True):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(rows, formulas or {}))
    return buffer.getvalue()


def _relations(targets: list[tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="rId{number}" Type="{_REL}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def _sheet(rows: list[list[object]], formulas: Mapping[str, str]) -> str:
    body = ""
    for number, row in enumerate(rows, 1):
        cells = "".join(
            _cell(f"{_letters(place)}{number}", value, formulas) for place, value in enumerate(row) if value is not None
        )
        body += f'<row r="{number}">{cells}</row>'
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'


def _cell(name: str, value: object, formulas: Mapping[str, str]) -> str:
    formula = f"<f>{escape(formulas[name])}</f>" if name in formulas else ""
    if isinstance(value, int | float):
        return f'<c r="{name}">{formula}<v>{value}</v></c>'
    if str(value).startswith("#"):
        return f'<c r="{name}" t="e">{formula}<v>{value}</v></c>'
    return f'<c r="{name}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def _letters(place: int) -> str:
    return (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)
