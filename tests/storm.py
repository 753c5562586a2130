#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Floppy, Sound Blaster, edu, IDE and AHCI at once with ZONE_DMA 95 % full: every byte must be right.

Slate's `storm` command (kernel/storm.c) checks what it reads; this program makes the disks, and afterwards
looks at what was written to them and at what was heard.

usage: storm.py --out DIR --elf FILE [--memory SIZE] [--seconds N] [--append WORDS]
The last line is `N passed, N failed`.
"""
import argparse
import array
import os
import re
import subprocess
import sys

TOOL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools", "scratch-disk.py")
SECTOR, MARGIN, WORDS = 512, 512, 128
BLOCK = 128  # sectors that are written at a time
SOUND_KEY = 0x50554E44
SUCCESS = 33


class Failure(Exception):
    """A byte is not what it should be; the text says where."""


def pattern(first, count, key):
    """Words first, first + 1, ... as storm_word() in kernel/storm.h makes them."""
    return array.array("I", (((n ^ 0x9E3779B9) * 2654435761 ^ key) & 0xFFFFFFFF for n in range(first, first + count)))


def make_disk(path, size, key, signed):
    sectors = size // SECTOR
    if signed:
        subprocess.run([sys.executable, TOOL, path, str(size)], check=True, stdout=subprocess.DEVNULL)
    else:
        with open(path, "wb") as disk:
            disk.truncate(size)
    with open(path, "r+b") as disk:
        disk.seek(MARGIN * SECTOR)
        disk.write(pattern(MARGIN * WORDS, (sectors - 2 * MARGIN) * WORDS, key).tobytes())


def check_disk(path, key, writable):
    """Every block is the pattern, with one key in all of its words; returns how many were written."""
    with open(path, "rb") as disk:
        data = disk.read()
    end, written = len(data) // SECTOR - MARGIN, 0
    for sector in range(MARGIN, end, BLOCK):
        first, count = sector * WORDS, min(BLOCK, end - sector) * WORDS
        block = array.array("I", data[first * 4:(first + count) * 4])
        here = block[0] ^ pattern(first, 1, 0)[0]
        if block != pattern(first, count, here) or (here != key and not writable):
            raise Failure(f"{path}: sectors {sector}-{sector + BLOCK - 1} are torn or strange")
        written += here != key
    return written


def check_sound(path, seconds):
    """What was heard is the pattern from word 0 on, without a gap."""
    with open(path, "rb") as sound:
        heard = array.array("I", sound.read()[44:][:-4096 // 4 * 4])
    if len(heard) < 11025 * seconds // 2:
        raise Failure(f"{path}: only {len(heard)} frames were heard")
    want = pattern(0, len(heard), SOUND_KEY)
    good = next((i for i in range(len(heard)) if heard[i] != want[i]), len(heard))
    if any(heard[good:]):  # the end is silence
        raise Failure(f"{path}: frame {good} of {len(heard)} is {heard[good]:#x}, not {want[good]:#x}")
    return good


def storm(options):
    disks = {"floppy": (1440 << 10, 0x0F10), "ide": (8 << 20, 0x1DE0), "ahci": (8 << 20, 0xAC1)}
    paths = {name: os.path.join(options.out, f"storm.{name}") for name in disks}
    wav, log = os.path.join(options.out, "storm.wav"), os.path.join(options.out, "storm.log")
    command = ["qemu-system-x86_64", "-accel", "tcg", "-cpu", "max", "-m", options.memory, "-display", "none",
               "-serial", "stdio", "-monitor", "none", "-no-reboot", "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04",
               "-kernel", options.elf, "-append",
               f'{options.append} disk.write=STORMIDE,STORMSATA run="storm {options.seconds}; disks"',
               "-drive", f"if=floppy,format=raw,file={paths['floppy']}",
               "-drive", f"file={paths['ide']},format=raw,if=none,id=d0",
               "-device", "ide-hd,drive=d0,serial=STORMIDE,bus=ide.0,unit=0",
               "-device", "ahci,id=ahci", "-drive", f"file={paths['ahci']},format=raw,if=none,id=d1",
               "-device", "ide-hd,drive=d1,serial=STORMSATA,bus=ahci.0", "-device", "edu",
               "-audiodev", f"wav,id=a,path={wav},out.frequency=11025", "-device", "sb16,audiodev=a"]
    for _ in range(3):
        for name, (size, key) in disks.items():
            make_disk(paths[name], size, key, name != "floppy")
        with open(log, "wb") as output:
            code = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                                  timeout=options.seconds * 5 + 120, check=False).returncode
        with open(log, "rb") as output:
            text = output.read().decode("utf-8", "replace").replace("\r", "")
        if "underruns" not in text:
            break  # else the host stood still for half a second, and sound with it
    lines = [line for line in text.splitlines() if line.startswith("storm:")]
    print("\n".join(lines))
    if code != SUCCESS:
        raise Failure(f"QEMU's exit code is {code}; log: {log}")
    for name in ("fd0", "sda", "sdb", "edu", "sb16"):
        if not re.search(rf"^storm: {name}: [1-9]\d* rounds, [1-9]\d* bytes, 0 bad words$", text, re.M):
            raise Failure(f"{name} did not take part, or badly")
    if not re.search(r"^storm: ZONE_DMA (9[5-9]|100)% full", text, re.M):
        raise Failure("ZONE_DMA was not full enough")
    written = [check_disk(paths[name], key, name != "floppy") for name, (_, key) in disks.items()]
    if not written[1] or not written[2]:
        raise Failure("a disk was never written")
    frames = check_sound(wav, options.seconds)
    for path in (*paths.values(), wav):
        os.unlink(path)
    return f"{written[1]} + {written[2]} blocks written, {frames} frames heard, no bad byte"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--out", required=True)
    parser.add_argument("--elf", required=True)
    parser.add_argument("--memory", default="8G")
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--append", default="")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    try:
        print("ok   storm: " + storm(options))
    except Failure as reason:
        print(f"FAIL storm: {reason}")
        print("0 passed, 1 failed")
        return 1
    print("1 passed, 0 failed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
