"""An age plugin for tests. What it does protects nothing: whoever knows the recipient can unwrap.

The variable PROOF_MOOD lets it fail in one way or another.
"""

import base64
import hashlib
import os
import sys
import time

MOOD = os.environ.get("PROOF_MOOD", "")


def encode(body):
    return base64.b64encode(body).decode().rstrip("=")


def decode(text):
    return base64.b64decode(text + "=" * (-len(text) % 4))


def hear():
    """The next stanza: its words and its body."""
    line = sys.stdin.readline()
    if not line:
        sys.exit(4)
    words = line.split()[1:]
    body = ""
    while True:
        line = sys.stdin.readline().rstrip("\n")
        body += line
        if len(line) < 64:
            return words, decode(body)


def say(words, body=b""):
    text = encode(body)
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    if len(text) % 64 == 0:
        lines.append("")
    sys.stdout.write("\n".join(["-> " + words] + lines) + "\n")
    sys.stdout.flush()


def ask(words, body=b""):
    say(words, body)
    return hear()


def mask(key, salt):
    """The same for a recipient and its identity: what stands between the last 1 and the checksum."""
    data = key.lower().rsplit("1", 1)[1][:-6]
    return hashlib.sha256(data.encode() + salt).digest()[:16]


def xor(left, right):
    return bytes(one ^ other for one, other in zip(left, right))


def listen():
    """Everything that is said before it is our turn."""
    heard = []
    while True:
        words, body = hear()
        if words[0] == "done":
            return heard
        heard.append((words, body))


def wrap(heard):
    recipients = [words[1] for words, _ in heard if words[0] == "add-recipient"]
    if MOOD == "refuse":
        ask("error recipient 0", b"this card is not yours")
        return
    for at, key in enumerate(body for words, body in heard if words[0] == "wrap-file-key"):
        for recipient in recipients:
            salt = os.urandom(16)
            ask(f"recipient-stanza {at} proof {encode(salt)}", xor(key, mask(recipient, salt)))


def unwrap(heard):
    identities = [words[1] for words, _ in heard if words[0] == "add-identity"]
    if MOOD == "refuse":
        ask("error identity 0", b"the card is locked")
        return
    if MOOD == "babble":
        ask("error identity 0", b"cannot use " + identities[0].encode())
        return
    if MOOD == "ask":
        words, pin = ask("request-secret", b"PIN of the card")
        if words[0] != "ok" or pin != b"1234":
            ask("error internal", b"the PIN is wrong")
            return
    for words, body in heard:
        if words[0] == "recipient-stanza" and words[2] == "proof":
            key = xor(body, mask(identities[0], decode(words[3])))
            ask(f"file-key {words[1]}", key[:5] if MOOD == "cut" else key)


if MOOD == "crash":
    sys.exit(3)
if MOOD == "nonsense":
    print("usage: have a nice day", flush=True)
heard = listen()
if MOOD == "hang":
    time.sleep(600)
wrap(heard) if "--age-plugin=recipient-v1" in sys.argv else unwrap(heard)
say("done")
