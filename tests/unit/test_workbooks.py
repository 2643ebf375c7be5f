"""A workbook is held to what memory can take before anything makes room for its cells."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from corridorwatch.config import ROOT
from corridorwatch.errors import BrokenSource
from corridorwatch.ingest.filetypes import read_cells
from corridorwatch.ingest.workbooks import hold_to_size
from corridorwatch.sources.own_tables.grids import read_grids

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="{}/{}" Target="{}"/></Relationships>'
)
FAR = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
MISPLACED = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'
IN_ANOTHER_ORDER = '<row r="1"><c s="1" r="A1"><v>1</v></c><c s="1" r="XFD1048576"><v>1</v></c></row>'
WIDE = "<row>" + "".join(f"<c><v>{each * 7919 % 1_000_003}</v></c>" for each in range(200_000)) + "</row>"
PREFIXED = '<x:row r="1048576" xmlns:x="{0}"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>'.replace("{0}", _MAIN)


def workbook(rows: str) -> bytes:
    """A workbook of one sheet, by the XML of its rows."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELS.format(_REL, "officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/_rels/workbook.xml.rels", _RELS.format(_REL, "worksheet", "worksheets/sheet1.xml"))
        archive.writestr(
            "xl/workbook.xml",
            f'<?xml version="1.0"?><workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
            '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>',
        )
    return file.getvalue()


@pytest.mark.parametrize(
    ("rows", "reach"),
    [
        (FAR, "row 1,048,576 and column 16,384"),
        (MISPLACED, "row 1,048,576 and column 16,384"),
        (IN_ANOTHER_ORDER, "row 1,048,576 and column 16,384"),
        (PREFIXED, "row 1,048,576 and column 16,384"),
        (WIDE, "row 1 and column 200,000"),
    ],
    ids=["far", "misplaced", "another order", "prefixed", "wide"],
)
def test_a_workbook_whose_cells_reach_too_far_is_refused_in_words(tmp_path: Path, rows: str, reach: str) -> None:
    """Two kilobytes with a cell in the last corner ended the process; 200,000 columns never came to an end."""
    content = workbook(rows)
    for read in (read_cells, read_grids):
        with pytest.raises(BrokenSource, match=reach):
            read(content, "table.xlsx")
    (tmp_path / "table.xlsx").write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", "from pipelines.cli import main; main()", "add", "acled", str(tmp_path / "table.xlsx")],
        capture_output=True, text=True, cwd=ROOT, check=False, timeout=60, env={"CORRIDORWATCH_HOME": str(tmp_path)},
    )  # fmt: skip
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert reach in done.stderr.replace("\n", " ")


def test_cells_without_content_far_off_and_the_usual_ones_are_read() -> None:
    """Spreadsheets format rows to the end of the sheet; what holds nothing takes no room."""
    formatted = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    content = workbook('<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>' + formatted)
    hold_to_size(content, "table.xlsx")
    assert [record for _, record in read_cells(content, "table.xlsx").records] == [["2"]]
