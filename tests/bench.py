#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""
Time Slate's loops by both clocks and print them beside Linux's figures and the goals.

insn/op: -icount shift=0: the time-stamp counter advances by one an instruction; exact, one boot.
ticks/op: plain TCG: noisy, so the minimum of several boots counts.

usage: bench.py [--glob GLOB] [--boots N] [--elf FILE] [--gate]
With --gate a loop above its goal, a failed loop or a boot that does not end in success is a failure.
"""
import argparse
import math
import subprocess
import sys

QEMU = ["qemu-system-x86_64", "-M", "pc", "-cpu", "max", "-smp", "1", "-display", "none",
        "-monitor", "none", "-serial", "stdio", "-no-reboot",
        "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04"]
COUNTED = ["-accel", "tcg,thread=single", "-icount", "shift=0,sleep=off"]
TIMED = ["-accel", "tcg,thread=multi"]
SUCCESS = 33
# Loops that clear or copy whole pages: no allocator can beat the copying itself.
COPYING = ("clear_page", "copy_page", "page_zeroed_pair", "copy_highpage", "clear_highpage")


def boot(elf, clock, memory, append, timeout):
    """Boot once. Returns (exit code, lines of the console)."""
    command = QEMU + clock + ["-m", memory, "-kernel", elf, "-append", append]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=timeout, check=False)
    except subprocess.TimeoutExpired as late:
        return None, (late.stdout or b"").decode("utf-8", "replace").splitlines()
    return done.returncode, done.stdout.decode("utf-8", "replace").splitlines()


class Loop:
    def __init__(self, words):
        self.name = words[1]
        self.debian, self.lean, self.goal = (int(word) for word in words[3:6])
        self.insn = None    # median, instructions an operation
        self.ticks = None   # minimum over all boots
        self.skip = None
        self.fail = None

    def peer(self):
        figures = [figure for figure in (self.debian, self.lean) if figure]
        return min(figures) if figures else 0


def read_lines(lines, loops):
    for line in lines:
        words = line.split()
        if not words:
            continue
        if words[0] == "BENCH-LOOP":
            loops.setdefault(words[1], Loop(words))
        if len(words) < 3 or words[1] not in loops:
            continue
        loop = loops[words[1]]
        if words[0] == "BENCH-SKIP":
            loop.skip = " ".join(words[2:])
        elif words[0] == "BENCH-FAIL":
            loop.fail = " ".join(words[2:])
        elif words[0] == "BENCH" and words[-1] == "insn/op":
            loop.insn, loop.skip = int(words[2]), None
        elif words[0] == "BENCH":
            least = int(words[3])
            loop.ticks = least if loop.ticks is None else min(loop.ticks, least)


def measure(options, loops):
    """All boots. Returns the number of boots that did not end in success."""
    glob = "=" + options.glob if options.glob else ""
    bad = 0
    code, lines = boot(options.elf, TIMED, "2G", "quiet run=benchlist", 60)
    read_lines(lines, loops)
    if code != SUCCESS:
        sys.exit("bench: the kernel does not boot (exit code %s)" % code)
    plan = [(COUNTED, "2G", "insn"), (COUNTED, "6G", "insn")]
    plan += [(TIMED, "2G", "ticks")] * options.boots
    for clock, memory, unit in plan:
        # What needs frames above 4 GiB runs only on the larger machine.
        only = "=*above4g*" if memory == "6G" else glob
        code, lines = boot(options.elf, clock, memory,
                           "quiet bench%s bench.unit=%s" % (only, unit), options.timeout)
        nothing = memory == "6G" and not any("above4g" in name for name in loops)
        read_lines(lines, loops)
        if code != SUCCESS and not nothing:
            print("bench: a boot (%s, %s) ended with code %s" % (memory, unit, code))
            bad += 1
    return bad


def show(loops):
    """Print the table. Returns (loops within their goal, loops above it, ratios)."""
    within, above, ratios = 0, 0, []
    print("%-28s %9s %9s %9s %9s %7s %6s %10s" % ("loop", "insn/op", "Debian", "lean", "goal",
                                                  "ratio", "goal", "ticks/op"))
    for loop in loops.values():
        if loop.insn is None and loop.ticks is None:
            if loop.skip or loop.fail:
                print("%-28s %s" % (loop.name, "FAIL " + loop.fail if loop.fail
                                    else "skipped: " + loop.skip))
            continue
        ratio, met = "", ""
        if loop.insn is not None and loop.peer():
            value = loop.insn / loop.peer()
            ratio = "%.2f" % value
            if not loop.name.startswith("ref_"):
                ratios.append(max(value, 0.001))
        if loop.insn is not None and loop.goal:
            met = "met" if loop.insn <= loop.goal else "MISSED"
            within, above = within + (met == "met"), above + (met == "MISSED")
        print("%-28s %9s %9s %9s %9s %7s %6s %10s" % (
            loop.name, "-" if loop.insn is None else loop.insn, loop.debian or "-",
            loop.lean or "-", loop.goal or "-", ratio, met,
            "-" if loop.ticks is None else loop.ticks))
    return within, above, ratios


def main():
    parser = argparse.ArgumentParser(description=__doc__.strip().splitlines()[0])
    parser.add_argument("--glob", default="", help="only loops that match")
    parser.add_argument("--boots", type=int, default=3, help="boots by the noisy clock")
    parser.add_argument("--elf", default="build/slate.elf")
    parser.add_argument("--timeout", type=int, default=300, help="seconds a boot may take")
    parser.add_argument("--gate", action="store_true", help="a missed goal is a failure")
    options = parser.parse_args()
    loops = {}

    bad = measure(options, loops)
    within, above, ratios = show(loops)
    if ratios:
        mean = math.exp(sum(math.log(ratio) for ratio in ratios) / len(ratios))
        print("geometric mean of %d ratios to the lower Linux figure: %.3f (goal 0.45)" %
              (len(ratios), mean))
        worst = [loop for loop in loops.values() if loop.insn is not None and loop.peer() and
                 loop.insn > 0.75 * loop.peer() and not loop.name.startswith(("ref_",) + COPYING)]
        print("above 0.75: %s" % (" ".join(loop.name for loop in worst) or "none"))
    failed = sum(loop.fail is not None for loop in loops.values()) + bad
    skipped = sum(loop.skip is not None and loop.insn is None and loop.ticks is None
                  for loop in loops.values())
    if options.gate:
        failed += above
    print("goals: %d met, %d missed" % (within, above))
    measured = sum(loop.insn is not None or loop.ticks is not None for loop in loops.values())
    print("%d passed, %d failed, %d skipped" % (measured, failed, skipped))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
