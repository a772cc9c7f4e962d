"""Data directories that other processes work on, each with a database of its own, whichever kind the tests run on."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import errors, sql
from psycopg.types.string import TextLoader

SERVER = os.environ.get("COFFRET_DATABASE_URL", "")
ON_POSTGRESQL = SERVER.startswith("postgres")


def environment(data: Path) -> dict[str, str]:
    """Return the environment of a process that works on ``data``; makes its database where a server keeps it."""
    given = {**os.environ, "COFFRET_DATA": str(data)}
    if ON_POSTGRESQL:
        given["COFFRET_DATABASE_URL"] = address(data)
    return given


def address(data: Path) -> str:
    """Return where the database of ``data`` is, as COFFRET_DATABASE_URL has it."""
    return _address(_base(data)) if ON_POSTGRESQL else "sqlite:///"


def copied(source: Path, target: Path) -> Path:
    """Copy a data directory that nobody works on, and its database; return the copy."""
    shutil.copytree(source, target, dirs_exist_ok=True)
    copy_base(source, target)
    return target


def copy_base(source: Path, target: Path) -> None:
    """Give ``target`` a copy of the database of ``source`` when a server keeps it: it is in none of the files."""
    if ON_POSTGRESQL:
        _made(_name(target), _base(source))


def ask(data: Path, query: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query asked, from outside, of the database of ``data``."""
    if ON_POSTGRESQL:
        with psycopg.connect(address(data), autocommit=True) as base:
            for kind in ("json", "jsonb"):  # as text, as SQLite has it
                base.adapters.register_loader(kind, TextLoader)
            return base.execute(query).fetchall()  # type: ignore[arg-type]
    with closing(sqlite3.connect(data / "coffret.sqlite3", timeout=30)) as base:
        return base.execute(query).fetchall()


def is_whole(data: Path) -> bool:
    """Say whether the database of ``data`` is sound; PostgreSQL answers for itself."""
    return ON_POSTGRESQL or ask(data, "PRAGMA integrity_check") == [("ok",)]


def content(data: Path) -> bytes:
    """Return what stands for everything that the database of ``data`` holds: its file, or the text of a dump."""
    if not ON_POSTGRESQL:
        return (data / "coffret.sqlite3").read_bytes()
    command = ["pg_dump", "--data-only", "--dbname", address(data)]
    said = subprocess.run(command, check=True, capture_output=True, timeout=120).stdout
    # Its first and last words are drawn at random each time.
    return b"\n".join(line for line in said.split(b"\n") if not line.startswith((b"\\restrict", b"\\unrestrict")))


def _name(data: Path) -> str:
    return "data_" + hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:20]


def _base(data: Path) -> str:
    """Return the name of the database of ``data``, made empty the first time."""
    name = _name(data)
    with psycopg.connect(SERVER, autocommit=True) as server:
        there = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    return name if there else _made(name, "template0")


def _made(name: str, template: str) -> str:
    """Make a database as ``template`` is; return its name. The server's own chores may hold the template for a moment."""
    with psycopg.connect(SERVER, autocommit=True) as server:
        for _attempt in range(100):
            try:
                # A site that serves the template keeps its connections, and nothing is copied under them.
                held = server.execute(_HELD, [template]).fetchone()
                _create(server, name, "template0" if held else template)
            except errors.DuplicateDatabase:  # another process of the same test made it
                return name
            except errors.ObjectInUse:
                time.sleep(0.1)
                continue
            if held:
                _pour(template, name)
            return name
    raise TimeoutError(f"the database {template} is in use")


_HELD = "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend' LIMIT 1"


def _create(server: "psycopg.Connection[Any]", name: str, template: str) -> None:
    server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))


def _pour(source: str, target: str) -> None:
    """Write in an empty database what another holds at this moment, whoever works on it."""
    with subprocess.Popen(["pg_dump", "--dbname", _address(source)], stdout=subprocess.PIPE) as dump:
        read = ["psql", "--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", "--output", os.devnull]
        subprocess.run([*read, "--dbname", _address(target)], stdin=dump.stdout, check=True, timeout=300)
    assert dump.returncode == 0


def _address(name: str) -> str:
    return urlsplit(SERVER)._replace(path=f"/{name}").geturl()
