#!/usr/bin/env python3
"""The bill of materials of the program as CycloneDX 1.5 JSON, on standard output.

What is in it: every package that is compiled into the program, or that builds it, on the target that
`--target` names (this machine's when it names none), with its licence, the checksum of Cargo.lock, and
who needs whom. What the tests alone need is not. The same sources give the same bytes.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import uuid
from datetime import datetime, timezone

NAMESPACE = uuid.UUID("0d3e4c1c-93a1-5d63-9d8c-6f1f0c3f3d1e")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", help="the target triple")
    parser.add_argument("--features", default=None, help="features instead of the default ones")
    arguments = parser.parse_args()
    cargo = os.environ.get("CARGO", "cargo")
    metadata = read_metadata(cargo, arguments)
    with open(os.path.join(metadata["workspace_root"], "Cargo.lock"), encoding="utf-8") as file:
        checksums = read_checksums(file.read())
    bill = describe(metadata, checksums)
    check(bill)
    json.dump(bill, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


def read_metadata(cargo, arguments):
    target = arguments.target
    if target is None:
        about = subprocess.run([os.environ.get("RUSTC", "rustc"), "-vV"], check=True, capture_output=True, text=True)
        target = re.search(r"^host: (.+)$", about.stdout, re.MULTILINE).group(1)
    manifest = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Cargo.toml")
    command = [cargo, "metadata", "--format-version", "1", "--locked", "--manifest-path", manifest]
    command += ["--filter-platform", target]
    if arguments.features is not None:
        command += ["--no-default-features", "--features", arguments.features]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def read_checksums(lock):
    """The checksums by name and version; the file is simple enough to be read without a TOML library."""
    checksums = {}
    for package in lock.split("[[package]]")[1:]:
        fields = dict(re.findall(r'^(\w+) = "([^"]*)"$', package, re.MULTILINE))
        if "checksum" in fields:
            checksums[fields["name"], fields["version"]] = fields["checksum"]
    return checksums


def describe(metadata, checksums):
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    root = metadata["resolve"]["root"]
    needs = {}
    waiting = [root]
    while waiting:
        name = waiting.pop()
        if name in needs:
            continue
        needs[name] = sorted(
            dependency["pkg"]
            for dependency in nodes[name]["deps"]
            if any(kind["kind"] != "dev" for kind in dependency["dep_kinds"])
        )
        waiting += needs[name]
    reference = {name: purl(packages[name]) for name in needs}
    components = sorted(
        (component(packages[name], checksums) for name in needs if name != root), key=lambda one: one["purl"]
    )
    own = component(packages[root], checksums)
    own["type"] = "application"
    bill = {
        "$schema": "http://cyclonedx.org/schema/bom-1.5.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": own},
        "components": components,
        "dependencies": sorted(
            (
                {"ref": reference[name], "dependsOn": sorted(reference[other] for other in others)}
                for name, others in needs.items()
            ),
            key=lambda one: one["ref"],
        ),
    }
    if "SOURCE_DATE_EPOCH" in os.environ:
        time = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), timezone.utc)
        bill["metadata"]["timestamp"] = time.strftime("%Y-%m-%dT%H:%M:%SZ")
    content = json.dumps(bill, sort_keys=True)
    bill["serialNumber"] = f"urn:uuid:{uuid.uuid5(NAMESPACE, content)}"
    return bill


def component(package, checksums):
    described = {
        "type": "library",
        "bom-ref": purl(package),
        "name": package["name"],
        "version": package["version"],
        "purl": purl(package),
    }
    if package["description"]:
        described["description"] = " ".join(package["description"].split())
    if package["license"]:
        # Older packages write `/` where SPDX has `OR`.
        described["licenses"] = [{"expression": re.sub(r"\s*/\s*", " OR ", package["license"])}]
    checksum = checksums.get((package["name"], package["version"]))
    if checksum:
        described["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    links = [("vcs", "repository"), ("website", "homepage"), ("documentation", "documentation")]
    links = [{"type": kind, "url": package[field]} for kind, field in links if package[field]]
    if links:
        described["externalReferences"] = links
    return described


def purl(package):
    # `+` of a version has a meaning of its own in a URL.
    return f"pkg:cargo/{package['name']}@{package['version'].replace('+', '%2B')}"


def check(bill):
    """Every package of a registry has a licence and a checksum, and nothing refers to what is not there."""
    wrong = []
    known = {one["bom-ref"] for one in bill["components"]} | {bill["metadata"]["component"]["bom-ref"]}
    if len(known) != len(bill["components"]) + 1:
        wrong.append("two components have the same name and version")
    for one in bill["components"]:
        wrong += [f"{one['purl']} has no {field}" for field in ("licenses", "hashes") if field not in one]
    for one in bill["dependencies"]:
        wrong += [f"{one['ref']} needs {other}, which is not listed" for other in one["dependsOn"] if other not in known]
    if {one["ref"] for one in bill["dependencies"]} != known:
        wrong.append("not every component says what it needs")
    if wrong:
        sys.exit("\n".join(["sbom: the bill of materials does not hold:", *wrong]))


if __name__ == "__main__":
    main()
