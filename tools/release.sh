#!/usr/bin/env bash
# Builds the release archive: dist/homeostat-VERSION-x86_64-linux.tar.gz, with the program, the
# library of scenarios, the schema, the documentation and all licences.
# `tools/try-release.sh` then tries it on a system without Rust and without a GPU.
set -euo pipefail
cd "$(dirname "$0")/.."

[ "$(uname -sm)" = "Linux x86_64" ] || { echo "this script builds on x86_64 Linux, not on $(uname -sm)" >&2; exit 1; }
command -v python3 >/dev/null || { echo "python3 is needed to list the licences of the crates" >&2; exit 1; }

target="${CARGO_TARGET_DIR:-$PWD/target}"
CARGO_INCREMENTAL=0 cargo build --release --locked --package homeostat --bin homeostat
program="$target/release/homeostat"

version="$("$program" --version | awk '{print $2}')"
name="homeostat-$version-x86_64-linux"
stage="$(mktemp -d)"
trap 'rm -rf "$stage"' EXIT
place="$stage/$name"

install -D -m 755 "$program" "$place/homeostat"
strip --strip-debug "$place/homeostat" 2>/dev/null || echo "no strip here: the program keeps its line tables"

# The first line of every scenario names ../scenario.schema.json: the folders keep that true.
install -d "$place/library" "$place/cases" "$place/licences"
install -m 644 scenarios/library/*.toml "$place/library/"
install -m 644 scenarios/cases/*.toml "$place/cases/"
cp -r scenarios/learned "$place/learned"
install -m 644 scenarios/scenario.schema.json "$place/"
install -m 644 README.md CHANGELOG.md ARCHITECTURE.md CONTRIBUTING.md THIRD-PARTY.md LICENSE-MIT LICENSE-APACHE "$place/"
cp -r docs "$place/docs"
# As built, so that text and program agree.
"$program" manual > "$place/docs/scenario-language.md"

install -m 644 viz/fonts/LICENSE-Roboto.txt physiology/src/people/LICENSE-simglucose "$place/licences/"
tools/third-party.py "$place/licences"

# The same content gives the same archive: names in order, no owner, the time of the commit.
stamp="$(git log -1 --format=%ct 2>/dev/null || date +%s)"
mkdir -p dist
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$stamp" -C "$stage" -cf - "$name" \
    | gzip -n -9 > "dist/$name.tar.gz"
(cd dist && sha256sum "$name.tar.gz" | tee "$name.tar.gz.sha256")
ls -l "dist/$name.tar.gz"
echo "glibc that it needs, at least: $(objdump -T "$place/homeostat" 2>/dev/null \
    | grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -1 || true)"
