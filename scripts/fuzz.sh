#!/usr/bin/env bash
# Feeds random files to the reader under the address sanitizer: scripts/fuzz.sh [SECONDS, 600 by default].
# Begins with the files of Fuzz/Corpus and of the tests; what crashes is left in Fuzz/.build/found.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../Fuzz"

swift build -c release --product FuzzReader >&2
mkdir -p .build/corpus .build/found
cp ../Tests/IngestionTests/Fixtures/*.csv .build/corpus/
cp Corpus/* .build/corpus/ 2>/dev/null || true
# One allocation may take what a packed file may unpack to, and no more.
.build/release/FuzzReader -max_total_time="${1:-600}" -timeout=10 -rss_limit_mb=2048 -max_len=8192 \
    -artifact_prefix=.build/found/ -print_final_stats=1 .build/corpus
