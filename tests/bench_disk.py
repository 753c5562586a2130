#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How fast disks are, beside Linux 6.1 built for speed on the same image in the same QEMU.

The image is a signed scratch disk of 1 GiB in memory (/dev/shm, or --image). The host's noise can halve a
figure for minutes, so the best median of several boots counts.

usage: bench_disk.py --elf FILE [--boots N] [--way ide|ahci]... [--image FILE]
"""
import argparse
import os
import subprocess
import sys

TOOL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools", "scratch-disk.py")
SUCCESS = 33

# Linux's figures: lean 6.1, medians. The goal is 1.2 times these.
LEAN = {
    "ide": {"disk_read_1m": 1500, "disk_read_64k": 255, "disk_read_4k": 25, "disk_write_1m": 1433,
            "disk_rand_4k_d1": 6280, "disk_rand_4k_d32": 7000},
    "ahci": {"disk_read_1m": 1900, "disk_read_64k": 391, "disk_read_4k": 45, "disk_write_1m": 1819,
             "disk_rand_4k_d1": 10270, "disk_rand_4k_d32": 13650},
}
MACHINES = {"ide": ["-M", "pc"], "ahci": ["-M", "q35"]}


def boot(options, way):
    """One boot. Returns {loop: (median, unit)}."""
    command = ["qemu-system-x86_64", "-accel", "tcg,thread=multi", *MACHINES[way], "-cpu", "max", "-m", "2G",
               "-kernel", options.elf, "-append", 'quiet disk.write=BENCH001 run="bench disk_*"',
               "-display", "none", "-serial", "stdio", "-monitor", "none", "-no-reboot",
               "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04",
               "-drive", f"file={options.image},format=raw,if=none,id=d,cache=unsafe,aio=threads",
               "-device", "ide-hd,drive=d,bus=ide.0,serial=BENCH001"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=300, check=False)
    text = done.stdout.decode("utf-8", "replace")
    found = {}
    for line in text.splitlines():
        words = line.split()
        if len(words) == 6 and words[0] == "BENCH":
            found[words[1]] = (int(words[2]), words[5])
        elif words and words[0] in ("BENCH-FAIL", "BENCH-SKIP"):
            print(line)
    if done.returncode != SUCCESS:
        print(f"bench-disk: exit code {done.returncode}: {text[-400:]}")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--elf", required=True)
    parser.add_argument("--boots", type=int, default=3)
    parser.add_argument("--way", action="append", choices=MACHINES)
    parser.add_argument("--image", default="/dev/shm/slate-bench.img")
    options = parser.parse_args()
    with open(options.image, "wb") as image:  # every block allocated before anything is timed
        for _ in range(1024):
            image.write(bytes(1 << 20))
    subprocess.run([sys.executable, TOOL, "--sign", options.image], check=True, stdout=subprocess.DEVNULL)
    missed = 0
    print("%-6s %-18s %9s %9s %7s %6s" % ("way", "loop", "Slate", "lean", "ratio", "goal"))
    for way in options.way or MACHINES:
        best = {}
        for _ in range(options.boots):
            for name, result in boot(options, way).items():
                best[name] = max(best.get(name, (0, "")), result)
        for name, lean in LEAN[way].items():
            value, unit = best.get(name, (0, "-"))
            met = value >= 1.2 * lean
            missed += not met
            print("%-6s %-18s %9d %9d %7.2f %6s %s" % (way, name, value, lean, value / lean,
                                                      "met" if met else "MISSED", unit))
    os.unlink(options.image)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
