#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What `make test-all` adds to `make test`: the rows that take long.

Every size of memory where something changes (a zone appears, lowmem is full, RAM moves above the hole), every
allocator of objects on the sizes that differ most, ten minutes under water, plans of failure while under
water, every disk fault, 10,000 witnessed transfers, disk figures, and megabytes of nonsense on the console.

usage, exit code and last line: as run.py; run_all.py ROW... runs some rows of either file.
"""
import argparse
import os
import random
import re
import sys
import time

import run
import serial_fuzz
from run import Failure, Row, kernel_tests, qemu, script
from serial_fuzz import Guest

# A row of its own for each in `make test`: 16, 64, 1024 and 5120 MiB.
SIZES_M = (17, 24, 32, 48, 128, 256, 511, 512, 895, 896, 897, 2047, 2048, 3071, 3072, 3583, 3584, 4095, 4096, 4097)
SIZES_G = (8, 16)
SPARSE_G = (32, 61, 64)  # more than the host may have: a file with holes
ALLOCATORS = ("slub", "slab", "slob")


def long_line_by_pio(row, files):
    """Writes that wait more than half a minute behind others to a living drive, a sector at a time, all arrive."""
    image, source, expected, commands = run.scratch_moves(row, ["16M"], random.Random(11).randbytes(4 << 20),
                                                          [(1 << 20, 0, 8, 4)], ("sdb", "sda"))
    text = qemu([*run.PC, "-cpu", "max", "-m", "128M", "-kernel", files.elf, "-append",
                 f'ide.dma=0 disk.write=SCRATCH1 run="{commands[0]}; sync; disks"', "-drive",
                 f"file={image},format=raw,if=none,id=d0,throttling.iops-total=200", "-device",
                 "ide-hd,drive=d0,serial=SCRATCH1,bus=ide.0", *run.disk_on(run.PC, source, 1, "SOURCE")], row)
    with open(image, "rb") as disk:
        if disk.read() != expected or text.count("errors 0, retries 0, timeouts 0") < 2:
            raise Failure("the drive was given up, or something else was written")
    os.unlink(image)
    os.unlink(source)


def sparse_memory(gigabytes):
    """A machine with more memory than the host has: only what the guest touches exists."""
    def run_row(row, files):
        path = os.path.join(row.out, row.name + ".ram")
        try:
            text = qemu(["-cpu", "max", "-M", "q35,memory-backend=m0", "-m", f"{gigabytes}G", "-object",
                         f"memory-backend-file,id=m0,size={gigabytes}G,share=on,mem-path={path}",
                         "-kernel", files.elf, "-append", "test"], row)
        finally:
            if os.path.exists(path):
                os.unlink(path)
        run.check_memory_line(text)
        row.note = "%d cases, %d skipped" % run.judge_ktap(text)
    return run_row


def soak(seconds, memory, parameters=""):
    """All kinds of memory under water; what the command says at the end is the note."""
    def run_row(row, files):
        text = qemu(["-cpu", "max", "-m", memory, "-kernel", files.elf, "-append", f'{parameters} run="soak {seconds}"'],
                    row, limit=seconds + 240)
        counts = re.search(r"soak: (\d+) of them in interrupts, (\d+) requests refused; memory is as before", text)
        end = re.search(r"soak: (\d+) operations, 0 mismatches\s*$", text, re.M)
        if not counts or not end:
            raise Failure("the soak did not end with 0 mismatches and memory as before")
        row.note = f"{end.group(1)} operations, {counts.group(1)} in interrupts, {counts.group(2)} refused, 0 mismatches"
    return run_row


def soak_with_refusals(row, files):
    """One request in a hundred of the soaking threads is refused, those that may sleep too: they must cope."""
    guest = Guest(argparse.Namespace(out=row.out, elf=files.elf), row.name)
    started = time.time()
    for plan in ("fail_vmalloc", "fail_dma_map", "fail_page_alloc", "failslab"):
        wider = {"fail_page_alloc": (("ignore-gfp-highmem", "N"), ("ignore-gfp-wait", "N"), ("min-order", 0)),
                 "failslab": (("ignore-gfp-wait", "N"),)}.get(plan, ())
        for setting, value in (("task-filter", "Y"), ("verbose", 0), ("times", -1), *wider, ("probability", 1)):
            if ":" in guest.run(f"echo {value} > /proc/fault/{plan}/{setting}").split("\n", 1)[1]:
                raise Failure(f"{plan}/{setting} cannot be set")
    text = guest.run("soak 60", 200) + guest.run("cat /proc/fault/count")
    guest.end()
    row.seconds = time.time() - started
    if "memory is as before" not in text or ", 0 mismatches\r\n" not in text.split("memory is as before")[1]:
        raise Failure(text[-300:])
    counts = re.findall(r"(fail\w+) +([1-9]\d*)", text)
    if len(counts) < 4:
        raise Failure(f"not every plan struck: {counts}")
    row.note = ", ".join(f"{plan} {count}" for plan, count in counts) + ", 0 mismatches"


def whole_script(name, *args):
    """A program of tests/ in its long form."""
    def run_row(row, files):
        code, lines = script(name, row, files, *args)
        if code:
            raise Failure("; ".join(line for line in lines if not line.startswith("ok"))[-600:])
        row.note = lines[-1]
    return run_row


def bench_loops(row, files):
    """Every loop runs to its end; what it costs is judged by `make bench`."""
    text = qemu(["-M", "pc", "-cpu", "max", "-m", "2G", "-kernel", files.elf, "-append", "bench quiet"], row)
    bad = re.findall(r"^BENCH-FAIL.*$", text, re.M)
    good = re.findall(r"^BENCH \S+ \d+ \d+ \d+ \S+$", text, re.M)
    if bad or len(good) < 40:
        raise Failure(f"{len(good)} loops; " + "; ".join(bad[:5]))
    row.note = f"{len(good)} loops"


def disk_figures(row, files):
    """tests/bench_disk.py, a boot each way: a figure for every loop, whatever it is; how many are at their goals is noted."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "bench_disk.py")
    started = time.time()
    text = run.subprocess.run([sys.executable, path, "--elf", files.elf, "--boots", "1"], capture_output=True,
                              text=True, check=False).stdout
    row.seconds += time.time() - started
    figures = re.findall(r"^(ide|ahci) +(disk_\S+) +(\d+) .* (met|MISSED) ", text, re.M)
    missing = [f"{way} {loop}" for way, loop, value, _ in figures if value == "0"]
    if len(figures) < 12 or missing or "BENCH-FAIL" in text:
        raise Failure(f"{len(figures)} figures, none for {missing}: {text[-400:]}")
    row.note = f"{len(figures)} figures, {sum(verdict == 'met' for *_, verdict in figures)} at their goals"


HEAVY = [
    *(Row(f"memory-{size}M", kernel_tests(f"{size}M")) for size in SIZES_M),
    *(Row(f"memory-{size}G", kernel_tests(f"{size}G")) for size in SIZES_G),
    *(Row(f"memory-{size}G", sparse_memory(size)) for size in SPARSE_G),
    *(Row(f"{name}-{size}", kernel_tests(size, append=f"test slab={name}"))
      for name in ALLOCATORS[1:] for size in ("16M", "64M", "1024M", "5120M", "16G")),
    *(Row(f"{name}-debug", kernel_tests("256M", append=f"test slab={name} slub_debug page_poison=1"))
      for name in ALLOCATORS),
    Row("soak-600", soak(600, "256M", "highmem=100M")),
    *(Row(f"soak-{name}", soak(60, "64M", f"highmem=20M slab={name}")) for name in ALLOCATORS),
    Row("soak-refused", soak_with_refusals),
    Row("soak-bounced", soak(60, "5120M", "swiotlb=force")),
    Row("stream-1G", run.stream_through_small_memory(1024)),
    Row("slow-pio-line", long_line_by_pio),
    Row("cksum-pio", run.cksum_by(run.PC, "PIO", "ide.dma=0")),
    Row("swiotlb-fixed", kernel_tests("5120M", "-M", "q35", "-device", "edu", append="test swiotlb=8M dma_debug=1")),
    Row("disk-faults-all", whole_script("disk_faults.py")),
    Row("disk-witness-all", whole_script("witness.py")),
    Row("serial-fuzz", whole_script("serial_fuzz.py", "--megabytes", "4")),
    Row("bench-loops", bench_loops),
    Row("bench-disk", disk_figures),
]


# A guest that does not survive fails its row, not the run.
serial_fuzz.Failure = Failure

if __name__ == "__main__":
    run.TIME_LIMIT = 900  # much memory and much watching take longer
    run.ROWS += HEAVY
    sys.exit(run.main())
