#!/usr/bin/env bash
# Times the same cases in AutoGrad and in PyTorch, alternating, in one run, and prints one line a case:
#
#     CASE threads=N ours=…us peer=…us ratio=… ratio-median=…
#
# The ratio is PyTorch's time divided by ours, best against best. PyTorch gets its best chance: OpenBLAS unpinned, the given number of threads, and the
# better of its two vector settings. Usage:
#
#     bench/compare.sh [--threads N] [--case PATTERN] [--rounds N] [--seconds S]
#
# It needs a python3 with torch (Debian: python3-torch and libopenblas0-pthread); set PEER_PYTHON where that is not /usr/bin/python3.
set -euo pipefail
cd "$(dirname "$0")/.."

threads=1 pattern=. rounds=3 seconds=1
while [ $# -gt 0 ]; do
    case $1 in
        --threads) threads=$2 ;;
        --case) pattern=$2 ;;
        --rounds) rounds=$2 ;;
        --seconds) seconds=$2 ;;
        *) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0" >&2; exit 2 ;;
    esac
    shift 2
done

python=${PEER_PYTHON:-/usr/bin/python3}
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
dotnet build -c Release bench/AutoGrad.Bench.csproj >"$results/build" 2>&1 || { cat "$results/build" >&2; exit 1; }

peer() {
    env -u OPENBLAS_CORETYPE -u OPENBLAS_L2_SIZE "$@" "$python" bench/peers/torch_bench.py --case "$pattern" --threads "$threads" --seconds "$seconds"
}
for ((round = 0; round < rounds; round++)); do
    dotnet run -c Release --no-build --project bench -- peer --case "$pattern" --threads "$threads" --seconds "$seconds" >>"$results/ours"
    peer ATEN_CPU_CAPABILITY=avx2 >>"$results/peer"
    if grep -qw avx512f /proc/cpuinfo; then
        peer ATEN_CPU_CAPABILITY=avx512 >>"$results/peer"
    fi
done

mkdir -p bench/results
"$python" - "$results/ours" "$results/peer" <<'PY' | tee "bench/results/$(date +%F)-$threads.md"
import json, sys

def read(path):
    cases = {}
    for line in open(path):
        row = json.loads(line)
        best, median, threads = cases.get(row["case"], (float("inf"), float("inf"), 0))
        cases[row["case"]] = (min(best, row["best_us"]), min(median, row["med_us"]), row["threads"])
    return cases

ours, peer = read(sys.argv[1]), read(sys.argv[2])
for case, (best, median, threads) in ours.items():
    if case in peer:
        print(f"{case} threads={threads} ours={best:.1f}us peer={peer[case][0]:.1f}us "
              f"ratio={peer[case][0] / best:.2f} ratio-median={peer[case][1] / median:.2f}")
PY
