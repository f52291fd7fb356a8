"""Measures sops-rs beside the real sops and rops, prints the table, and writes it to docs/performance.md.

    bench.py OURS SOPS ROPS [--quick] [--only WORD] [--no-write]

What enters: three programs (rops may be missing). What leaves: the table. Every pair of programs is checked to
do the same job before it is timed."""

import argparse
import datetime
import filecmp
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True  # nothing is left beside the scripts
import measure  # noqa: E402
from measure import FLOOR, interleave  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
DOCUMENT = HERE.parent / "docs" / "performance.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
FILES = 1_000


class Bench:
    """The programs, their environment, and a folder for all files."""

    def __init__(self, arguments):
        self.quick, self.only = arguments.quick, arguments.only
        self.ours, self.sops = (str(pathlib.Path(path).resolve()) for path in (arguments.ours, arguments.sops))
        self.rops = str(pathlib.Path(arguments.rops).resolve()) if os.path.exists(arguments.rops) else None
        self.folder = pathlib.Path(arguments.folder).resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        key = self.folder / "key.txt"
        # Neither keys nor settings of the user come in.
        self.environment = {
            "PATH": os.defpath,
            "HOME": str(self.folder),
            "SOPS_AGE_KEY_FILE": str(key),
            # An encrypted file of 64 MB in small values is larger than what is read unasked.
            "SOPS_RS_MAX_FILE_SIZE": "1G",
        }
        if not key.exists():
            self.run([self.ours, "keygen", "--output", str(key)])
        text = key.read_text()
        self.recipient = re.search(r"age1[0-9a-z]+", text)[0]
        self.environment["ROPS_AGE"] = re.search(r"AGE-SECRET-KEY-\w+", text)[0]

    def run(self, command, output=os.devnull):
        return measure.run(command, self.environment, self.folder, output)

    def rops_can(self, *words):
        """Whether rops does this job at all; a case that it cannot do stays empty."""
        if not self.rops:
            return False
        try:
            self.run([self.rops, *words])
        except SystemExit as failure:
            print(f"rops is left out: {failure}")
            return False
        return True

    def path(self, name):
        return str(self.folder / name)

    def make(self, *names):
        """The inputs of those names; a process of its own keeps this one small."""
        subprocess.run([sys.executable, HERE / "inputs.py", self.folder, *names], check=True)

    def copy(self, name, to):
        shutil.copyfile(self.path(name), self.path(to))

    def encrypted(self, name):
        """The file encrypted by the real sops, for all to read."""
        stem, dot, ending = name.rpartition(".")
        target = f"{stem}.enc{dot}{ending}"
        if not os.path.exists(self.path(target)):
            self.run([self.sops, "encrypt", "--age", self.recipient, self.path(name)], self.path(target + ".part"))
            os.rename(self.path(target + ".part"), self.path(target))
        return target

    def wanted(self, case):
        return self.only is None or self.only in case

    def rows(self):
        yield from self.small()
        for ending, label in (("yaml", "YAML"), ("json", "JSON"), ("env", "dotenv")):
            yield from self.large(ending, label)
        yield from self.one_value()
        yield from self.many()

    def small(self):
        case = "decrypt a small file, whole process"
        if not self.wanted(case):
            return
        self.make("small.yaml")
        name = self.encrypted("small.yaml")
        jobs = [("sops-rs", 5, lambda: self.run([self.ours, "decrypt", self.path(name)]))]
        jobs.append(("sops", 1, lambda: self.run([self.sops, "decrypt", self.path(name)])))
        if self.rops_can("decrypt", self.path(name)):
            jobs.append(("rops", 1, lambda: self.run([self.rops, "decrypt", self.path(name)])))
        yield Row(case, 10, interleave(jobs, 20 if self.quick else 100))

    def large(self, ending, label):
        name, often = f"large.{ending}", 1 if self.quick else 5
        for verb, rops_goal in (("encrypt", 5), ("decrypt", 3)):
            case = f"{verb} 160,000 values, {label}"
            if not self.wanted(case):
                continue
            self.make(name)
            self.check_large(name)
            source = name if verb == "encrypt" else self.encrypted(name)
            options = ["--age", self.recipient] if verb == "encrypt" else []
            jobs = [
                (program, runs, self.command([path, verb, *options, self.path(source)]))
                for program, runs, path in (("sops-rs", 5, self.ours), ("sops", 1, self.sops))
            ]
            if ending != "env" and self.rops_can(verb, *options, self.path(source)):
                jobs.append(("rops", 1, self.command([self.rops, verb, *options, self.path(source)])))
            yield Row(case, 100, interleave(jobs, often), least=60, rops_goal=rops_goal)

    def command(self, words):
        return lambda: self.run(words)

    def check_large(self, name):
        """Each opens what the other sealed, and ours gives the source back byte for byte."""
        stem, _, ending = name.rpartition(".")
        mine, back = f"{stem}.mine.{ending}", f"{stem}.back.{ending}"
        if os.path.exists(self.path(back)):
            return
        self.run([self.ours, "encrypt", "--age", self.recipient, self.path(name)], self.path(mine))
        self.run([self.sops, "decrypt", self.path(mine)])
        self.run([self.ours, "decrypt", self.path(self.encrypted(name))], self.path(back))
        self.run([self.ours, "decrypt", self.path(mine)], self.path(back))
        if not filecmp.cmp(self.path(name), self.path(back), shallow=False):
            raise SystemExit(f"{name} did not come back as it was")

    def one_value(self):
        often = 1 if self.quick else 5
        case = "`set` one of 160,000 values, YAML"
        counter = iter(range(1_000_000))
        if self.wanted(case):
            self.make("large.yaml")
            for program in ("sops-rs", "sops"):
                self.copy(self.encrypted("large.yaml"), f"set.{program}.yaml")

            def work(program, path):
                value = f'"changed{next(counter)}"'
                return self.run([path, "set", self.path(f"set.{program}.yaml"), '["section_700"]["key_7"]', value])

            jobs = [("sops-rs", 5, lambda: work("sops-rs", self.ours)), ("sops", 1, lambda: work("sops", self.sops))]
            yield Row(case, 100, interleave(jobs, often))
        case = "`encrypt --update` with one changed value, against `set` of sops"
        if self.wanted(case):
            self.make("large.yaml")
            old = self.encrypted("large.yaml")
            self.copy(old, "update.sops.yaml")
            text = (self.folder / "large.yaml").read_bytes()
            (self.folder / "update.yaml").write_bytes(re.sub(rb"(section_700:\n  key_0: ).*", rb"\1changed", text))
            update = [self.ours, "encrypt", "--update", self.path(old), self.path("update.yaml")]
            update += ["--output", self.path("updated.yaml")]

            def theirs():
                value = f'"changed{next(counter)}"'
                return self.run([self.sops, "set", self.path("update.sops.yaml"), '["section_700"]["key_7"]', value])

            yield Row(case, 100, interleave([("sops-rs", 5, self.command(update)), ("sops", 1, theirs)], often))

    def many(self):
        verbs = {
            "decrypt": (["decrypt", "-i", "-r"], ["decrypt", "-i"]),
            "verify": (["verify"], ["decrypt"]),
            "updatekeys": (["updatekeys", "-y", "-r"], ["updatekeys", "-y"]),
            "rotate": (["rotate", "-i", "-r"], ["rotate", "-i"]),
        }
        for verb, (ours, theirs) in verbs.items():
            case = f"{verb} 1,000 small files, against a loop over sops"
            if not self.wanted(case):
                continue
            self.thousand(two_rules=verb == "updatekeys")
            loop = 'for file in many/*; do "$0" "$@" "$file" > /dev/null; done'
            jobs = [
                ("sops-rs", 3, lambda: self.restored([self.ours, *ours, "many"])),
                ("sops", 1, lambda: self.restored(["/bin/sh", "-ec", loop, self.sops, *theirs])),
            ]
            yield Row(case, 50, interleave(jobs, 1 if self.quick else 3))

    def thousand(self, two_rules):
        self.make("small.yaml")
        template = self.folder / "template"
        if not template.exists():
            text = (self.folder / self.encrypted("small.yaml")).read_bytes()
            template.mkdir()
            for at in range(FILES):
                (template / f"secret{at:04}.yaml").write_bytes(text)
        recipients = [self.recipient]
        if two_rules:
            other = self.folder / "other.txt"
            if not other.exists():
                self.run([self.ours, "keygen", "--output", str(other)])
            recipients.append(re.search(r"age1[0-9a-z]+", other.read_text())[0])
        rule = f"creation_rules:\n  - age: {','.join(recipients)}\n"
        (self.folder / ".sops.yaml").write_text(rule)

    def restored(self, command):
        """Runs over fresh copies of the files."""
        many = self.folder / "many"
        shutil.rmtree(many, ignore_errors=True)
        shutil.copytree(self.folder / "template", many)
        os.sync()  # what the copies left to write is not what is measured
        return self.run(command)

    def growth(self):
        """Time and memory at 4 MB and at 16 times as much, by shape."""
        for shape in ("flat", "nested", "wide", "long values"):
            if not self.wanted(f"grow {shape}"):
                continue
            word = shape.replace(" ", "_")
            jobs = []
            for size in (4, 64):
                name = f"{word}-{size}.yaml"
                sealed = f"{word}-{size}.sealed.yaml"
                self.make(name)
                encrypt = [self.ours, "encrypt", "--age", self.recipient, self.path(name)]
                self.run(encrypt, self.path(sealed))
                self.run([self.ours, "decrypt", self.path(sealed)], self.path("back"))
                if not filecmp.cmp(self.path(name), self.path("back"), shallow=False):
                    raise SystemExit(f"{name} did not come back as it was")
                runs = 5 if size == 4 else 1
                jobs.append((("encrypt", size), runs, self.command(encrypt)))
                jobs.append((("decrypt", size), runs, self.command([self.ours, "decrypt", self.path(sealed)])))
            samples = interleave(jobs, 3 if self.quick else 7)
            os.unlink(self.path("back"))
            os.unlink(self.path(f"{word}-64.sealed.yaml"))
            yield shape, samples


class Row:
    """A line of the table."""

    def __init__(self, case, goal, samples, least=None, rops_goal=None):
        self.case, self.goal, self.samples, self.least, self.rops_goal = case, goal, samples, least, rops_goal

    def cells(self):
        ours, sops, rops = (self.samples.get(name) for name in ("sops-rs", "sops", "rops"))
        ratio = sops.times(ours)
        goal = f"{self.goal}×" + (f" (at least {self.least}×)" if self.least else "")
        beside = "" if rops is None else seconds(rops.wall)
        times = "" if rops is None else f"{rops.times(ours):.1f}×"
        if times and self.rops_goal:
            times += f" (goal {self.rops_goal}×)"
        return [
            self.case,
            seconds(ours.wall),
            seconds(sops.wall),
            f"**{ratio:.0f}×**" if ratio >= 20 else f"**{ratio:.1f}×**",
            f"{sops.times(ours, 'cpu'):.0f}×",
            goal,
            beside,
            times,
            megabytes(ours.memory),
            megabytes(sops.memory),
        ]


HEAD = ["case", "sops-rs", "sops", "faster", "less CPU", "goal", "rops", "faster than rops", "memory", "memory of sops"]
GROWTH_HEAD = ["shape", "job", "4 MB", "64 MB", "16 × the input takes", "of CPU", "goal", "memory at 64 MB"]


def growth_cells(shape, samples):
    for verb in ("encrypt", "decrypt"):
        small, large = samples[verb, 4], samples[verb, 64]
        times, cpu = f"**{large.times(small):.1f}×**", f"{large.times(small, 'cpu'):.1f}×"
        yield [shape, verb, seconds(small.wall), seconds(large.wall), times, cpu, "17×", megabytes(large.memory)]


def seconds(value):
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.0f} ms" if value >= 0.02 else f"{value * 1000:.1f} ms"


def megabytes(value):
    return f"{value:.0f} MB" if value > FLOOR * 1.1 else f"< {FLOOR * 1.1:.0f} MB"


def table(head, rows):
    lines = [head, ["---"] + ["--:"] * (len(head) - 1), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def said(command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip().splitlines()[0]


def rops_version(program):
    """The program does not say it; cargo wrote it down when it was installed."""
    installed = pathlib.Path(program).parent.parent / ".crates.toml"
    version = re.search(r'"(rops-cli \S+)', installed.read_text()) if installed.exists() else None
    return version[1] if version else "rops of unknown version"


def machine(bench):
    information = pathlib.Path("/proc/cpuinfo").read_text() if os.path.exists("/proc/cpuinfo") else ""
    model = re.search(r"model name\s*:\s*(.*)", information)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = [said([bench.ours, "--version"]), said([bench.sops, "--version", "--disable-version-check"])]
    versions.append(rops_version(bench.rops) if bench.rops else "rops: not installed, so not in the table")
    size = os.path.getsize(bench.ours) / 1e6
    return (
        f"{model[1] if model else platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()}; "
        f"{', '.join(versions)}; {said(['rustc', '--version'])}. Measured on {datetime.date.today()}, with a load of "
        f"{os.getloadavg()[0]:.1f} when it began. The release program is {size:.1f} MB (goal: under 15)."
    )


def write(text):
    before, _, rest = DOCUMENT.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    DOCUMENT.write_text(f"{before}{BEGIN}\n{text}{END}{after}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("ours", "sops", "rops"):
        parser.add_argument(name)
    parser.add_argument("--folder", required=True, help="where inputs and copies go")
    parser.add_argument("--quick", action="store_true", help="few rounds")
    parser.add_argument("--only", help="only the cases whose name holds this word; nothing is written then")
    arguments = parser.parse_args()
    bench = Bench(arguments)
    text = machine(bench) + "\n\n"
    rows = []
    for row in bench.rows():
        rows.append(row.cells())
        print(" | ".join(rows[-1]), flush=True)
    grown = []
    for shape, samples in bench.growth():
        grown += growth_cells(shape, samples)
        print(" | ".join(grown[-2]), "\n" + " | ".join(grown[-1]), flush=True)
    text += table(HEAD, rows) + "\n" + table(GROWTH_HEAD, grown)
    print("\n" + text)
    if arguments.only is None:
        write(text)
        print(f"written to {DOCUMENT}")


if __name__ == "__main__":
    main()
