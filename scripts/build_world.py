"""The outlines of the world's states for the map of the report → src/extract/report/world.json.

Source: Natural Earth 1:50m (public domain) as TopoJSON in the npm package `world-atlas` (ISC licence). `npm pack world-atlas`, unpack it,
then `python scripts/build_world.py package/countries-50m.json`. Only the shapes stay: no names, no codes.
"""

import json
import sys
from pathlib import Path

WORLD = Path(__file__).parents[1] / "src" / "extract" / "report" / "world.json"


def outlines(topology: dict[str, object]) -> dict[str, object]:
    """A TopoJSON topology with the shapes of its `countries` and nothing else."""
    countries = topology["objects"]["countries"]  # type: ignore[index]
    shapes = [{"type": shape["type"], "arcs": shape["arcs"]} for shape in countries["geometries"]]
    return {
        "type": "Topology",
        "transform": topology["transform"],
        "objects": {"countries": {"type": "GeometryCollection", "geometries": shapes}},
        "arcs": topology["arcs"],
    }


if __name__ == "__main__":
    source = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    WORLD.write_text(json.dumps(outlines(source), separators=(",", ":")) + "\n", encoding="utf-8", newline="\n")
