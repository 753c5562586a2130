#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Let disks fail under Slate in every way that QEMU can make them, and see each request end in time.

Faults: an error once, always, and at the Nth sector of a request; a hang; a slow disk; one that vanishes; a
flush that fails; a disk that must not be written; odd sizes. Each with reads and writes, by PIO and by DMA.
A request must end within 31 s, with a named error or well, and the next good request must work.

usage: disk_faults.py --out DIR --elf FILE [--short] [--mode MODE]... [NAME...]
  --short   hangs with a time limit of 1 s instead of 7, fewer of them, no repetitions: for every commit
The last line is `N passed, N failed, N skipped`.
"""
import argparse
import json
import os
import queue
import random
import re
import socket
import subprocess
import sys
import threading
import time

TOOL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools", "scratch-disk.py")
SIZE = 8 << 20
SECTOR = 512
LONGEST_S = 31
PROMPT = "slate# "

# Sectors with a fault of their own, far apart so that no read-ahead joins them.
READ_ONCE, READ_ALWAYS, WRITE_ONCE, WRITE_ALWAYS = 2000, 3000, 4000, 5000
GOOD = 8000


class Failure(Exception):
    """A disk fault was not handled as promised; the text says how."""


MODES = {
    "pio": (["-M", "pc"], "ide.dma=0", "ide.0,unit=%d"),
    "ide-dma": (["-M", "pc"], "ide.dma=1", "ide.0,unit=%d"),
    "ahci": (["-M", "q35"], "", "ide.%d"),
}


def faulty_drive(image):
    """Options of -drive: errors at the sectors named above."""
    rules = [("read", READ_ONCE, "on"), ("read", READ_ALWAYS, "off"),
             ("write", WRITE_ONCE, "on"), ("write", WRITE_ALWAYS, "off")]
    text = f"driver=blkdebug,image.driver=file,image.filename={image}"
    for i, (kind, sector, once) in enumerate(rules):
        text += (f",inject-error.{i}.event=none,inject-error.{i}.iotype={kind},inject-error.{i}.errno=5"
                 f",inject-error.{i}.sector={sector},inject-error.{i}.once={once}")
    return text


def slow_sync_library(options):
    """tests/host/slow_sync.c as a library that QEMU can be made to load first."""
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "host", "slow_sync.c")
    library = os.path.abspath(os.path.join(options.out, "slow_sync.so"))
    subprocess.run(["cc", "-shared", "-fPIC", "-O", "-o", library, source, "-ldl"], check=True)
    return library


class Guest:
    """A machine with one disk under test (sda), and a good one (sdb)."""

    def __init__(self, case, mode, options, parameters="", drive=None, size=SIZE):
        machine, mode_parameters, bus = MODES[mode]
        self.image = os.path.join(options.out, f"{case}-{mode}.img")
        other = os.path.join(options.out, f"{case}-{mode}.other")
        for path, bytes_ in ((self.image, size), (other, SIZE)):
            if bytes_ >= SIZE:
                subprocess.run([sys.executable, TOOL, path, str(bytes_)], check=True,
                               stdout=subprocess.DEVNULL)
                with open(path, "r+b") as disk:
                    disk.seek(1 << 20)
                    disk.write(random.Random(3).randbytes(bytes_ - (2 << 20)))
            else:
                with open(path, "wb") as disk:
                    disk.write(random.Random(4).randbytes(bytes_))
        self.files = [self.image, other]
        monitor = os.path.join(options.out, f"{case}-{mode}.qmp")
        append = f"{mode_parameters} disk.write=FAULTY01,GOOD0001 {parameters}"
        spec = (drive or "driver=file,filename=%s") % self.image if "%s" in (drive or "%s") else drive
        command = ["qemu-system-x86_64", "-accel", "tcg", *machine, "-cpu", "max", "-m", "64M",
                   "-display", "none", "-serial", "stdio", "-monitor", "none", "-no-reboot",
                   "-qmp", f"unix:{monitor},server=on,wait=off",
                   "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04",
                   "-object", "throttle-group,id=brake", "-kernel", options.elf, "-append", append,
                   "-drive", f"if=none,id=d0,cache.direct=off,rerror=report,werror=report,{spec}",
                   "-device", f"ide-hd,drive=d0,serial=FAULTY01,bus={bus % 0}",
                   "-drive", f"if=none,id=d1,format=raw,file={other}",
                   "-device", f"ide-hd,drive=d1,serial=GOOD0001,bus={bus % 1}"]
        self.log = open(os.path.join(options.out, f"faults-{case}-{mode}.log"), "w", encoding="utf-8")
        self.log.write(" ".join(command) + "\n")
        self.slow_sync = os.path.join(options.out, f"{case}-{mode}.slow")
        environment = dict(os.environ)
        if case == "hang-flush":
            environment.update(LD_PRELOAD=slow_sync_library(options), SLOW_SYNC=self.slow_sync)
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, env=environment)
        self.monitor_path, self.monitor = monitor, None
        self.bytes = queue.Queue()
        threading.Thread(target=self.pump, daemon=True).start()
        self.until_prompt(60)

    def pump(self):
        while True:
            data = os.read(self.process.stdout.fileno(), 4096)
            self.bytes.put(data)
            if not data:
                return

    def until_prompt(self, limit):
        text, end = "", time.time() + limit
        while PROMPT not in text:
            try:
                data = self.bytes.get(timeout=max(0.01, end - time.time()))
            except queue.Empty:
                raise Failure(f"no prompt after {limit} s; last: {text[-300:]!r}") from None
            if not data:
                raise Failure(f"the machine ended; last: {text[-300:]!r}")
            text += data.decode("utf-8", "replace").replace("\r", "")
            self.log.write(data.decode("utf-8", "replace").replace("\r", ""))
        self.log.flush()
        return text

    def send(self, line):
        self.process.stdin.write(line.encode() + b"\r")
        self.process.stdin.flush()

    def run(self, line, limit=LONGEST_S + 5):
        """One command; returns what it printed and how long it took."""
        began = time.time()
        self.send(line)
        text = self.until_prompt(limit)
        return text, time.time() - began

    def qmp(self, name, **arguments):
        if not self.monitor:
            self.monitor = socket.socket(socket.AF_UNIX)
            self.monitor.connect(self.monitor_path)
            self.reader = self.monitor.makefile()
            self.reader.readline()
            self.qmp("qmp_capabilities")
        self.monitor.sendall(json.dumps({"execute": name, "arguments": arguments}).encode() + b"\n")
        while True:
            answer = json.loads(self.reader.readline())
            if "event" not in answer:
                return answer

    def brake(self, **limits):
        limits = {"bps-total": 0, **limits}
        answer = self.qmp("qom-set", path="/objects/brake", property="limits", value=limits)
        if "error" in answer:
            raise Failure(str(answer))

    def contents(self):
        with open(self.image, "rb") as disk:
            return disk.read()

    def end(self):
        if self.process.poll() is None:
            try:
                self.run("poweroff", 10)
            except (Failure, OSError):
                pass
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.log.close()
        for path in self.files + [self.monitor_path]:
            if os.path.exists(path):
                os.unlink(path)


def read(at, count=1, disk="sda", how="iflag=direct"):
    """Past the page cache: the disk itself is asked, for these sectors and no others."""
    return f"dd if={disk} of=/dev/null bs={count * SECTOR} skip={at // count} count=1 {how}".rstrip()


def write(at, count=1, disk="sda", how="oflag=direct"):
    return f"dd if=pattern:5 of={disk} bs={count * SECTOR} seek={at // count} count=1 {how}".rstrip()


def expect_well(guest, line):
    text, _ = guest.run(line)
    if ("1+0 records out" not in text and "sync" not in line) or re.search(r"^(dd|sync): [A-Z]", text, re.M):
        raise Failure(f"{line}: should have gone well: {text!r}")
    return text


def expect_error(guest, line, words, longest=LONGEST_S):
    text, took = guest.run(line)
    if not any(word in text for word in words):
        raise Failure(f"{line}: no error of {words}: {text!r}")
    if took > longest:
        raise Failure(f"{line}: took {took:.1f} s")
    return took


def expect_good_again(guest, disk="sda"):
    expect_well(guest, read(GOOD, 1, disk))
    expect_well(guest, write(GOOD, 8, disk))
    expect_well(guest, read(GOOD, 8, disk))


EIO = ("Input/output error", "EIO")


def case_eio_once(guest, options):
    """The second try saves the request."""
    expect_well(guest, read(READ_ONCE))
    expect_well(guest, write(WRITE_ONCE))
    expect_good_again(guest)
    text, _ = guest.run("disks")
    retries = re.search(r"errors (\d+), retries (\d+)", text)
    if not retries or retries.groups() != ("0", "2"):
        raise Failure(f"expected no error and two retries: {retries and retries.group(0)}")


def case_eio_always(guest, options):
    """The error reaches who asked, each time, and hurts nobody else."""
    for _ in range(1 if options.short else 5):
        expect_error(guest, read(READ_ALWAYS), EIO)
        expect_good_again(guest)
        expect_error(guest, write(WRITE_ALWAYS), EIO)
        expect_good_again(guest)


def case_eio_cached(guest, options):
    """Through the page cache: a bad sector hurts who asks for it, not its page, its window or later writes."""
    expect_well(guest, read(READ_ALWAYS + 1, how=""))
    expect_error(guest, read(READ_ALWAYS, how=""), EIO)
    text, _ = guest.run(f"dd if=sda of=/dev/null bs=64K skip={READ_ALWAYS // 128 - 4} count=4")
    if "4+0 records out" not in text:
        raise Failure(f"read-ahead of the bad sector failed others: {text!r}")
    expect_well(guest, write(WRITE_ALWAYS + 1, how=""))
    expect_error(guest, write(WRITE_ALWAYS, how=""), EIO)
    expect_well(guest, "sync")
    expect_well(guest, write(GOOD, how=""))
    expect_well(guest, read(GOOD, how=""))


def case_eio_behind_the_back(guest, options):
    """Nobody waits for the write that fails: the next sync tells, once, and no memory is held."""
    expect_well(guest, write(WRITE_ALWAYS, how="conv=nosync"))
    text, _ = guest.run("cat /proc/meminfo")
    if not re.search(r"^Dirty: +4 kB", text, re.M):
        raise Failure("the page is not dirty: " + str(re.search("Dirty.*", text)))
    expect_error(guest, "sync", EIO)
    expect_well(guest, "sync")
    text, _ = guest.run("cat /proc/meminfo")
    if not re.search(r"^Dirty: +0 kB", text, re.M) or not re.search(r"^Writeback: +0 kB", text, re.M):
        raise Failure("something is left: " + str(re.findall("(?:Dirty|Writeback:).*", text)))


def case_eio_at_nth_sector(guest, options):
    """A long request with one bad sector fails as a whole; its good parts can be had alone."""
    for offset in (0, 17, 63):
        count = 64
        at = READ_ALWAYS - offset
        expect_error(guest, f"dd if=sda of=/dev/null bs=512 skip={at} count={count}", EIO)
        if offset:
            text, _ = guest.run(f"dd if=sda of=/dev/null bs=512 skip={at} count={offset}")
            if f"{offset}+0 records out" not in text:
                raise Failure(f"the sectors before the bad one cannot be read: {text!r}")
    block = READ_ALWAYS // 64 * 64
    expect_error(guest, read(block, 64), EIO)
    expect_error(guest, write(WRITE_ALWAYS // 64 * 64, 64), EIO)
    expect_good_again(guest)


def hang(guest, line, options):
    """Each sector takes longer than the kernel waits for it, which is 1 or 7 s.

    Not for ever: QEMU 7.2 ends a reset of the drive only when what it does has left the brake.
    """
    guest.brake(**{"bps-total": SECTOR * 10 // (18 if options.short else 90)})
    guest.run(read(9000), LONGEST_S + 10)  # the first one passes, and fills the bucket
    took = expect_error(guest, line, ("Timed out", "Connection timed out"))
    guest.brake()
    expect_good_again(guest)
    return took


def case_hang_read(guest, options):
    return hang(guest, read(GOOD), options)


def case_hang_write(guest, options):
    return hang(guest, write(GOOD), options)


def case_hang_flush(guest, options):
    """A flush takes longer than the kernel waits: named, the drive reset, and the second try saves it.

    Finite, as every hang here: a reset of the drive waits for what the host has begun.
    """
    expect_well(guest, write(GOOD))
    with open(guest.slow_sync, "w", encoding="utf-8") as file:
        file.write("2" if options.short else "9")
    text, took = guest.run(write(GOOD))
    os.unlink(guest.slow_sync)
    if not re.search(r"flush at \d+: no answer for \d+ s: reset", text) or "1+0 records out" not in text:
        raise Failure(f"a hanging flush was not reset and tried again: {text!r}")
    if took < (1 if options.short else 7) or took > LONGEST_S:
        raise Failure(f"a hanging flush took {took:.1f} s")
    expect_well(guest, write(GOOD))
    expect_good_again(guest)
    return took


def case_slow(guest, options):
    """Slow is no error: 1 MiB a second."""
    guest.brake(**{"bps-total": 1 << 20})
    for line in ("dd if=sda of=/dev/null bs=64K skip=32 count=16", "dd if=pattern:5 of=sda bs=64K seek=32 count=16"):
        text, took = guest.run(line)
        if "16+0 records out" not in text or took < 0.4:
            raise Failure(f"{line}: {took:.1f} s: {text!r}")
    guest.brake()
    expect_good_again(guest)


def case_vanish(guest, options):
    """The disk is taken away; its requests fail soon, and the other disk of the cable works on."""
    expect_good_again(guest)
    expect_well(guest, "dd if=pattern:5 of=sda bs=64K seek=32 count=16 conv=nosync")
    guest.qmp("human-monitor-command", **{"command-line": "drive_del d0"})
    for line in (read(GOOD), write(GOOD)):
        expect_error(guest, line, EIO + ("No such device", "ENODEV"))
    expect_error(guest, "sync", EIO, 2 * LONGEST_S)
    expect_good_again(guest, "sdb")
    text, _ = guest.run("cat /proc/meminfo")
    if not re.search(r"^Dirty: +0 kB", text, re.M) or not re.search(r"^Writeback: +0 kB", text, re.M):
        raise Failure("a disk that is gone holds dirty pages: " + str(re.findall("(?:Dirty|Writeback:).*", text)))


def case_flush_error(guest, options):
    """What the medium did not take is said; the data can be had, and the next flush works."""
    text, _ = guest.run(write(GOOD))
    if "Input/output error" not in text:
        raise Failure(f"a flush that fails always was not reported: {text!r}")
    expect_error(guest, "sync", EIO)
    expect_well(guest, read(GOOD))
    expect_good_again(guest, "sdb")


def case_read_only(guest, options):
    """A disk without a signature refuses every write by name, and is not touched."""
    before = guest.contents()
    for at in (0, GOOD % 100, 199):
        expect_error(guest, f"dd if=pattern:5 of=sda bs=512 seek={at} count=1", ("Read-only", "read-only"))
    expect_well(guest, read(100))
    if guest.contents() != before:
        raise Failure("the image changed")


def case_odd_sizes(guest, options):
    """Disks of a size that no page and no block divides: the last sector is there, the next is not."""
    data = guest.contents()
    sectors = len(data) // SECTOR
    expected = subprocess.run(["cksum", guest.image], capture_output=True, text=True, check=True).stdout.split()[:2]
    text, _ = guest.run("cksum sda")
    if f"{expected[0]} {expected[1]} sda" not in text:
        raise Failure(f"cksum: {text!r}, not {expected}")
    expect_well(guest, read(sectors - 1))
    text, _ = guest.run(f"dd if=sda of=/dev/null bs=512 skip={sectors} count=1")
    if "0+0 records out" not in text:
        raise Failure(f"beyond the end: {text!r}")
    text, _ = guest.run(f"dd if=sda of=/dev/null bs=4096 skip={sectors // 8}")
    tail = sectors % 8
    if tail and f"{tail * SECTOR} bytes copied" not in text:
        raise Failure(f"the odd end: {text!r}")


THROTTLED = "driver=throttle,throttle-group=brake,file.driver=file,file.filename=%s"
FLUSH_FAILS = ("driver=blkdebug,image.driver=file,image.filename=%s,inject-error.0.event=none,"
               "inject-error.0.iotype=flush,inject-error.0.errno=5")

# name, function, drive options (None: faulty sectors), parameters, size of the disk
CASES = [
    ("eio-once", case_eio_once, None, "", SIZE),
    ("eio-always", case_eio_always, None, "", SIZE),
    ("eio-cached", case_eio_cached, None, "", SIZE),
    ("eio-behind", case_eio_behind_the_back, None, "", SIZE),
    ("eio-nth-sector", case_eio_at_nth_sector, None, "", SIZE),
    ("hang-read", case_hang_read, THROTTLED, "", SIZE),
    ("hang-write", case_hang_write, THROTTLED, "", SIZE),
    ("hang-flush", case_hang_flush, "driver=file,filename=%s", "", SIZE),
    ("slow", case_slow, THROTTLED, "", SIZE),
    ("vanish", case_vanish, None, "", SIZE),
    ("flush-error", case_flush_error, FLUSH_FAILS, "", SIZE),
    ("read-only", case_read_only, "driver=file,filename=%s", "", 200 * SECTOR),
    ("odd-4093", case_odd_sizes, "driver=file,filename=%s", "", 4093 * SECTOR),
    ("odd-1", case_odd_sizes, "driver=file,filename=%s", "", SECTOR),
]

# Left out of --short: what the other modes show as well, and takes long.
LONG = [("pio", "hang-write"), ("pio", "hang-flush"), ("ide-dma", "hang-read"), ("pio", "slow"), ("ahci", "hang-write"),
        ("ahci", "slow"), ("ahci", "odd-4093"), ("ahci", "read-only")]


def run_case(name, function, drive, parameters, size, mode, options):
    if options.short and name.startswith("hang"):
        parameters += " disk.timeout=1"
    image = os.path.join(options.out, f"{name}-{mode}.img")
    guest = Guest(name, mode, options, parameters, drive or faulty_drive(image), size)
    try:
        return function(guest, options)
    finally:
        guest.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--out", required=True)
    parser.add_argument("--elf", required=True)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--mode", action="append", choices=MODES)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    passed = failed = 0
    for mode in options.mode or MODES:
        for name, *rest in CASES:
            if options.names and name not in options.names:
                continue
            if options.short and (mode, name) in LONG:
                continue
            began = time.time()
            try:
                took = run_case(name, *rest, mode, options)
            except Failure as reason:
                failed += 1
                print(f"FAIL {mode} {name}: {reason}", flush=True)
                continue
            passed += 1
            note = f", ended after {took:.1f} s" if took else ""
            print(f"ok   {mode} {name} ({time.time() - began:.1f} s{note})", flush=True)
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
