#!/usr/bin/env python3
"""Lists the crates that end up in the program, with their licences, and collects the licence texts.

    tools/third-party.py FOLDER      writes FOLDER/THIRD-PARTY-CRATES.md and FOLDER/crates/NAME-VERSION/*

Needs cargo and Python's own library, nothing else. What only tests or build scripts need is left out.
"""
import json
import pathlib
import shutil
import subprocess
import sys

TARGET = "x86_64-unknown-linux-gnu"
NAMES = ("licen", "copying", "notice", "copyright", "unlicense")


def main(folder):
    root = pathlib.Path(__file__).resolve().parent.parent
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", TARGET]
    metadata = json.loads(subprocess.run(command, cwd=root, check=True, stdout=subprocess.PIPE).stdout)
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    own = set(metadata["workspace_members"])
    waiting, reached = [metadata["resolve"]["root"]], set()
    while waiting:
        node = waiting.pop()
        if node in reached:
            continue
        reached.add(node)
        for dependency in nodes[node]["deps"]:
            # No kind is the kind of an ordinary dependency; the others are "dev" and "build".
            if any(kind["kind"] is None for kind in dependency["dep_kinds"]):
                waiting.append(dependency["pkg"])

    folder = pathlib.Path(folder)
    lines = [
        "# Crates in the program",
        "",
        f"Made by `tools/third-party.py` from `Cargo.lock` for {TARGET}. Texts are under `crates/`.",
        "",
        "| crate | version | licence | source |",
        "|---|---|---|---|",
    ]
    unclear = []
    for package in sorted((packages[p] for p in reached - own), key=lambda p: (p["name"], p["version"])):
        name, version, licence = package["name"], package["version"], package["license"]
        source = pathlib.Path(package["manifest_path"]).parent
        texts = [f for f in sorted(source.iterdir()) if f.is_file() and f.name.lower().startswith(NAMES)]
        place = folder / "crates" / f"{name}-{version}"
        if texts:
            place.mkdir(parents=True, exist_ok=True)
        for text in texts:
            shutil.copyfile(text, place / text.name)
        if not licence and not texts:
            unclear.append(f"{name} {version}")
        licence = licence or "see its text"
        lines.append(f"| {name} | {version} | {licence} | {package['repository'] or 'crates.io'} |")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "THIRD-PARTY-CRATES.md").write_text("\n".join(lines) + "\n")
    if unclear:
        sys.exit("no licence is known of: " + ", ".join(unclear))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
