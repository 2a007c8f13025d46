"""The catalogue: what is declared, and how a mistake in it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.watch.catalogue import SHIPPED, CatalogueError, load_catalogue


def _write(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_catalogue_is_valid_and_names_each_ministry() -> None:
    specs = load_catalogue(SHIPPED)
    assert len(specs) >= 8
    assert all(spec.ministry for spec in specs)
    assert all(spec.note for spec in specs if spec.manual)


def test_a_source_takes_its_defaults(tmp_path: Path) -> None:
    (spec,) = load_catalogue(_write(tmp_path, '[[source]]\nid = "a"\nurl = "https://a.example/"\nevery = "6h"\n'))
    assert (spec.kind, spec.every_seconds, spec.allow_private, spec.manual) == ("index", 21600, False, False)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[source]]\nid = "a"\nurl = "https://a.example/"\nevry = "6h"\n', "unknown key 'evry'"),
        ('[[source]]\nid = "A b"\nurl = "https://a.example/"\n', "id must be"),
        ('[[source]]\nid = "a"\nurl = "file:///etc/passwd"\n', "url must be"),
        ('[[source]]\nid = "a"\nurl = "https://a.example/"\nkind = "page"\n', "kind must be"),
        ('[[source]]\nid = "a"\nurl = "https://a.example/"\npattern = "("\n', "no regular expression"),
        ('[[source]]\nid = "a"\nurl = "https://a.example/"\nevery = "often"\n', "every must be"),
        ('[[source]]\nid = "a"\nurl = "https://a.example/"\n[[source]]\nid = "a"\nurl = "https://b.example/"\n', "used twice"),
        ('[source]\nid = "a"\n', "double brackets"),
        ("[[source\n", "line 1"),
    ],
)
def test_a_mistake_is_told_with_the_file_and_the_source(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(CatalogueError, match=told) as caught:
        load_catalogue(_write(tmp_path, text))
    assert str(caught.value).startswith("mine.toml")
