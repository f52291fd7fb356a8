"""Makes the inputs of the measurements. What enters: a folder and which inputs. What leaves: files in it,
the same bytes every time. The values are no secrets."""

import json
import pathlib
import random
import sys

LEAVES = 160_000
PER_SECTION = 100

SMALL = """\
# The database of the shop.
database:
  host: db1.example.com
  port: 5432
  user: shop # read and write
  password: "correct horse battery staple"
mail:
  server: smtp.example.com
  token: 8b1a9953c4611296a827abf8c47804d7
replicas:
  - eu-1
  - eu-2
certificate: |
  -----BEGIN CERTIFICATE-----
  MIIBszCCAVmgAwIBAgIUWl1d8VtbwFz0Y1jFZ8kD0T3kT0IwCgYIKoZIzj0EAwIw
  -----END CERTIFICATE-----
"""


def leaves(count, seed=1):
    """Sections of 100 keys with short values, the shape of most large files."""
    chance = random.Random(seed)
    for at in range(count):
        yield at // PER_SECTION, at % PER_SECTION, f"value{chance.randrange(100_000_000, 1_000_000_000)}"


def yaml(out, count=LEAVES):
    section = None
    for number, key, value in leaves(count):
        if number != section:
            section = number
            out.write(f"section_{number}:\n")
        out.write(f"  key_{key}: {value}\n")


def as_json(out, count=LEAVES):
    sections = {}
    for number, key, value in leaves(count):
        sections.setdefault(f"section_{number}", {})[f"key_{key}"] = value
    json.dump(sections, out, indent="\t")
    out.write("\n")


def dotenv(out, count=LEAVES):
    for number, key, value in leaves(count):
        out.write(f"SECTION_{number}_KEY_{key}={value}\n")


def flat(out, size):
    """Keys at the top level."""
    for at in range(size // 32):
        out.write(f"key_{at:08}: value-{at:010}\n")


def nested(out, size):
    """Chains of 40 mappings, each inside of the other."""
    depth = 40
    one = sum(level + len("level:\n") for level in range(1, depth)) + depth + len("key: value-0123456789\n")
    for at in range(size // (one + len("chain_00000000:\n"))):
        out.write(f"chain_{at:08}:\n")
        for level in range(1, depth):
            out.write(f"{' ' * level}level:\n")
        out.write(f"{' ' * depth}key: value-{at:010}\n")


def wide(out, size):
    """One list."""
    out.write("list:\n")
    for at in range(size // 20):
        out.write(f"- item-{at:012}\n")


def long_scalars(out, size):
    """Values of a megabyte, as blocks, in quotes, and plain."""
    line = "0123456789abcdef " * 4
    for at in range(size >> 20):
        if at % 3 == 0:
            out.write(f"block_{at}: |\n" + f"  {line.strip()}\n" * ((1 << 20) // 70))
        elif at % 3 == 1:
            out.write(f'quoted_{at}: "' + line * ((1 << 20) // 68) + '"\n')
        else:
            out.write(f"plain_{at}: " + line.replace(" ", "-") * ((1 << 20) // 68) + "\n")


SHAPES = {"flat": flat, "nested": nested, "wide": wide, "long values": long_scalars}


def main(folder, *what):
    folder = pathlib.Path(folder)
    for name in what:
        path = folder / name
        if path.exists():
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(path.name + ".part")
        with half.open("w", newline="\n") as out:
            match name.replace(".", "-").split("-"):
                case ["small", _]:
                    out.write(SMALL)
                case ["medium", "yaml"]:
                    yaml(out, 2_000)
                case ["medium", "json"]:
                    as_json(out, 2_000)
                case ["medium", "env"]:
                    dotenv(out, 2_000)
                case ["large", "yaml"]:
                    yaml(out)
                case ["large", "json"]:
                    as_json(out)
                case ["large", "env"]:
                    dotenv(out)
                case [shape, megabytes, "yaml"]:
                    SHAPES[shape.replace("_", " ")](out, int(megabytes) << 20)
        half.rename(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
