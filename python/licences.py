"""Writes THIRD-PARTY.txt: the licences of the Rust libraries that the wheel contains, from the folders they were built from.

usage: python/licences.py FILE
"""

import json
import pathlib
import subprocess
import sys


def main(out):
    here = pathlib.Path(__file__).parent
    cargo = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", "x86_64-unknown-linux-gnu"]
    found = json.loads(subprocess.run(cargo, cwd=here, check=True, capture_output=True).stdout)
    used, open_ = set(), [found["resolve"]["root"]]
    nodes = {node["id"]: node for node in found["resolve"]["nodes"]}
    while open_:
        one = open_.pop()
        if one not in used:
            used.add(one)
            # What only builds or tests is not in the wheel.
            linked = [d for d in nodes[one]["deps"] if any(kind["kind"] is None for kind in d["dep_kinds"])]
            open_.extend(dep["pkg"] for dep in linked)
    texts: dict[str, list[str]] = {}
    for package in sorted(found["packages"], key=lambda p: (p["name"], p["version"])):
        if package["id"] not in used or package["source"] is None:
            continue
        folder = pathlib.Path(package["manifest_path"]).parent
        named = [p for p in sorted(folder.iterdir()) if p.is_file() and p.name.upper().startswith(("LICEN", "COPYING", "NOTICE", "UNLICENSE"))]
        text = "\n\n".join(p.read_text(encoding="utf-8", errors="replace").strip() for p in named)
        text = text or f"No licence file; the package is declared as {package['license']}."
        texts.setdefault(text, []).append(f"{package['name']} {package['version']} ({package['license']})")
    with open(out, "w", encoding="utf-8") as file:
        file.write("The native half of this package contains these libraries, under the terms below each list.\n")
        for text, names in sorted(texts.items(), key=lambda pair: pair[1]):
            file.write(f"\n{'=' * 78}\n" + "\n".join(names) + f"\n{'-' * 78}\n{text}\n")
    print(f"{out}: {sum(map(len, texts.values()))} libraries", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1])
