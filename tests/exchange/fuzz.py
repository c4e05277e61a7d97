"""Spoilt files by the thousand: `.venv/bin/python -m tests.exchange.fuzz 10000`.

Each begins as a good file of some kind and is cut, overwritten, repeated or joined to another.
"""

import io
import random
import resource
import sys
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path

from exchange.formats import recognised
from exchange.limits import Unreadable
from exchange.mapping import proposed
from exchange.outreach import outreach
from exchange.signers import signers
from exchange.tables import read
from tests.exchange.support import csv_of, ods_of, xlsx_of, zip_of

_OLD = Path(__file__).parent / "files" / "made-up.xls"
_MOST_ROWS = 5_000  # read of one file


@dataclass
class Result:
    """What became of the files."""

    files: int = 0
    tables: int = 0
    refused: int = 0
    slowest: float = 0.0  # seconds
    tracebacks: list[str] = field(default_factory=list)


def seeds() -> list[bytes]:
    people = [["Rosa", "Díaz", "rosa@example.org", "60608", "3/1/2017", "=1+1"]] * 40
    rows = [["Nombre", "Apellido", "Correo", "Código postal", "Fecha", "Nota"], *people]
    calls = [["1", "3/1/2017", "Canvassed", "Walk"]] * 40
    van = [["Voter File VANID", "Date Canvassed", "Result", "Contact Type"], *calls]
    texts = [csv_of(rows), csv_of(rows, ";", "cp1252"), csv_of(van, "\t", "utf-16")]
    return [
        *texts,
        zip_of({"a.xls": texts[2]}),
        xlsx_of({"A": rows}),
        ods_of(rows),
        _OLD.read_bytes(),
    ]


def spoilt(chance: random.Random, files: list[bytes]) -> bytes:
    """A file with something done to it."""
    data = bytearray(chance.choices(files, weights=[5, 5, 5, 5, 1, 1, 1])[0])
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(7):
            case 0:
                del data[at:]
            case 1:
                data[at : at + chance.randint(1, 20)] = chance.randbytes(chance.randint(0, 20))
            case 2:
                data[at:at] = b"\0" * chance.choice([1, 2, 1000])
            case 3:
                data[at:at] = chance.choice([b'"', b",", b"\r", b"\xff\xfe", b"'=", b"PK\3\4"])
            case 4:
                data[at:at] = chance.choice([b",", b'"\n', b"x"]) * chance.choice([10, 5_000])
            case 5:
                data += chance.choice(files)[: chance.randint(1, 3_000)]
            case 6:
                del data[at : at + chance.randint(1, 200)]
    return bytes(data)


def run(count: int, seed: int = 0) -> Result:
    """Read so many spoilt files as an import would."""
    chance, files, result = random.Random(seed), seeds(), Result()
    for number in range(count):
        content = spoilt(chance, files)
        start = time.perf_counter()
        try:
            _read_all(content)
            result.tables += 1
        except Unreadable:
            result.refused += 1
        except Exception:
            result.tracebacks.append(f"file {number} of seed {seed}\n{traceback.format_exc()}")
        result.files += 1
        result.slowest = max(result.slowest, time.perf_counter() - start)
    return result


def _read_all(content: bytes) -> None:
    for table in read(io.BytesIO(content)):
        found = recognised(table.header)
        if found is not None and found.format.kind != "signers":
            outreach(table, found)
            continue
        mapping = found.mapping if found else proposed(table.header)
        for number, _ in enumerate(signers(table, mapping)):
            if number > _MOST_ROWS:
                break


if __name__ == "__main__":
    done = run(int(sys.argv[1]))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1000
    print("\n".join(done.tracebacks))
    print(
        f"{done.files} files: {done.tables} read, {done.refused} refused, "
        f"{len(done.tracebacks)} tracebacks; slowest {done.slowest:.1f} s; "
        f"{memory} MB here, {children} MB in the process of workbooks"
    )
