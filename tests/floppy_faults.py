#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Change floppies and CDs under Slate, and let floppy drives fail; see each request end with a named error or well.

QEMU's controller turns what cannot be read into zeros, so only writes can be made to fail.

usage: floppy_faults.py --out DIR --elf FILE [NAME...]
The last line is `N passed, N failed`.
"""
import argparse
import os
import queue
import random
import subprocess
import sys
import threading

from disk_faults import EIO, TOOL, Failure, Guest, expect_error, expect_well

UUID = "7d6f5c4b-1111-2222-3333-f10bb15cf00d"
ONCE, ALWAYS = 700, 900  # sectors that cannot be written


def make_image(path, kib, signed=False):
    """A medium of random bytes; returns what the host's cksum says of it."""
    if signed:
        subprocess.run([sys.executable, TOOL, path, f"{kib}K", "--uuid", UUID], check=True, stdout=subprocess.DEVNULL)
    else:
        with open(path, "wb") as image:
            image.write(random.Random(path).randbytes(kib << 10))
    return cksum(path)


def cksum(path):
    return " ".join(subprocess.run(["cksum", path], capture_output=True, text=True, check=True).stdout.split()[:2])


class MediumGuest(Guest):
    """A machine with a drive whose medium can be changed: a floppy drive, or what @drive says with a device."""

    def __init__(self, case, options, drive, files, device=()):  # pylint: disable=super-init-not-called
        self.monitor_path, self.monitor = os.path.join(options.out, f"{case}.qmp"), None
        self.files, self.bytes = files, queue.Queue()
        command = ["qemu-system-x86_64", "-accel", "tcg", "-cpu", "max", "-m", "64M", "-display", "none",
                   "-serial", "stdio", "-monitor", "none", "-no-reboot",
                   "-qmp", f"unix:{self.monitor_path},server=on,wait=off",
                   "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04", "-kernel", options.elf,
                   "-append", "disk.write=f10bb15cf00d", "-drive", f"if={'none' if device else 'floppy'},id=fd,{drive}", *device]
        self.log = open(os.path.join(options.out, f"{case}.log"), "w", encoding="utf-8")
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT)
        threading.Thread(target=self.pump, daemon=True).start()
        self.until_prompt(60)

    def insert(self, path):
        answer = self.qmp("blockdev-change-medium", device="fd", filename=path, format="raw")
        if "error" in answer:
            raise Failure(str(answer))


def expect(guest, line, words):
    text, _ = guest.run(line)
    if words not in text:
        raise Failure(f"{line}: no word of {words!r}: {text!r}")


def case_changed(options):
    """Each medium reads to its own sum; the second signed one is not writable; an empty drive says so."""
    paths = [os.path.join(options.out, f"medium.{n}") for n in range(3)]
    sums = [make_image(paths[0], 1440, True), make_image(paths[1], 720), make_image(paths[2], 1440, True)]
    guest = MediumGuest("changed", options, f"format=raw,file={paths[0]}", paths)
    try:
        expect(guest, "cksum fd0", f"{sums[0]} fd0")
        expect_well(guest, "dd if=pattern:3 of=fd0 seek=600 count=1")
        expect(guest, "cksum fd0", f"{cksum(paths[0])} fd0")
        guest.insert(paths[1])
        expect(guest, "cksum fd0", f"{sums[1]} fd0")
        guest.insert(paths[2])
        expect(guest, "dd if=pattern:3 of=fd0 seek=600 count=1", "the medium was changed since boot")
        guest.qmp("eject", device="fd", force=True)
        expect(guest, "cksum fd0", "No medium found")
        guest.insert(paths[2])
        expect(guest, "cksum fd0", f"{sums[2]} fd0")
    finally:
        guest.end()


def case_cd_changed(options):
    """A drive that was empty at boot, and each disc that is put in, by IDE and AHCI; a disc without a block is none."""
    paths = [os.path.join(options.out, f"disc.{n}") for n in range(3)]
    sums = [make_image(paths[0], 2000), make_image(paths[1], 724)]
    with open(paths[2], "wb") as image:
        image.write(bytes(512))
    for device in (["-device", "ide-cd,drive=fd,bus=ide.1"], ["-M", "q35", "-device", "ide-cd,drive=fd,bus=ide.3"]):
        guest = MediumGuest("cd-changed", options, "media=cdrom", [], device)
        try:
            expect(guest, "cksum sr0", "No medium found")
            for path, total in ((paths[0], sums[0]), (paths[1], sums[1]), (paths[0], sums[0])):
                guest.insert(path)
                expect(guest, "cksum sr0", f"{total} sr0")
                expect(guest, "cksum sr0", f"{total} sr0")
            guest.qmp("eject", device="fd", force=True)
            expect(guest, "cksum sr0", "No medium found")
            guest.insert(paths[2])
            expect(guest, "cksum sr0", "No medium found")
            guest.insert(paths[1])
            expect(guest, "cksum sr0", f"{sums[1]} sr0")
        finally:
            guest.end()
    for path in paths:
        os.unlink(path)


def case_write_error(options):
    """A write that fails once is tried again; one that always fails ends with its name, and nothing else does."""
    path = os.path.join(options.out, "bad.medium")
    make_image(path, 1440, True)
    rules = f"driver=blkdebug,image.driver=file,image.filename={path}"
    for i, (sector, once) in enumerate(((ONCE, "on"), (ALWAYS, "off"))):
        rules += (f",inject-error.{i}.event=none,inject-error.{i}.iotype=write,inject-error.{i}.errno=5"
                  f",inject-error.{i}.sector={sector},inject-error.{i}.once={once}")
    guest = MediumGuest("write-error", options, rules, [path])
    try:
        expect_well(guest, f"dd if=pattern:3 of=fd0 seek={ONCE} count=1")
        expect(guest, "disks", "errors 0, retries 1, timeouts 0, resets 1")
        expect_error(guest, f"dd if=pattern:3 of=fd0 seek={ALWAYS} count=1", EIO)
        expect_well(guest, f"dd if=pattern:3 of=fd0 seek={ALWAYS + 1} count=1")
        expect(guest, "cksum fd0", f"{cksum(path)} fd0")
    finally:
        guest.end()


CASES = {"changed": case_changed, "cd-changed": case_cd_changed, "write-error": case_write_error}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--out", required=True)
    parser.add_argument("--elf", required=True)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    failed = 0
    names = options.names or list(CASES)
    for name in names:
        try:
            CASES[name](options)
            print(f"ok   {name}", flush=True)
        except Failure as reason:
            failed += 1
            print(f"FAIL {name}: {reason}", flush=True)
    print(f"{len(names) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
