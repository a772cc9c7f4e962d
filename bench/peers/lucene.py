"""Lucene (Debian: liblucene8-java, default-jdk-headless): the library inside Elasticsearch, OpenSearch and Solr."""

import shutil
import subprocess
from pathlib import Path

from peers.engine import Answer, Facets, size, sorted_facets
from peers.questions import Question, Reading
from peers.records import BETWEEN, FACETS

HERE = Path(__file__).resolve().parent
JARS = Path("/usr/share/java")
PARTS = ("core", "analyzers-common", "queries")
MEMORY = "-Xmx4g"


def installed() -> bool:
    """Say whether Lucene and Java are there."""
    return bool(shutil.which("javac")) and bool(list(JARS.glob("lucene-core-8*.jar")))


def version() -> str:
    """Return the version of the library."""
    return next(JARS.glob("lucene-core-8*.jar")).stem.rpartition("-")[2]


class Lucene:
    """A Java process that answers a line for a line."""

    def __init__(self, folder: Path) -> None:
        self.name = f"Lucene {version()}"
        self.index = folder / "lucene"
        classes = folder / "classes"
        jars = [str(JARS / f"lucene-{part}-{version()}.jar") for part in PARTS]
        self._java = ["java", MEMORY, "-XX:+UseParallelGC", "-cp", ":".join([*jars, str(classes)]), "Lucene"]
        subprocess.run(["javac", "-d", str(classes), "-cp", ":".join(jars), str(HERE / "Lucene.java")], check=True)
        self._process: subprocess.Popen[str] | None = None

    def build(self, records: Path) -> int:
        """Make the index, and begin the process that answers."""
        subprocess.run([*self._java, "build", str(records), str(self.index), ",".join(FACETS)], check=True)
        self._process = subprocess.Popen(
            [*self._java, "ask", str(self.index), ",".join(FACETS)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        return size(self.index)

    def ask(self, question: Question, reading: Reading, turns: int) -> Answer:
        """Answer by the quicker of its two ways."""
        assert self._process, "not built yet"
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(_line(question, reading, turns) + "\n")
        self._process.stdin.flush()
        total, taken, refs, rows = self._process.stdout.readline().rstrip("\n").split("\t")
        facets: Facets = {key: [] for key in FACETS} if question.facets else {}
        facets |= sorted_facets(row.split(BETWEEN) for row in rows.split("\x1e") if row)
        return Answer(int(total), refs.split(), facets, [float(one) for one in taken.split()])

    def close(self) -> None:
        """End the process."""
        if self._process and self._process.stdin and self._process.stdout:
            self._process.stdin.close()
            self._process.wait(timeout=30)
            self._process.stdout.close()


def _line(question: Question, reading: Reading, turns: int) -> str:
    century = reading.century
    filters = BETWEEN.join(f"{key}={value}" for key, values in question.filters.items() for value in values)
    return "\t".join(
        (
            str(turns),
            " ".join("|".join(choice) for choice in reading.every),
            " ".join("|".join(choice) for choice in reading.none),
            f"{'|'.join(century[0])},{century[1]},{century[2]}" if century else "",
            " ".join(reading.phrase),
            reading.start,
            filters,
            ",".join(map(str, question.years or ())),
            question.sort,
            str(question.offset),
            "1" if question.facets else "0",
        )
    )
