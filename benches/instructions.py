"""Guards against a program that grew slower: counts the instructions of fixed jobs and compares them with those in
instructions.tsv. Unlike time, the count hardly depends on the machine or on what else it does.

    instructions.py PROGRAM --folder FOLDER [--refresh]

What enters: the release program. What leaves: the differences, and failure when a job takes 3 % more than it did."""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
KNOWN = HERE / "instructions.tsv"
TOLERANCE = 0.03
# What the program may do depends on the processor; valgrind shows every program the same one.
COUNT = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]


def jobs(program, folder, environment):
    """The names of the jobs and their commands; what they need is made on the way."""

    def make(*words, output=None):
        with open(output or os.devnull, "wb") as out:
            subprocess.run([program, *words], cwd=folder, env=environment, stdout=out, check=True)

    subprocess.run(
        [sys.executable, HERE / "inputs.py", folder, "small.yaml", "medium.yaml", "medium.json", "medium.env"],
        check=True,
    )
    key = folder / "key.txt"
    if not key.exists():
        make("keygen", "--output", str(key))
    recipient = re.search(r"age1[0-9a-z]+", key.read_text())[0]
    yield "show the version", ["--version"]
    for name in ("small.yaml", "medium.yaml", "medium.json", "medium.env"):
        stem, _, ending = name.rpartition(".")
        sealed = f"{stem}.sealed.{ending}"
        make("encrypt", "--age", recipient, name, output=folder / sealed)
        yield f"encrypt {name}", ["encrypt", "--age", recipient, name]
        yield f"decrypt {name}", ["decrypt", sealed]
    shutil.copyfile(folder / "medium.sealed.yaml", folder / "set.yaml")
    yield "set a value", ["set", "set.yaml", '["section_7"]["key_7"]', '"changed"']
    text = (folder / "medium.yaml").read_bytes()
    (folder / "changed.yaml").write_bytes(re.sub(rb"(section_7:\n  key_0: ).*", rb"\1changed", text))
    yield "encrypt --update", ["encrypt", "--update", "medium.sealed.yaml", "changed.yaml"]
    yield "rotate", ["rotate", "medium.sealed.yaml"]
    yield "verify", ["verify", "medium.sealed.yaml"]


def count(program, words, folder, environment):
    done = subprocess.run(
        [*COUNT, program, *words], cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    said = done.stderr.decode(errors="replace")
    found = re.search(r"Collected : (\d+)", said)
    if done.returncode != 0 or not found:
        raise SystemExit(f"could not count `{' '.join(words)}`:\n{said}")
    return int(found[1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--folder", required=True)
    parser.add_argument("--refresh", action="store_true", help="write the counts down instead")
    arguments = parser.parse_args()
    if shutil.which("valgrind") is None:
        raise SystemExit("valgrind is missing, and nothing was checked: apt-get install valgrind")
    folder = pathlib.Path(arguments.folder).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    program = str(pathlib.Path(arguments.program).resolve())
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "SOPS_AGE_KEY_FILE": str(folder / "key.txt")}
    known = dict(line.split("\t") for line in KNOWN.read_text().splitlines()) if KNOWN.exists() else {}
    counts, slower = {}, []
    for name, words in jobs(program, folder, environment):
        counts[name] = count(program, words, folder, environment)
        before = int(known.get(name, 0))
        change = counts[name] / before - 1 if before else 0
        print(f"{name:24} {counts[name]:>14,}  {change:+7.1%}" + ("" if before else "  (new)"), flush=True)
        if not before or change > TOLERANCE:
            slower.append(name)
    if arguments.refresh:
        KNOWN.write_text("".join(f"{name}\t{number}\n" for name, number in counts.items()))
        print(f"written to {KNOWN}")
    elif slower:
        raise SystemExit(
            f"more than {TOLERANCE:.0%} more instructions: {', '.join(slower)}\n"
            "If that is worth it, write the counts down with `make bench-instructions REFRESH=yes`"
        )


if __name__ == "__main__":
    main()
