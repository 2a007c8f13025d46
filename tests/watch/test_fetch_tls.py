"""Certificates are verified, always: one that is not valid ends the request with words that say so, and nothing else is tried."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from monitor.watch.fetch import Trouble
from tests.conftest import missing
from tests.e2e.ministry import INDEX, ROBOTS, Ministry, certificate
from tests.watch.asking import Asking


@contextmanager
def twins(tmp_path: Path, *addresses: str, pem: Path | None = None) -> Iterator[tuple[Asking, Ministry]]:
    """A ministry that speaks http and https at one port, and who trusts its certificate."""
    if shutil.which("openssl") is None:
        missing("no openssl to make a certificate with")
    made = pem or certificate(tmp_path, *addresses)
    with Ministry(certificate=made).open() as site:
        asking = Asking(site, tmp_path / "captures")
        asking.certificates = ssl.create_default_context(cafile=made)
        yield asking, site


def expired(folder: Path) -> Path:
    """A certificate that was valid in January 2020, and its key."""
    if shutil.which("openssl") is None:
        missing("no openssl to make a certificate with")
    made, key, request = folder / "certificate.pem", folder / "key.pem", folder / "request.pem"
    lines = ["[ca]", "default_ca=d", "[d]", "database=index", "new_certs_dir=.", "serial=serial", "default_md=sha256", "policy=p"]
    lines += ["copy_extensions=copy", "[p]", "commonName=supplied", ""]
    for name, text in {"settings": "\n".join(lines), "index": "", "serial": "01\n"}.items():
        (folder / name).write_text(text, encoding="ascii")
    asking = ["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=m.example"]
    asking += ["-addext", "subjectAltName=IP:127.0.0.1"]
    signing = ["ca", "-batch", "-selfsign", "-notext", "-config", "settings", "-keyfile", key, "-in", request, "-out", made]
    valid = ["-startdate", "20200101000000Z", "-enddate", "20200201000000Z"]
    for command in ([*asking, "-keyout", key, "-out", request], [*signing, *valid]):
        subprocess.run(["openssl", *command], check=True, capture_output=True, cwd=folder)
    made.write_bytes(key.read_bytes() + made.read_bytes())
    return made


def test_a_valid_certificate_is_accepted(tmp_path: Path) -> None:
    with twins(tmp_path, "127.0.0.1") as (asking, site):
        assert asking.page(site.url(INDEX, "https")).status == 200


def test_a_certificate_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    with twins(tmp_path, "127.0.0.1") as (asking, site):
        asking.certificates = None
        refusal = asking.refusal(site.url(INDEX, "https"))
        assert refusal.trouble is Trouble.UNREACHABLE
        assert "its certificate is not valid: self-signed certificate" in str(refusal)
        assert site.log.requests == []


def test_a_certificate_that_has_expired_is_refused(tmp_path: Path) -> None:
    with twins(tmp_path, pem=expired(tmp_path)) as (asking, site):
        assert "its certificate is not valid: certificate has expired" in str(asking.refusal(site.url(INDEX, "https")))


def test_a_certificate_of_another_host_is_refused(tmp_path: Path) -> None:
    with twins(tmp_path, "127.0.0.9") as (asking, site):
        assert "its certificate is not valid: IP address mismatch" in str(asking.refusal(site.url(INDEX, "https")))


def test_from_http_to_https_is_followed_over_one_connection_at_a_time(tmp_path: Path) -> None:
    with twins(tmp_path, "127.0.0.1") as (asking, site):
        site.to_https()
        assert asking.page(INDEX).url == site.url(INDEX, "https")
        assert site.log.paths() == [ROBOTS, INDEX, INDEX]
        opened = [(opened, closed) for _, opened, closed in site.log.connections]
        assert len(opened) == 2


def test_from_https_to_http_is_not_followed(tmp_path: Path) -> None:
    with twins(tmp_path, "127.0.0.1") as (asking, site):
        site.redirect(INDEX, site.url("/plain.html"))
        refusal = asking.refusal(site.url(INDEX, "https"))
        assert refusal.trouble is Trouble.REFUSED
        assert "from https to http" in str(refusal)
