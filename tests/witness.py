#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check every transfer of a disk from outside: guest memory is a file here, and so is the disk.

Slate's `witness` command (drivers/block/witness.c) does random transfers in batches and says which. This
program replays each on a copy of the arena and of the disk, recomputes its checksum, and after each batch
compares the whole arena, the whole disk and the kernel's text with what they must be: every byte that a
transfer should have moved has arrived, and no other byte has changed.

usage: witness.py --out DIR --elf FILE [--transfers N] [--mode MODE]... [--memory SIZE] [--seed N] [--tamper]
  --tamper   change one byte of the arena behind the kernel's back: the run must notice (a control)
The last line is `N passed, N failed, 0 skipped`.
"""
import argparse
import mmap
import os
import random
import subprocess
import sys
import zlib

TOOL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools", "scratch-disk.py")
SECTOR, PAGE, BLOCK_PAGES = 512, 4096, 16
DISK_BYTES = 8 << 20
GIB = 1 << 30
CHECKED = 0x80000000
SUCCESS = 33

# Machine, parameters, where its low memory ends.
MODES = {
    "pio": (["-M", "pc"], "ide.dma=0", 3 * GIB),
    "ide-dma": (["-M", "pc"], "ide.dma=1", 3 * GIB),
    "ahci": (["-M", "q35"], "", 2 * GIB),
}


class Failure(Exception):
    """What the kernel said and what the host sees differ."""


def bytes_of(size):
    return int(size[:-1]) << {"M": 20, "G": 30}[size[-1]]


class Witness:
    """One machine, its memory, its disk, and copies of what both must be."""

    def __init__(self, mode, options):
        machine, parameters, self.hole = MODES[mode]
        self.options = options
        self.memory_path = os.path.join(options.memory_dir, f"slate-witness-{os.getpid()}.ram")
        self.image_path = os.path.join(options.out, f"witness-{mode}.img")
        with open(self.memory_path, "wb") as memory:
            memory.truncate(bytes_of(options.memory))
        subprocess.run([sys.executable, TOOL, self.image_path, str(DISK_BYTES)], check=True,
                       stdout=subprocess.DEVNULL)
        with open(self.image_path, "r+b") as image:
            image.seek(512 * SECTOR)
            image.write(random.Random(options.seed).randbytes(DISK_BYTES - 1024 * SECTOR))
            image.seek(0)
            self.disk = bytearray(image.read())
        self.memory_file = open(self.memory_path, "r+b")
        self.memory = mmap.mmap(self.memory_file.fileno(), 0)
        self.image = open(self.image_path, "rb")
        self.flag = self.text = None
        self.blocks, self.arena = [], bytearray()
        self.transfers, self.batches, self.moved = 0, 0, 0
        self.command = ["qemu-system-x86_64", "-accel", "tcg", *machine[:1], machine[1] + ",memory-backend=m0",
                        "-cpu", "max", "-m", options.memory,
                        "-object", f"memory-backend-file,id=m0,size={options.memory},share=on,"
                        f"mem-path={self.memory_path}",
                        "-display", "none", "-serial", "stdio", "-monitor", "none", "-no-reboot",
                        "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04", "-kernel", options.elf,
                        "-append", f'quiet {parameters} {options.append} disk.write=WITNESS1 '
                        f'run="witness sda {options.transfers} {options.seed}"',
                        "-drive", f"file={self.image_path},format=raw,if=none,id=d",
                        "-device", "ide-hd,drive=d,serial=WITNESS1,bus=ide.0"]

    def offset(self, address):
        """Where a physical address is in the memory file."""
        return address if address < self.hole else self.hole + address - 4 * GIB

    def block(self, i):
        at = self.offset(self.blocks[i] * PAGE)
        return self.memory[at:at + BLOCK_PAGES * PAGE]

    def look(self):
        """The whole arena as it is now."""
        return bytearray(b"".join(self.block(i) for i in range(len(self.blocks))))

    def replay(self, words):
        op, sector, count, crc = words[0], int(words[1]), int(words[2]), int(words[3], 16)
        at = sector * SECTOR
        data = bytearray()
        for piece in words[4:]:
            page, offset, length = (int(n) for n in piece.split(":"))
            start = page * PAGE + offset
            if op == "r":
                self.arena[start:start + length] = self.disk[at:at + length]
            else:
                self.disk[at:at + length] = self.arena[start:start + length]
            data += self.disk[at:at + length]
            at += length
        if len(data) != count * SECTOR:
            raise Failure(f"transfer {self.transfers}: pieces of {len(data)} bytes for {count} sectors")
        if zlib.crc32(data) != crc:
            raise Failure(f"transfer {self.transfers} ({' '.join(words)}): checksum is {zlib.crc32(data):08x}")
        self.transfers += 1
        self.moved += len(data)

    def compare(self):
        for i in range(len(self.blocks)):
            want = self.arena[i * BLOCK_PAGES * PAGE:(i + 1) * BLOCK_PAGES * PAGE]
            found = self.block(i)
            if found != want:
                byte = next(k for k in range(len(want)) if want[k] != found[k])
                raise Failure(f"batch {self.batches}: byte {byte % PAGE} of page {i * BLOCK_PAGES + byte // PAGE} of "
                              f"the arena (frame {self.blocks[i] + byte // PAGE:#x}) is {found[byte]:#x}, "
                              f"not {want[byte]:#x}")
        self.image.seek(0)
        if self.image.read() != self.disk:
            raise Failure(f"batch {self.batches}: the disk is not what it should be")
        if self.memory[self.text[0]:self.text[1]] != self.text_copy:
            raise Failure(f"batch {self.batches}: the kernel's text has changed")

    def batch(self, number):
        if not number & ~CHECKED:
            self.arena = self.look()
            self.text_copy = self.memory[self.text[0]:self.text[1]]
        else:
            if self.options.tamper and self.batches == 3:
                at = self.offset(self.blocks[5] * PAGE) + 777
                self.memory[at] = self.memory[at] ^ 1
            self.compare()
        self.batches += 1
        self.memory[self.flag:self.flag + 4] = number.to_bytes(4, "little")

    def line(self, text):
        """Returns whether the guest is done."""
        words = text.split()
        if len(words) < 2 or words[0] != "WITNESS":
            return False
        if words[1] == "FLAG":
            self.flag = self.offset(int(words[2], 16) * PAGE)
        elif words[1] == "TEXT":
            self.text = [self.offset(int(word, 16)) for word in words[2:4]]
        elif words[1] == "ARENA":
            self.blocks += [int(word, 16) for word in words[2:]]
        elif words[1] == "T":
            self.replay(words[2:])
        elif words[1] == "BATCH":
            self.batch(int(words[2]))
        return words[1] == "END"

    def run(self):
        process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT)
        last, ended = [], False
        try:
            for raw in process.stdout:
                text = raw.decode("utf-8", "replace").rstrip()
                last = (last + [text])[-10:]
                ended = self.line(text) or ended
            code = process.wait(60)
        finally:
            process.kill()
            process.wait()
        if code != SUCCESS or not ended or self.transfers != self.options.transfers:
            raise Failure(f"exit code {code} after {self.transfers} transfers: " + " | ".join(last))
        return (f"{self.transfers} transfers, {self.moved >> 10} KiB, {self.batches - 1} comparisons of "
                f"{len(self.arena) >> 20} MiB of memory up to frame {max(self.blocks):#x} and "
                f"{DISK_BYTES >> 20} MiB of disk")

    def end(self):
        self.memory.close()
        self.memory_file.close()
        self.image.close()
        for path in (self.memory_path, self.image_path):
            os.unlink(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--out", required=True)
    parser.add_argument("--elf", required=True)
    parser.add_argument("--transfers", type=int, default=10000)
    parser.add_argument("--mode", action="append", choices=MODES)
    parser.add_argument("--memory", default="64M")
    parser.add_argument("--memory-dir", dest="memory_dir", default="/dev/shm")
    parser.add_argument("--append", default="")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tamper", action="store_true")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    passed = failed = 0
    for mode in options.mode or MODES:
        witness = Witness(mode, options)
        try:
            note = witness.run()
        except Failure as reason:
            failed += 1
            print(f"FAIL witness {mode}: {reason}", flush=True)
        else:
            passed += 1
            print(f"ok   witness {mode}: {note}", flush=True)
        finally:
            witness.end()
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
