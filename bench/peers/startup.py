#!/usr/bin/env python3
"""Whole processes, from their start to their end with one gradient computed, ours and PyTorch's alternating.

    python3 bench/peers/startup.py PROGRAM THREADS ROUNDS OURS PEER

PROGRAM is the published bench/startup; a JSON line, {"case", "threads", "best_us", "med_us"}, is added to each of the files OURS and PEER.
"""
import json, statistics, subprocess, sys, time

program, threads, rounds, ours_path, peer_path = sys.argv[1:]
TORCH = "import torch; x = torch.tensor([1., 2.], requires_grad=True); (x * x).sum().backward(); assert x.grad[1].item() == 4"


def seconds(command):
    start = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - start


pairs = [(seconds([program]), seconds([sys.executable, "-c", TORCH])) for _ in range(int(rounds))][1:]  # The first only fills the file cache.
for path, times in zip((ours_path, peer_path), zip(*pairs)):
    with open(path, "a") as file:
        row = {"case": "startup", "threads": int(threads), "best_us": round(min(times) * 1e6, 2), "med_us": round(statistics.median(times) * 1e6, 2)}
        print(json.dumps(row), file=file)
