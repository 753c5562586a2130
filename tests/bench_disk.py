#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How fast disks are, beside Linux 6.1 built for speed on the same image in the same QEMU.

The image is a signed scratch disk of 1 GiB in memory (/dev/shm, or --image). The host's noise can halve a
figure for minutes, so the best of several boots counts: the best median, or with --best the best sample.
Linux's figures below were taken on one machine; --peer COMMAND has them taken on this one, boot by boot beside
Slate's: `COMMAND ide` and `COMMAND ahci`, with $IMAGE naming the image, print the same BENCH lines.

usage: bench_disk.py --elf FILE [--boots N] [--way ide|ahci]... [--image FILE] [--peer COMMAND] [--best]
Exit code 0 if every figure is at its goal, 1.2 times Linux's.
"""
import argparse
import os
import shlex
import subprocess
import sys

TOOL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools", "scratch-disk.py")
SUCCESS = 33

GOAL = 1.2

# Linux's figures: lean 6.1, medians.
LEAN = {
    "ide": {"disk_read_1m": 1500, "disk_read_64k": 255, "disk_read_4k": 25, "disk_write_1m": 1433,
            "disk_rand_4k_d1": 6280, "disk_rand_4k_d32": 7000},
    "ahci": {"disk_read_1m": 1900, "disk_read_64k": 391, "disk_read_4k": 45, "disk_write_1m": 1819,
             "disk_rand_4k_d1": 10270, "disk_rand_4k_d32": 13650},
}
UNITS = {"disk_rand": "op/s"}
MACHINES = {"ide": ["-M", "pc"], "ahci": ["-M", "q35"]}


def lines_of(text):
    """{loop: (median, best sample)} of the BENCH lines; what failed or was skipped is shown."""
    found = {}
    for line in text.splitlines():
        words = line.split()
        if len(words) == 6 and words[0] == "BENCH":
            found[words[1]] = (int(words[2]), int(words[4]))
        elif words and words[0] in ("BENCH-FAIL", "BENCH-SKIP"):
            print(line)
    return found


def boot(options, way):
    """One boot of Slate."""
    command = ["qemu-system-x86_64", "-accel", "tcg,thread=multi", *MACHINES[way], "-cpu", "max", "-m", "2G",
               "-kernel", options.elf, "-append", 'quiet disk.write=BENCH001 run="bench disk_*"',
               "-display", "none", "-serial", "stdio", "-monitor", "none", "-no-reboot",
               "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04",
               "-drive", f"file={options.image},format=raw,if=none,id=d,cache=unsafe,aio=threads",
               "-device", "ide-hd,drive=d,bus=ide.0,serial=BENCH001"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=300, check=False)
    text = done.stdout.decode("utf-8", "replace")
    if done.returncode != SUCCESS:
        print(f"bench-disk: exit code {done.returncode}: {text[-400:]}")
    return lines_of(text)


def boot_peer(options, way):
    """One boot of the peer."""
    done = subprocess.run([*shlex.split(options.peer), way], stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=300, check=False, env={**os.environ, "IMAGE": options.image})
    return lines_of(done.stdout.decode("utf-8", "replace"))


def note_best(best, found):
    for name, figures in found.items():
        best[name] = tuple(map(max, zip(best.get(name, (0, 0)), figures)))


def measure(options, way):
    """Both kernels in turn. Returns their best figures, {loop: (median, sample)} each."""
    slate, peer = {}, {}
    for _ in range(options.boots):
        note_best(slate, boot(options, way))
        if options.peer:
            note_best(peer, boot_peer(options, way))
    return slate, peer if options.peer else {name: (lean, lean) for name, lean in LEAN[way].items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--elf", required=True)
    parser.add_argument("--boots", type=int, default=3)
    parser.add_argument("--way", action="append", choices=MACHINES)
    parser.add_argument("--image", default="/dev/shm/slate-bench.img")
    parser.add_argument("--peer")
    parser.add_argument("--best", action="store_true")
    options = parser.parse_args()
    if options.best and not options.peer:
        parser.error("--best needs --peer: Linux's figures here are medians")
    with open(options.image, "wb") as image:  # every block allocated before anything is timed
        for _ in range(1024):
            image.write(bytes(1 << 20))
    subprocess.run([sys.executable, TOOL, "--sign", options.image], check=True, stdout=subprocess.DEVNULL)
    missed = 0
    print("%-6s %-18s %9s %9s %7s %6s" % ("way", "loop", "Slate", "lean", "ratio", "goal"))
    for way in options.way or MACHINES:
        slate, peer = measure(options, way)
        for name in LEAN[way]:
            value, lean = (best.get(name, (0, 0))[options.best] for best in (slate, peer))
            met = value >= GOAL * lean > 0
            missed += not met
            print("%-6s %-18s %9d %9d %7.2f %6s %s" % (way, name, value, lean, value / max(lean, 1),
                                                      "met" if met else "MISSED", UNITS.get(name[:9], "MB/s")))
    os.unlink(options.image)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
