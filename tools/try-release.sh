#!/usr/bin/env bash
# Tries the release archive in a bare root file system: no Rust, no GPU, no driver, nothing but the
# C library's shared objects that the program asks for (or a whole Debian with --debootstrap).
#
#   tools/try-release.sh [--debootstrap] [dist/homeostat-VERSION-x86_64-linux.tar.gz]
set -euo pipefail
cd "$(dirname "$0")/.."

whole=no
if [ "${1:-}" = --debootstrap ]; then
    whole=yes
    shift
fi
archive="${1:-$(ls -t dist/homeostat-*-x86_64-linux.tar.gz 2>/dev/null | head -1 || true)}"
[ -f "$archive" ] || { echo "no archive: run tools/release.sh first" >&2; exit 1; }
name="$(basename "$archive" .tar.gz)"

bare="$(mktemp -d)"
trap 'rm -rf "$bare"' EXIT

if [ "$whole" = yes ]; then
    command -v debootstrap >/dev/null || { echo "debootstrap is not installed" >&2; exit 1; }
    debootstrap --variant=minbase stable "$bare" >/dev/null
fi
mkdir -p "$bare/opt" "$bare/tmp"
tar -xzf "$archive" -C "$bare/opt"

if [ "$whole" = no ]; then
    # The loader and the libraries, where the program looks for them.
    ldd "$bare/opt/$name/homeostat" | grep -o '/[^ ]*' | sort -u | while read -r library; do
        install -D -m 755 "$(readlink -f "$library")" "$bare$library"
    done
fi
echo "in the root file system: $(cd "$bare" && find . -type f -not -path './opt/*' | wc -l) files beside the archive:"
(cd "$bare" && find . -name '*.so*' -type f | sort | sed -n 1,20p)

PATH="$PATH:/usr/sbin:/sbin"
enter=("$(command -v chroot)")
[ "$(id -u)" -eq 0 ] || enter=("$(command -v unshare)" --map-root-user "${enter[@]}")
inside() { env -i PATH=/opt/"$name" HOME=/tmp "${enter[@]}" "$bare" "/opt/$name/homeostat" "$@"; }

# chroot starts in /: paths are written in full, and out/ is made there.
echo; echo "== homeostat --version"
inside --version
for scenario in "$bare/opt/$name"/library/*.toml; do
    inside check "/opt/$name/library/$(basename "$scenario")"
done
echo; echo "== homeostat run late-bolus"
inside run "/opt/$name/library/late-bolus.toml"

echo; echo "== written"
(cd "$bare" && ls -l out/late-bolus)
for file in recording.parquet outcomes.json outcomes.csv manifest.json figure.svg; do
    [ -s "$bare/out/late-bolus/$file" ] || { echo "$file is missing" >&2; exit 1; }
done
echo "It runs without Rust and without a GPU."
