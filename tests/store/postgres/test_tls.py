"""Encryption is libpq's own: what the address asks for is what there is, or there is nothing."""

import shutil
import subprocess

import pytest
from support.stores import stamp

from incident_cli.errors import Unavailable
from incident_cli.store import open_store
from incident_cli.store.postgres import address
from incident_cli.store.postgres.connection import Connection


@pytest.fixture
def certified(own_server, tmp_path):
    """A server with a certificate for 127.0.0.1, and the path of the certificate."""
    data = own_server.folder / "data"
    request = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test"]
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", tmp_path / "key", "-out", tmp_path / "certificate"]
    subprocess.run([*request, *names], check=True, capture_output=True)
    owner = (data / "PG_VERSION").stat()
    for source, target in (("key", "server.key"), ("certificate", "server.crt")):
        shutil.copy(tmp_path / source, data / target)
        (data / target).chmod(0o600)
        shutil.chown(data / target, owner.st_uid, owner.st_gid)
    own_server.execute("ALTER SYSTEM SET ssl = on")
    own_server.execute("SELECT pg_reload_conf()")
    return own_server, tmp_path / "certificate"


def test_a_certificate_that_fits_is_taken_and_everything_is_encrypted(certified):
    server, certificate = certified
    url = f"{server.url('t')}&sslmode=verify-full&sslrootcert={certificate}"
    assert open_store(url, 5).write(stamp("b"), lambda _: []).events == ()
    with Connection(address.read(url), 5) as connection:
        assert connection.info.pgconn.ssl_in_use


def test_another_certificate_is_refused_with_one_line(certified, tmp_path):
    server, _ = certified
    other = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=other"]
    subprocess.run([*other, "-keyout", tmp_path / "k", "-out", tmp_path / "o"], check=True, capture_output=True)
    store = open_store(f"{server.url('t')}&sslmode=verify-full&sslrootcert={tmp_path / 'o'}", 5)
    with pytest.raises(Unavailable, match="certificate") as refused:
        store.read(lambda view: view.last())
    assert "\n" not in refused.value.message


def test_a_server_that_cannot_encrypt_is_refused_where_it_must(postgres_server):
    store = open_store(f"{postgres_server.url('t')}&sslmode=require", 5)
    with pytest.raises(Unavailable, match="SSL"):
        store.read(lambda view: view.last())
