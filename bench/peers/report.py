#!/usr/bin/env python3
"""Puts the JSON lines of both sides together: one line a case to the screen, and a table to a file.

    python3 bench/peers/report.py OURS PEER TABLE

Of several lines for a case the best counts, for the best and for the median time alike: noise only ever adds. The table of a day grows with each run;
a case measured again at the same number of threads takes the place of its earlier row.
"""
import ctypes, json, os, platform, re, subprocess, sys

FIELDS = ("case", "threads", "ours", "peer", "ratio", "ratio of medians")


def read(path):
    cases = {}
    for line in open(path):
        row = json.loads(line)
        unit = "us" if "best_us" in row else "kb"
        key = (row["case"], row["threads"], unit)
        best, median = cases.get(key, (float("inf"), float("inf")))
        cases[key] = (min(best, row[f"best_{unit}"]), min(median, row[f"med_{unit}"]))
    return cases


def output(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def machine():
    try:
        model = re.search(r"model name\s*: (.*)", open("/proc/cpuinfo").read())[1].strip()
        flags = re.search(r"flags\s*: (.*)", open("/proc/cpuinfo").read())[1].split()
    except (OSError, TypeError):
        model, flags = platform.processor() or platform.machine(), []
    vectors = next((name for flag, name in (("avx512f", "AVX-512"), ("avx2", "AVX2")) if flag in flags), "no AVX2")
    family = re.search(r"cpu family\s*: (\d+)\nmodel\s*: (\d+)", open("/proc/cpuinfo").read()) if os.path.exists("/proc/cpuinfo") else None
    number = f", family {family[1]} model {family[2]}" if family else ""
    return f"{model}{number}, {os.cpu_count()} cores, {vectors}"


def blas():
    """What torch's matrix products run on, once torch is loaded."""
    for path in {line.split()[-1] for line in open("/proc/self/maps") if "openblas" in line}:
        library = ctypes.CDLL(path)
        for name in ("openblas_get_config", "openblas_get_corename"):
            getattr(library, name).restype = ctypes.c_char_p
        return f"{' '.join(library.openblas_get_config().decode().split()[:2])}, {library.openblas_get_corename().decode()} kernels"
    return "no OpenBLAS"


def versions():
    import torch
    return f"PyTorch {torch.__version__} ({blas()}), .NET SDK {output('dotnet', '--version')}, " \
           f"commit {output('git', 'rev-parse', '--short', 'HEAD')}"


def rows_of(path):
    if not os.path.exists(path):
        return {}
    cells = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in open(path) if line.startswith("|")]
    return {(row[0], row[1]): row for row in cells[2:]}


def main():
    ours_path, peer_path, table = sys.argv[1:]
    ours, peer = read(ours_path), read(peer_path)
    rows = rows_of(table)
    for key, (best, median) in ours.items():
        if key not in peer:
            continue
        case, threads, unit = key
        shown = f"{best:.1f}{unit}", f"{peer[key][0]:.1f}{unit}", f"{peer[key][0] / best:.2f}", f"{peer[key][1] / median:.2f}"
        print(f"{case} threads={threads} ours={shown[0]} peer={shown[1]} ratio={shown[2]} ratio-median={shown[3]}")
        rows[case, str(threads)] = [case, str(threads), *shown]
    with open(table, "w") as file:
        print(f"{machine()}\n\n{versions()}\n", file=file)
        print("Best of several rounds; the ratio is PyTorch's figure divided by ours.\n", file=file)
        print(f"| {' | '.join(FIELDS)} |\n|{'---|' * len(FIELDS)}", file=file)
        for row in rows.values():
            print(f"| {' | '.join(row)} |", file=file)


if __name__ == "__main__":
    main()
