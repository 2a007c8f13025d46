"""What cannot be read: one clear line, exit code 1, nothing stored as a change."""

from __future__ import annotations

import io
import json
import os
import re
import zipfile
import zlib
from pathlib import Path

import pytest

from monitor.cli import COMMANDS
from monitor.typeset import typeset
from tests.e2e.conftest import Run


def encrypted_pdf() -> bytes:
    """A PDF that asks for a password, set with the same typesetter."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    sink = io.BytesIO()
    page = Canvas(sink, encrypt=StandardEncryption("secret", strength=128))
    page.drawString(72, 72, "budget")
    page.save()
    return sink.getvalue()


def zip_bomb() -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * 50_000_000)
    return sink.getvalue()


def flate_bomb() -> bytes:
    """A PDF whose one page inflates to 400 MB of drawing."""
    stream = zlib.compress(b"q Q " * 100_000_000, 9)
    return (
        b"%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>endobj\n"
        b"4 0 obj<</Filter/FlateDecode/Length " + str(len(stream)).encode() + b">>stream\n" + stream + b"\nendstream endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF\n"
    )


def package(**parts: bytes) -> bytes:
    """An Office package of these parts, by their names with _ for /."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        for name, content in parts.items():
            archive.writestr(name.replace("_", "/") + ".xml", content)
    return sink.getvalue()


def package_of_packages() -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as archive:
        archive.writestr("inner.zip", zip_bomb())
    return sink.getvalue()


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><document>&b;</document>'

MAINTENANCE = "<!doctype html><title>メンテナンス</title><h1>ただいまメンテナンス中です</h1><p>8月30日 9時に再開します。</p>"

BAD = {
    "unreadable.bin": b"\x00\x01\x02\x03" * 400,
    "empty.txt": b"",
    "maintenance.html": MAINTENANCE.encode(),
    "bomb.zip": zip_bomb,
    "locked.pdf": encrypted_pdf,
    "cut.pdf": lambda: typeset("令和8年度 概算要求の概要\n" * 40)[:2000],
    "flate.pdf": flate_bomb,
    "bomb.xlsx": lambda: package(xl_workbook=b"<workbook>" + b" " * 150_000_000),
    "laughs.docx": lambda: package(word_document=LAUGHS),
    "deep.docx": lambda: package(word_document=b"<document><body>" + b"<tbl><tr><tc>" * 100_000),
    "line.csv": lambda: "事業,局,金額\n".encode() * 9_000 + b"x" * 90_000_000,
    "nested.zip": package_of_packages,
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("command", ["parse", "ingest"])
def test_it_is_one_clear_line_and_exit_1(yosan: Run, tmp_path: Path, name: str, command: str) -> None:
    content = BAD[name]
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content())
    done = yosan(command, name)
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("yosan-watch: ")
    assert name in lines[0]
    assert len(lines[0]) < 300
    assert "Traceback" not in done.stderr + done.stdout
    assert yosan("changes", "--format", "jsonl").stdout == ""


def test_a_file_that_is_not_there_is_one_clear_line(yosan: Run) -> None:
    for command in ("parse", "ingest"):
        done = yosan(command, "nowhere.pdf")
        assert done.returncode in (1, 2)
        assert "nowhere.pdf" in done.stderr
        assert "Traceback" not in done.stderr


def test_one_bad_file_stops_no_other(yosan: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.bin").write_bytes(BAD["unreadable.bin"])  # type: ignore[arg-type]
    good = Path(__file__).resolve().parents[2] / "monitor" / "demo_site" / "r8_gaiyou.txt"
    done = yosan("parse", "bad.bin", good, "--format", "jsonl")
    assert done.returncode == 1
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) == 13
    assert "bad.bin" in done.stderr


def test_what_replaced_a_good_edition_and_cannot_be_read_ends_nothing(yosan: Run, tmp_path: Path) -> None:
    good = Path(__file__).resolve().parents[2] / "monitor" / "demo_site" / "r8_gaiyou.txt"
    url = "https://ministry.example/r8.pdf"
    assert yosan("ingest", good, "--url", url, "--ministry", "見本省").returncode == 0
    for name in ("maintenance.html", "empty.txt"):
        (tmp_path / name).write_bytes(BAD[name])  # type: ignore[arg-type]
        assert yosan("ingest", name, "--url", url).returncode == 1
    assert yosan("changes", "--format", "jsonl").stdout == ""
    assert yosan("ingest", good, "--url", url, "--ministry", "見本省").returncode == 0
    assert yosan("changes", "--format", "jsonl").stdout == ""


def test_wrong_usage_is_exit_2(yosan: Run) -> None:
    for arguments in (["nonsense"], ["changes", "--basis", "decade"], ["poll", "--sources", "missing.toml"], ["parse"]):
        done = yosan(*arguments)
        assert done.returncode == 2, arguments
        assert "Traceback" not in done.stderr


def test_every_command_has_its_help(yosan: Run) -> None:
    listed = yosan("--help").stdout
    for command in COMMANDS:
        assert command in listed
        assert yosan(command, "--help").returncode == 0


def test_listing_the_sources_changes_none(yosan: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        '[[source]]\nid = "mine"\nurl = "http://127.0.0.1:9/"\nallow_private = true\n', encoding="utf-8"
    )
    assert yosan("poll", "--sources", "mine.toml").returncode == 1
    listed = [json.loads(row) for row in yosan("sources", "list", "--format", "jsonl").stdout.splitlines()]
    assert {row["last_success_at"] for row in listed} == {None}
    assert "cfa-budget" in {row["id"] for row in listed}
    (mine,) = [
        json.loads(row) for row in yosan("sources", "list", "--sources", "mine.toml", "--format", "jsonl").stdout.splitlines()
    ]
    assert mine["failures"] == 1


@pytest.mark.parametrize(
    ("setting", "value"),
    [("YOSAN_SMTP_TLS", "ssl3"), ("YOSAN_GAP_SECONDS", "-1"), ("YOSAN_SMTP_PORT", "abc"), ("YOSAN_DATABASE_URL", "x")],
)
def test_a_wrong_setting_is_one_line_that_names_it(yosan: Run, environment: dict[str, str], setting: str, value: str) -> None:
    environment[setting] = value
    done = yosan("deliver")
    assert done.returncode == 1
    assert re.fullmatch(rf"yosan-watch: {setting}.*\n", done.stderr)


def test_an_empty_setting_is_no_setting(yosan: Run, environment: dict[str, str], tmp_path: Path) -> None:
    environment |= {"YOSAN_HOME": "", "XDG_DATA_HOME": str(tmp_path / "data")}
    assert yosan("changes").returncode == 0
    assert not list(tmp_path.glob("yosan.db*"))
    assert (tmp_path / "data" / "yosan-watch" / "yosan.db").exists()


def test_a_pipe_a_device_and_a_folder_are_refused(yosan: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in ("pipe", "/dev/zero", "."):
        for command in ("parse", "ingest"):
            done = yosan(command, path)
            assert done.returncode == 1
            assert "not an ordinary file" in done.stderr


def test_figures_that_no_column_holds_stop_nothing(yosan: Run, tmp_path: Path) -> None:
    text = (Path(__file__).resolve().parents[2] / "monitor" / "demo_site" / "r8_gaiyou.txt").read_text(encoding="utf-8")
    (tmp_path / "huge.txt").write_text(text.replace("84百万円(84百万円)", "999999999999999億円(84百万円)"), encoding="utf-8")
    (tmp_path / "digits.txt").write_text("9" * 500_000 + "円\n", encoding="utf-8")
    assert yosan("ingest", "huge.txt", "--ministry", "見本省").returncode == 0
    done = yosan("parse", "digits.txt")
    assert "Traceback" not in done.stderr


def test_an_address_that_is_no_web_address_is_wrong_usage(yosan: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("令和8年度 概算要求", encoding="utf-8")
    for url in ("javascript:alert(1)", "foo", "https://user:secret@ministry.example/a.pdf"):
        assert yosan("ingest", "a.txt", "--url", url).returncode == 2
