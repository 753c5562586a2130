#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Throw everything at Slate's console that a serial line can carry, then ask whether all is well.

Four kinds of weather, each followed by a probe: the prompt must answer, the kernel's checks must pass, and
memory must be what it was (command `state`), to the last free block.

  noise      random bytes, all 256 of them
  lines      lines of a megabyte, endless quotes, words, escape sequences, UTF-8, backspaces
  commands   every command of `help` with arguments that nobody would give it
  grammar    commands, quotes, semicolons, redirections and control characters at random

usage: serial_fuzz.py --out DIR --elf FILE [--megabytes N] [--seed N] [KIND...]
The last line is `N passed, N failed`.
"""
import argparse
import os
import random
import re
import subprocess
import sys
import threading
import time

PROMPT = b"slate# "
NOT_TRIED = {"poweroff", "reboot", "state"}  # they end the machine; it would remember another state
LONG_WITHOUT_ARGUMENTS = {"test", "bench", "soak"}  # they do their work, and have a row of their own
RUNS_OTHERS = {"memmap", "failnth"}
# In a line of the kernel's log: noise contains every word some day, and the console repeats what it is sent.
TELL_TALE = re.compile(rb"\[ *\d+\.\d{6}\] [^\r\n]*(Kernel panic|BUG: |WARNING: |Oops: |stack guard)")


class Failure(Exception):
    """The console did not survive; the text says how."""


class Guest:
    """A machine with its serial line on pipes; a thread reads all that it says."""

    def __init__(self, options, kind):
        self.path = os.path.join(options.out, kind + ".log")
        self.log = open(self.path, "wb")
        self.process = subprocess.Popen(
            ["qemu-system-x86_64", "-accel", "tcg", "-cpu", "max", "-m", "64M", "-kernel", options.elf,
             "-display", "none", "-serial", "stdio", "-monitor", "none", "-no-reboot",
             "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.text, self.total = b"", 0
        self.news = threading.Condition()
        threading.Thread(target=self.listen, daemon=True).start()
        self.wait_for(PROMPT, 60)

    def listen(self):
        while chunk := os.read(self.process.stdout.fileno(), 65536):
            self.log.write(chunk)
            with self.news:
                self.text = (self.text + chunk)[-(1 << 20):]
                self.total += len(chunk)
                self.news.notify_all()
        with self.news:
            self.news.notify_all()

    def wait_for(self, what, seconds, start=0):
        """Until @what has been said behind byte @start of all output; returns the text from there."""
        end = time.time() + seconds
        with self.news:
            while True:
                fresh = self.text[-(self.total - start):] if self.total > start else b""
                if what in fresh:
                    return fresh
                if self.process.poll() is not None:
                    raise Failure(f"the machine ended with code {self.process.returncode}; log: {self.path}")
                if time.time() > end:
                    raise Failure(f"no {what!r} within {seconds} s; log: {self.path}")
                self.news.wait(0.5)

    def send(self, data):
        """The line holds data back while the kernel cannot take more; a minute of that in silence is a hang."""
        done = threading.Event()

        def write():
            try:
                self.process.stdin.write(data)
                self.process.stdin.flush()
            except OSError:
                pass
            done.set()
        threading.Thread(target=write, daemon=True).start()
        heard = -1
        while not done.wait(60):
            if self.total == heard:
                raise Failure(f"the line takes no more bytes; log: {self.path}")
            heard = self.total

    def run(self, line, seconds=60):
        """One command; returns what it printed."""
        start = self.total
        mark = f"<{random.getrandbits(40):x}>"
        self.send(f"{line}; echo {mark[0]}'{mark[1:]}'\r".encode())
        return self.wait_for(mark.encode(), seconds, start).decode("utf-8", "replace")

    def clear_line(self):
        """Whatever is half typed or half done ends."""
        for _ in range(3):
            self.send(b"\x03")
            time.sleep(0.3)
        self.send(b"\x15\r")

    def probe(self):
        self.clear_line()
        self.run("trace off; echo sane")
        checked = self.run("selfcheck", 120)
        if "fault" in checked and not re.search(r"\b0 faults?\b", checked):
            raise Failure(f"selfcheck: {checked[-400:]}")
        compared = self.run("state compare", 120)
        if "memory is as before" not in compared:
            raise Failure(f"{compared[-400:]}; log: {self.path}")

    def end(self):
        """Power off properly; what the log says is looked through."""
        if self.process.poll() is None:
            try:
                self.send(b"\x03\x15poweroff\r")
                self.process.wait(20)
            except (Failure, subprocess.TimeoutExpired):
                self.process.kill()
        code = self.process.wait()
        self.log.flush()
        with open(self.path, "rb") as log:
            text = log.read()
        found = TELL_TALE.search(text)
        if found:
            raise Failure(f"the log says {found.group().decode('utf-8', 'replace')!r}: {self.path}")
        if code != 33:
            raise Failure(f"exit code {code}; log: {self.path}")


def in_pieces(guest, dice, total, make):
    sent = 0
    while sent < total:
        piece = make(dice)
        guest.send(piece)
        sent += len(piece)
    return sent


def noise(guest, dice, options):
    return in_pieces(guest, dice, options.megabytes << 20, lambda d: d.randbytes(16384))


def lines(guest, dice, options):
    """Each of these would be one line, if it ever ended."""
    shapes = [b"A", b" ", b"'", b'"', b";", b"\\", b"a ", b"\x1b[A", b"\x1b[999999999C", b"\x1b[", b"\x1b", b"\t",
              b"\x7f", b"\x08", b"ab\x08", b"\x01\x05", b"\x12", b"\xc3", b"\xe2\x82\xac", b"\x00", b"a;", b"%s%n ",
              b"ls /;", b"echo a > ", b"\x1b[3~", b"\x19\x17", b"x\x01y\x0b"]
    size = (options.megabytes << 20) // len(shapes)
    sent = 0
    for shape in shapes:
        sent += in_pieces(guest, dice, size, lambda d, s=shape: s * (16384 // len(s)))
        guest.send(dice.choice([b"\r", b"\n", b"\x03", b"\r\n"]))
    return sent


WORDS = ["", "-1", "0", "1", "4096", "99999999999999999999", "0x", "0xffffffff", "-0x80000000", "1e9", "''", '"', "-", "--",
         "-w-", "/", "//", "/proc", "/proc/", "/proc/../..", "/dev/null", "/dev/zero", "/proc/kmsg", "/etc/passwd", "sda",
         "sda99", "fd0", "%s", "%n%n%n", "if=", "of=", "if=sda", "of=sda", "bs=0", "bs=-1", "bs=4G", "count=-1",
         "a" * 300, "\u20ac" * 40, "\\", "\x1b[2J", "*", "[", "[a-", "kmalloc-64", "DMA", "nothing=1", "=", "=="]


def bad_arguments(dice, command):
    nr = dice.choice([1, 1, 1, 2, 2, 3, 4, 17, 40])
    words = dice.choices(WORDS, k=nr)
    if command in RUNS_OTHERS:  # what they would run is tried on its own
        words = [w for w in words if w != "-w"] or ["-1"]
    return " ".join(words)


def commands_of(guest):
    text = guest.run("help")
    return [name for name in re.findall(r"^([a-z_0-9]+)(?: +\S.*)$", text.replace("\r", ""), re.M)
            if name not in NOT_TRIED]


def run_and_interrupt(guest, line):
    """Give a command two seconds; then Ctrl-C until the prompt is back."""
    start = guest.total
    guest.send(line.encode() + b"\r")
    for _ in range(60):
        try:
            guest.wait_for(PROMPT, 2, start + len(line))
            return
        except Failure:
            if guest.process.poll() is not None:
                raise
            guest.send(b"\x03")
    raise Failure(f"{line!r}: no prompt after two minutes of Ctrl-C; log: {guest.path}")


def commands(guest, dice, options):
    names = commands_of(guest)
    if len(names) < 20:
        raise Failure(f"help lists only {names}")
    tried = 0
    for name in names:
        if name not in LONG_WITHOUT_ARGUMENTS | RUNS_OTHERS:
            run_and_interrupt(guest, name)
        for _ in range(4 + options.megabytes):
            arguments = bad_arguments(dice, name)
            if name in LONG_WITHOUT_ARGUMENTS and not arguments.strip("'\" "):
                continue
            run_and_interrupt(guest, f"{name} {arguments}")
            tried += 1
        guest.clear_line()
    return tried


def grammar(guest, dice, options):
    names = [n for n in commands_of(guest) if n not in LONG_WITHOUT_ARGUMENTS | RUNS_OTHERS |
             {"stream", "tone", "witness", "bench", "slab", "dmesg", "drop_caches"}]
    glue = [" ", " ", ";", " ; ", " '", '"', " > ", "\\", "\t", "\t\t", "\x1b[A", "\x1b[D", "\x01", "\x05", "\x0b", "\x7f", "\x03",
            "\r", "\r", "\n", "#"]

    def piece(d):
        text = []
        for _ in range(60):
            text.append(d.choice(names) if d.random() < 0.4 else d.choice(WORDS))
            text.append(d.choice(glue))
        return "".join(text).encode()
    return in_pieces(guest, dice, options.megabytes << 18, piece)


KINDS = {"noise": noise, "lines": lines, "commands": commands, "grammar": grammar}


def weather(kind, options):
    dice = random.Random(f"{options.seed} {kind}")
    guest = Guest(options, kind)
    try:
        # What is made at first use is made, and the history is full, before memory is looked at.
        for i in range(80):
            guest.send(f"echo {'history ' * 20}{i}\r".encode())
        guest.run("trace off; selfcheck; ls /proc; cat /proc/slabinfo; memmap", 60)
        guest.run("state")
        started = time.time()
        amount = KINDS[kind](guest, dice, options)
        took = time.time() - started
        guest.probe()
    except Failure:
        guest.process.kill()
        raise
    guest.end()
    return f"{amount} {'tries' if kind == 'commands' else 'bytes'} in {took:.0f} s, the prompt answers, memory is as before"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--out", required=True)
    parser.add_argument("--elf", required=True)
    parser.add_argument("--megabytes", type=int, default=4, help="of noise, and of lines")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("kinds", nargs="*")
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    passed = failed = 0
    for kind in options.kinds or KINDS:
        try:
            print(f"ok   {kind}: {weather(kind, options)}", flush=True)
            passed += 1
        except Failure as reason:
            print(f"FAIL {kind}: {reason}", flush=True)
            failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
