#!/usr/bin/env bash
# Measures the same cases in AutoGrad and in PyTorch, alternating, in one run, and prints one line a case:
#
#     CASE threads=N ours=…us peer=…us ratio=… ratio-median=…
#
# The ratio is PyTorch's figure divided by ours, best against best. PyTorch gets its best chance: OpenBLAS with the kernels made for this processor,
# the given number of threads, and the better of PyTorch's two vector settings. The lines also go, as a table, to bench/results/DATE.md. Usage:
#
#     bench/compare.sh [--threads N] [--case PATTERN] [--rounds N] [--seconds S]
#
# PATTERN is a regular expression over the names of the cases, which include startup (from the start of the process to the first gradient) and
# memory-mlpbn-sgd (peak resident memory). It needs a python3 with torch (Debian: python3-torch and libopenblas0-pthread); set PEER_PYTHON where
# that is not /usr/bin/python3.
set -euo pipefail
cd "$(dirname "$0")/.."

threads=1 pattern=. rounds=3 seconds=0.5
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

unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
export OPENBLAS_NUM_THREADS=$threads OMP_NUM_THREADS=$threads AUTOGRAD_NUM_THREADS=$threads
has() { grep -qw -- "$1" /proc/cpuinfo; }
settings=(avx2)
if has avx512f; then
    settings+=(avx512)
fi

# Where OpenBLAS does not know a processor, as those younger than itself, it falls back on kernels without AVX, five times slower. It knows most;
# where it does not, it is told what the processor can do.
core=$("$python" -c 'import torch; from ctypes import CDLL, c_char_p; f = CDLL("libopenblas.so.0").openblas_get_corename; f.restype = c_char_p
print(f().decode())' 2>/dev/null || echo unknown)
case $core in
    Haswell | Zen | Excavator | SkylakeX | Cooperlake | SapphireRapids | unknown) ;;
    *)
        if has avx512f; then
            export OPENBLAS_CORETYPE=SKYLAKEX
        elif has avx2; then
            export OPENBLAS_CORETYPE=HASWELL
        fi
        echo "OpenBLAS takes this processor for a $core; it is told ${OPENBLAS_CORETYPE:-nothing else}." >&2
        ;;
esac

built() { "$@" >"$results/log" 2>&1 || { cat "$results/log" >&2; exit 1; }; }
logged() { "$@" 2>"$results/log" || { cat "$results/log" >&2; exit 1; }; }
ours() { logged dotnet run -c Release --no-build --project bench -- "$@" --threads "$threads" >>"$results/ours"; }
peer() {
    local setting
    for setting in "${settings[@]}"; do
        ATEN_CPU_CAPABILITY=$setting logged "$python" bench/peers/torch_bench.py "$@" --threads "$threads" >>"$results/peer"
        grep WARNING "$results/log" >>"$results/warnings" || true
    done
}

touch "$results/ours" "$results/peer" "$results/warnings"
built dotnet build -c Release bench/AutoGrad.Bench.csproj
for ((round = 0; round < rounds; round++)); do
    ours peer "--case=$pattern" --seconds "$seconds"
    peer "--case=$pattern" --seconds "$seconds"
done
if grep -qE -- "$pattern" <<<startup; then
    built dotnet publish -c Release bench/startup -o "$results/startup"
    "$python" bench/peers/startup.py "$results/startup/Startup" "$threads" $((2 * rounds + 1)) "$results/ours" "$results/peer"
fi
if grep -qE -- "$pattern" <<<memory-mlpbn-sgd; then
    ours memory
    peer --memory
fi

sort -u "$results/warnings" >&2
mkdir -p bench/results
"$python" bench/peers/report.py "$results/ours" "$results/peer" "bench/results/$(date +%F).md"
if [ ! -s "$results/ours" ]; then
    echo "No case matches $pattern." >&2
    exit 1
fi
