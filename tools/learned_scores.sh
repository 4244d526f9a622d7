#!/bin/sh
# The whole table of scores of learned models (docs/learned.md), beside aims and peers.
#
#   tools/learned_scores.sh [FOLDER]
#
# FOLDER holds pbcseq.csv, cgd.csv, flchain.csv and pbc.csv; what is missing is written there by R's
# package survival, which carries the tables under LGPL.
set -eu
cd "$(dirname "$0")/.."
folder=${1:-out/learned-tables}
mkdir -p "$folder"
for table in pbcseq cgd flchain pbc; do
    if [ ! -f "$folder/$table.csv" ]; then
        Rscript -e "write.csv(survival::$table, '$folder/$table.csv', row.names = FALSE)" || {
            echo "no $folder/$table.csv, and no R with the package survival to write it" >&2
            exit 2
        }
    fi
done
exec cargo run --quiet --release -p learn --example table -- "$folder" scenarios/learned
