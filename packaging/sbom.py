#!/usr/bin/env python3
"""Prints what is in the built program as a CycloneDX 1.6 document (JSON).

usage: packaging/sbom.py TARGET [PACKAGE] > marsad.cdx.json

Rust crates are those that cargo links into the program for this target, with the SHA-256 of Cargo.lock; what only builds or
tests is not in it. Of the front end, the packages that the built script contains and what these need, from
web/package-lock.json. The same commit gives the same bytes: the time is SOURCE_DATE_EPOCH, else that of the commit.
"""

import base64
import datetime
import json
import os
import pathlib
import subprocess
import sys
import tomllib
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent
# What web/ puts into the pages; the rest of its packages build and test.
BUNDLED = ("svelte", "maplibre-gl", "pmtiles")


def run(*command):
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def crates(package, target):
    """(name, version) of every linked crate, its licence, and the edges between them, as `cargo tree` resolves them."""
    printed = run("cargo", "tree", "--locked", "-p", package, "--target", target, "--edges", "normal", "--prefix", "depth",
                  "--format", "\t{p}\t{l}")
    licences, edges, stack = {}, {}, []
    for line in printed.splitlines():
        depth, crate, licence = (line.split("\t") + [""])[:3]
        name, version = crate.split()[:2]
        key = (name, version.removeprefix("v"))
        licences[key] = licence.removesuffix(" (*)").strip() or licences.get(key, "")
        del stack[int(depth):]
        if stack:
            edges.setdefault(stack[-1], set()).add(key)
        edges.setdefault(key, set())
        stack.append(key)
    return licences, edges


def rust_components(package, target):
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text(encoding="utf-8"))
    locked = {(p["name"], p["version"]): p for p in lock["package"]}
    licences, edges = crates(package, target)
    components = []
    for (name, version), licence in sorted(licences.items()):
        entry = locked[name, version]
        component = {"type": "library", "bom-ref": purl("cargo", name, version), "name": name, "version": version,
                     "scope": "required", "purl": purl("cargo", name, version)}
        if licence:
            # Old manifests write `MIT/Apache-2.0` for either.
            component["licenses"] = [{"expression": licence.replace("/", " OR ")}]
        if "checksum" in entry:
            component["hashes"] = [{"alg": "SHA-256", "content": entry["checksum"]}]
        components.append(component)
    dependencies = [{"ref": purl("cargo", *key), "dependsOn": sorted(purl("cargo", *k) for k in below)}
                    for key, below in sorted(edges.items())]
    return components, dependencies


def npm_components():
    lock = json.loads((ROOT / "web/package-lock.json").read_text(encoding="utf-8"))["packages"]
    wanted, seen, edges = list(BUNDLED), {}, {}
    while wanted:
        name = wanted.pop()
        if name in seen:
            continue
        entry = lock[f"node_modules/{name}"]
        seen[name] = entry
        edges[name] = sorted(n for n in entry.get("dependencies", {}) if f"node_modules/{n}" in lock)
        wanted += edges[name]
    components = []
    for name, entry in sorted(seen.items()):
        ref = purl("npm", name, entry["version"])
        component = {"type": "library", "bom-ref": ref, "name": name, "version": entry["version"], "scope": "required", "purl": ref}
        if entry.get("license"):
            component["licenses"] = [{"expression": entry["license"]}]
        algorithm, _, digest = entry.get("integrity", "").partition("-")
        if algorithm == "sha512":
            component["hashes"] = [{"alg": "SHA-512", "content": base64.b64decode(digest).hex()}]
        components.append(component)
    refs = {name: purl("npm", name, entry["version"]) for name, entry in seen.items()}
    return components, [{"ref": refs[n], "dependsOn": sorted(refs[b] for b in below)} for n, below in sorted(edges.items())]


def purl(kind, name, version):
    return f"pkg:{kind}/{name.replace('@', '%40')}@{version.replace('+', '%2B')}"


def main(target, package="marsad"):
    components, dependencies = rust_components(package, target)
    more, edges = npm_components()
    compiler = run("rustc", "--version").split()
    std = {"type": "library", "bom-ref": "rust-std", "name": "rust-std", "version": compiler[1], "scope": "required",
           "description": f"Rust's standard library for {target}, with the C library of that target where it is linked statically",
           "licenses": [{"expression": "MIT OR Apache-2.0"}]}
    this = next(c for c in components if c["name"] == package)
    components.remove(this)
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH") or run("git", "log", "-1", "--format=%ct"))
    body = {
        "metadata": {
            "timestamp": datetime.datetime.fromtimestamp(epoch, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "tools": {"components": [{"type": "application", "name": "rustc", "version": compiler[1]},
                                     {"type": "application", "name": "packaging/sbom.py"}]},
            "component": {**this, "type": "application"},
            "properties": [{"name": "marsad:target", "value": target}],
        },
        "components": components + more + [std],
        "dependencies": dependencies + edges,
    }
    # The number follows from the content, as everything of a release does.
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(body, sort_keys=True))
    head = {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{number}", "version": 1}
    json.dump({**head, **body}, sys.stdout, indent=1, ensure_ascii=False)
    print()


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
