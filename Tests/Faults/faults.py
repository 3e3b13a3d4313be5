#!/usr/bin/env python3
"""Breaks nights in every way there is and looks whether the morning's file is right.

A night is prepared, broken, looked over (quick_check, no forecast twice, no bar lost) and made again; the store must then be the one
that an unbroken night leaves, times of day aside (`hindcast dump`). What was tried and survived is counted and printed.

    Tests/Faults/faults.py .build/release/hindcast [--kills 300] [--seconds 560] [--seed 1] [--record docs/reliability.md]
"""

import argparse
import collections
import contextlib
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

from market import Market

PIPELINE = """name: n
kind: nightly
data: {prices: prices}
models: [ewma, tdnn: {width: 5, epochs: 1}, rnn: {hidden: 4, epochs: 1}]
evaluation: {validation: 60 sessions}
nightly: {retrain: {every: 3}}
output: {store: s.sqlite, reports: reports}
"""
SYMBOLS = [f"S{index}" for index in range(6)]
SESSIONS = 320
# The nights that are broken, by how many sessions are known: the first one fits, the second steps, the fourth fits anew.
NIGHTS = {"first night": 310, "ordinary night": 311, "night of a new fit": 313}


class Harness:
    def __init__(self, binary, seed, seconds):
        self.binary = os.path.abspath(binary)
        self.random = random.Random(seed)
        self.deadline = time.monotonic() + seconds
        self.root = tempfile.mkdtemp(prefix="hindcast-faults-")
        self.market = Market(SYMBOLS, SESSIONS)
        self.tried = collections.Counter()
        self.survived = collections.Counter()
        self.failures = []
        self.endings = collections.defaultdict(collections.Counter)

    # What is done to a folder.

    def command(self, *arguments):
        return [self.binary, *arguments]

    def run(self, folder, *arguments, **options):
        return subprocess.run(
            self.command("run", "n.yaml", "--jobs", "2", *arguments), cwd=folder, capture_output=True, text=True, **options)

    def dump(self, folder):
        result = subprocess.run(self.command("dump", "--db", "s.sqlite"), cwd=folder, capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def prepare(self):
        """The stores before each night, and what an unbroken night leaves."""
        self.before, self.after, self.seconds = {}, {}, {}
        folder = f"{self.root}/clean"
        os.makedirs(folder)
        with open(f"{folder}/n.yaml", "w") as file:
            file.write(PIPELINE)
        for count in range(min(NIGHTS.values()), max(NIGHTS.values()) + 1):
            self.market.write(f"{folder}/prices", count)
            time.sleep(0.06)
            name = next((name for name, number in NIGHTS.items() if number == count), None)
            if name:
                self.before[name] = f"{self.root}/before {name}"
                shutil.copytree(folder, self.before[name])
            start = time.monotonic()
            result = self.run(folder)
            assert result.returncode == 0, result.stderr
            if name:
                self.seconds[name] = time.monotonic() - start
                self.after[name] = self.dump(folder)

    def fresh(self, night):
        folder = tempfile.mkdtemp(dir=self.root)
        shutil.rmtree(folder)
        shutil.copytree(self.before[night], folder)
        return folder

    # What must hold.

    def bars(self, folder):
        if not os.path.exists(f"{folder}/s.sqlite"):
            return 0
        # Closed at once: an open file would keep a file system mounted.
        with contextlib.closing(sqlite3.connect(f"{folder}/s.sqlite")) as store:
            if not store.execute("SELECT 1 FROM sqlite_master WHERE name = 'bar'").fetchone():
                return 0
            return store.execute("SELECT count(*) FROM bar").fetchone()[0]

    def sound(self, folder):
        """What is wrong with a store that was left behind; nothing where there is none yet."""
        path = f"{folder}/s.sqlite"
        if not os.path.exists(path) or os.path.getsize(path) == 0:
            return None
        store = sqlite3.connect(path)
        try:
            if store.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
                return "quick_check fails"
            if store.execute("SELECT count(*) FROM sqlite_master WHERE name = 'night'").fetchone()[0] == 0:
                return None
            twice = store.execute(
                """SELECT count(*) FROM (SELECT 1 FROM forecast JOIN trial ON trial.id = trial_id
                    JOIN run ON run.id = trial.run_id JOIN night ON night.run_id = run.id WHERE night.kind = 'live'
                    GROUP BY pipeline, model, trial.seed, series_id, cutoff HAVING count(*) > 1)""").fetchone()[0]
            if twice:
                return f"{twice} forecasts are there twice"
            partial = store.execute(
                """SELECT count(*) FROM (SELECT count(*) AS n FROM night_model GROUP BY run_id HAVING n <> 4)"""
            ).fetchone()[0]
            return f"{partial} nights hold a part of their forecasts" if partial else None
        except sqlite3.DatabaseError as error:
            return str(error)
        finally:
            store.close()

    def judge(self, fault, folder, night, bars_before, note=""):
        """Looks the folder over, makes the night again, and compares."""
        problem = self.sound(folder)
        if problem is None and self.bars(folder) < bars_before:
            problem = "bars were lost"
        if problem is None:
            again = self.run(folder)
            if again.returncode != 0:
                problem = f"the next run ends with {again.returncode}: {again.stderr.strip()[-300:]}"
            elif self.dump(folder) != self.after[night]:
                problem = "the store is not that of an unbroken night"
        self.count(fault, problem, f"{night} {note}", folder)

    def count(self, fault, problem, note, folder):
        self.tried[fault] += 1
        if problem is None:
            self.survived[fault] += 1
            shutil.rmtree(folder, ignore_errors=True)
        else:
            self.failures.append(f"{fault}, {note}: {problem} ({folder})")

    def out_of_time(self):
        return time.monotonic() > self.deadline

    # The faults.

    def kills(self, count):
        for index in range(count):
            if self.out_of_time():
                return
            night = list(NIGHTS)[index % len(NIGHTS)]
            folder = self.fresh(night)
            bars = self.bars(folder)
            process = subprocess.Popen(
                self.command("run", "n.yaml", "--jobs", "2"), cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            moment = self.random.uniform(0, 1.1 * self.seconds[night])
            try:
                process.wait(moment)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            self.endings["kill -9"]["killed" if process.returncode == -9 else "had ended"] += 1
            self.judge("kill -9 at a random moment", folder, night, bars, f"after {moment:.3f} s")

    def storms(self, count):
        for index in range(count):
            if self.out_of_time():
                return
            night = list(NIGHTS)[index % len(NIGHTS)]
            folder = self.fresh(night)
            bars = self.bars(folder)
            process = subprocess.Popen(
                self.command("run", "n.yaml"), cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(self.random.uniform(0.01, self.seconds[night]))
            start = time.monotonic()
            # One signal asks, every other storm presses on.
            process.send_signal(signal.SIGTERM)
            while index % 2 and process.poll() is None and time.monotonic() - start < 2:
                process.send_signal(self.random.choice([signal.SIGTERM, signal.SIGINT]))
                time.sleep(0.002)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            took = time.monotonic() - start
            self.endings["SIGTERM"][str(process.returncode)] += 1
            if took > 2:
                self.count("SIGTERM and SIGINT, one or a storm", f"it took {took:.1f} s to end", night, folder)
            else:
                self.judge("SIGTERM and SIGINT, one or a storm", folder, night, bars)

    def starts(self, at_once, count):
        for index in range(count):
            if self.out_of_time():
                return
            night = list(NIGHTS)[index % len(NIGHTS)]
            folder = self.fresh(night)
            bars = self.bars(folder)
            processes = [
                subprocess.Popen(
                    self.command("run", "n.yaml"), cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                for _ in range(at_once)
            ]
            codes = [process.wait() for process in processes]
            if set(codes) - {0, 75} or 0 not in codes:
                self.count(f"{at_once} starts at once", f"exit codes {codes}", night, folder)
            else:
                self.judge(f"{at_once} starts at once", folder, night, bars)

    def small_files(self, count):
        """No file may grow beyond a limit, as on a disk with a quota."""
        for index in range(count):
            if self.out_of_time():
                return
            night = list(NIGHTS)[index % len(NIGHTS)]
            folder = self.fresh(night)
            bars = self.bars(folder)
            limit = int(2 ** self.random.uniform(9, 20))

            def restrict():
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

            result = self.run(folder, preexec_fn=restrict)
            self.expect("a limit on the size of files (RLIMIT_FSIZE)", result, {0, 73, 74}, folder, night, bars, f"{limit} bytes")

    def full_disk(self, count):
        """A file system that is full, where one can be mounted."""
        for index in range(count):
            if self.out_of_time():
                return
            night = list(NIGHTS)[index % len(NIGHTS)]
            place = tempfile.mkdtemp(dir=self.root)
            size = sum(
                os.path.getsize(os.path.join(path, name)) for path, _, names in os.walk(self.before[night]) for name in names)
            room = int(size + 4096 * 40 + 2 ** self.random.uniform(12, 21))
            mounted = subprocess.run(
                ["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", place], capture_output=True).returncode == 0
            if not mounted:
                os.rmdir(place)
                self.endings["ENOSPC"]["no file system could be mounted"] += 1
                return
            try:
                folder = f"{place}/f"
                shutil.copytree(self.before[night], folder)
                bars = self.bars(folder)
                result = self.run(folder)
                moved = tempfile.mkdtemp(dir=self.root)
                shutil.rmtree(moved)
                shutil.copytree(folder, moved)
                self.expect("a full disk (ENOSPC on tmpfs)", result, {0, 73, 74}, moved, night, bars, f"{room} bytes")
            except OSError as error:
                self.endings["ENOSPC"][f"not tried: {error.strerror}"] += 1
            finally:
                subprocess.run(["umount", place], capture_output=True)

    def expect(self, fault, result, codes, folder, night, bars, note):
        """A fault that must end with one of some codes and one sentence, and be over with its cause."""
        self.endings[fault][str(result.returncode)] += 1
        last = (result.stderr.strip().splitlines() or [""])[-1]
        if result.returncode not in codes:
            self.count(fault, f"exit code {result.returncode}: {last}", f"{night} {note}", folder)
        elif result.returncode != 0 and not last.startswith("hindcast: "):
            self.count(fault, f"no sentence: {last}", f"{night} {note}", folder)
        else:
            self.judge(fault, folder, night, bars, note)

    def damage(self, count):
        """A store cut off or with a bit flipped: it must be noticed or harmless, and the copy puts it right."""
        for index in range(count):
            if self.out_of_time():
                return
            fault = "a store cut off" if index % 2 else "a bit of the store flipped"
            night = "ordinary night"
            folder = self.fresh(night)
            copied = subprocess.run(
                self.command("backup", "copy.sqlite", "--db", "s.sqlite"), cwd=folder, capture_output=True, text=True)
            assert copied.returncode == 0, copied.stderr
            bars = self.bars(folder)
            path = f"{folder}/s.sqlite"
            size = os.path.getsize(path)
            for suffix in ("-wal", "-shm"):
                if os.path.exists(path + suffix):
                    os.remove(path + suffix)
            with open(path, "r+b") as file:
                if index % 2:
                    file.truncate(self.random.randrange(1, size))
                else:
                    place = self.random.randrange(size)
                    file.seek(place)
                    byte = file.read(1)[0] ^ (1 << self.random.randrange(8))
                    file.seek(place)
                    file.write(bytes([byte]))
            result = self.run(folder)
            self.endings[fault][str(result.returncode)] += 1
            last = (result.stderr.strip().splitlines() or [""])[-1]
            if result.returncode not in {0, 65, 74, 75} or (result.returncode and not last.startswith("hindcast: ")):
                self.count(fault, f"exit code {result.returncode}: {last}", night, folder)
                continue
            for name in os.listdir(folder):
                if name.startswith("s.sqlite"):
                    os.remove(f"{folder}/{name}")
            os.rename(f"{folder}/copy.sqlite", path)
            self.judge(fault, folder, night, bars)

    def replaced_files(self, count):
        """Vendor files that are written anew all the time while they are read."""
        for index in range(count):
            if self.out_of_time():
                return
            night = "ordinary night"
            folder = self.fresh(night)
            known = NIGHTS[night]
            stop = threading.Event()

            def replace():
                while not stop.is_set():
                    for until in (known - 1, known):
                        self.market.write(f"{folder}/prices", until)

            writer = threading.Thread(target=replace)
            writer.start()
            result = self.run(folder)
            stop.set()
            writer.join()
            time.sleep(0.06)
            fault = "price files replaced while they are read"
            again = self.run(folder)
            problem = self.sound(folder)
            if result.returncode or again.returncode:
                problem = f"exit codes {result.returncode} and {again.returncode}: {(result.stderr + again.stderr)[-300:]}"
            elif problem is None:
                # Which contents were seen on the way is chance; the bars are not.
                def kept(text):
                    return [line.split("\t")[:9] for line in text.splitlines() if line.startswith("bar\t")]

                if kept(self.dump(folder)) != kept(self.after[night]):
                    problem = "the bars are not those of the files"
            self.count(fault, problem, night, folder)

    def states_of_the_world(self):
        """A newer version, a clock that runs backwards, a locked store: one sentence, the right code, nothing changed."""
        night = "ordinary night"

        def one(fault, code, sql, undo):
            folder = self.fresh(night)
            store = sqlite3.connect(f"{folder}/s.sqlite")
            store.execute(sql)
            store.commit()
            bars = self.bars(folder)
            result = self.run(folder)
            store.execute(undo)
            store.commit()
            store.close()
            self.expect(fault, result, {code}, folder, night, bars, "")

        folder = self.before[night]
        with sqlite3.connect(f"{folder}/s.sqlite") as store:
            version = store.execute("PRAGMA user_version").fetchone()[0]
        one("a store of a newer version", 65, "PRAGMA user_version = 99", f"PRAGMA user_version = {version}")
        one("a clock that runs backwards", 75, "UPDATE run SET finished_at = '9' || substr(finished_at, 2)",
            "UPDATE run SET finished_at = '2' || substr(finished_at, 2)")
        folder = self.fresh(night)
        bars = self.bars(folder)
        store = sqlite3.connect(f"{folder}/s.sqlite", isolation_level=None)
        store.execute("BEGIN IMMEDIATE")
        result = self.run(folder)
        store.execute("ROLLBACK")
        store.close()
        self.expect("a store that another program has locked", result, {75}, folder, night, bars, "")

    def table(self):
        lines = ["| fault | tried | survived |", "| --- | ---: | ---: |"]
        lines += [f"| {fault} | {self.tried[fault]} | {self.survived[fault]} |" for fault in self.tried]
        lines.append(f"| **all** | **{sum(self.tried.values())}** | **{sum(self.survived.values())}** |")
        return "\n".join(lines)


def record(path, table):
    """Puts the table between the marks of the page."""
    with open(path) as file:
        text = file.read()
    start, end = "<!-- faults: begin -->\n", "<!-- faults: end -->"
    head, rest = text.split(start)
    tail = rest.split(end)[1]
    with open(path, "w") as file:
        file.write(head + start + "\n" + table + "\n\n" + end + tail)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=560)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--record")
    arguments = parser.parse_args()
    harness = Harness(arguments.binary, arguments.seed, arguments.seconds)
    try:
        harness.prepare()
        harness.states_of_the_world()
        harness.starts(2, 6)
        harness.starts(8, 6)
        harness.storms(24)
        harness.small_files(30)
        harness.full_disk(18)
        harness.damage(40)
        harness.replaced_files(6)
        harness.kills(arguments.kills)
    finally:
        if not harness.failures:
            shutil.rmtree(harness.root, ignore_errors=True)
    print(harness.table())
    for fault, codes in harness.endings.items():
        print(f"{fault}: " + ", ".join(f"{code} ({count})" for code, count in sorted(codes.items())))
    for failure in harness.failures:
        print(f"FAILED {failure}", file=sys.stderr)
    if arguments.record:
        record(arguments.record, harness.table())
    if harness.tried["kill -9 at a random moment"] < arguments.kills:
        print("the time was up before all kills were tried", file=sys.stderr)
        return 1
    return 1 if harness.failures else 0


if __name__ == "__main__":
    sys.exit(main())
