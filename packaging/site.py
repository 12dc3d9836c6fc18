#!/usr/bin/env python3
"""Lays out the guide for mdBook: docs/ and the pages beside it, in the order of the README's own table.

usage: packaging/site.py FOLDER     then: mdbook build FOLDER

Nothing is written twice: the chapters are the files of docs/, their order is the table "The guide" of README.md. A link to a
file that is no page of the guide (a table of figures, a source file) becomes its path in the source; a link to a page that is
not there is an error.
"""

import pathlib
import posixpath
import re
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BESIDE = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")


def chapters(readme):
    """(title, path in the source) of every page that the README's guide names, then the rest of docs/."""
    guide = readme.split("## The guide", 1)[1].split("\n## ", 1)[0]
    found = [(title, path) for _, title, path in LINK.findall(guide) if path.endswith(".md")]
    named = {path for _, path in found}
    for file in sorted((ROOT / "docs").rglob("*.md")):
        path = file.relative_to(ROOT).as_posix()
        if path not in named:
            first = next(line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("# "))
            found.append((first[2:], path))
    return found + [("Changelog", "CHANGELOG.md")]


def relink(text, path, pages, stray):
    """The text with links as they are in the book, where every page keeps its place in the source."""
    def one(match):
        picture, words, target = match.groups()
        if re.match(r"[a-z]+:|#", target):
            return match[0]
        file, _, anchor = target.partition("#")
        place = posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
        if place in pages or place.startswith("docs/") and (ROOT / place).is_file():
            return match[0]
        if not (ROOT / place).exists():
            stray.append(f"{path}: {target}")
        return words if picture else f"{words} (`{place}`)" if words.strip("`") != place else words
    return LINK.sub(one, text)


def main(folder):
    folder = pathlib.Path(folder)
    source = folder / "src"
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(ROOT / "docs", source / "docs")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    all_chapters = chapters(readme)
    pages = {path for _, path in all_chapters} | set(BESIDE)
    stray = []
    for path in sorted(pages):
        text = relink((ROOT / path).read_text(encoding="utf-8"), path, pages, stray)
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_text(text, encoding="utf-8")
    if stray:
        sys.exit("links that lead nowhere:\n  " + "\n  ".join(stray))
    lines = ["# Marsad", "", "[Marsad](README.md)", ""] + [f"- [{title}]({path})" for title, path in all_chapters]
    (source / "SUMMARY.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "book.toml").write_text(
        '[book]\ntitle = "Marsad · مرصد"\nlanguage = "en"\nsrc = "src"\n\n'
        '[output.html]\nno-section-label = true\ndefault-theme = "light"\npreferred-dark-theme = "navy"\n',
        encoding="utf-8",
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
