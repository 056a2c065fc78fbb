"""Coverage-guided fuzzing (atheris): `python -m fuzz reading|extractor [SECONDS]` runs a harness, stops at the first finding and prints it.

What it found is in `fuzz/found/`, one input to a file; `python -m fuzz reading FILE` runs that input alone.
"""

import sys
import tempfile
from pathlib import Path

import atheris

from fuzz import seeds

FOUND = Path(__file__).parent / "found"


def main() -> None:
    """Fuzzes for the given seconds (default: 300)."""
    name, what = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "300"
    with atheris.instrument_imports(include=["extract", "razdel"]):
        from fuzz import extractor, reading
    harness = {"extractor": extractor.check, "reading": reading.check}[name]
    harness(b"")  # what is loaded once belongs to no text
    FOUND.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds.texts() if name == "extractor" else seeds.files()):
            (Path(folder) / str(number)).write_bytes(seed)
        options = [f"-artifact_prefix={FOUND}/{name}-", "-rss_limit_mb=4096", "-timeout=120", "-print_final_stats=1", "-max_len=20000"]
        given = [what] if Path(what).is_file() else [f"-max_total_time={what}", folder]
        atheris.Setup([sys.argv[0], *options, *given], harness)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
