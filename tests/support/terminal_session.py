"""A program on a terminal of its own, driven step by step.

What enters, as JSON on standard input: `command`, `environment`, `folder`, and `steps`:
    ["expect", TEXT]      wait until the program shows it, after what was expected before
    ["wait", PATH]        wait until the file is there
    ["touch", PATH]       make the file
    ["type", TEXT]        type it
    ["signal", NAME]      send the signal to the program alone
    ["hang up"]           close the terminal
What leaves, as JSON on standard output: `output`, and `code` (negative: the signal that ended it).
"""

import json
import os
import pty
import select
import signal
import sys
import time

PATIENCE = 30


class Driver:
    def __init__(self, job):
        self.deadline = time.monotonic() + PATIENCE
        self.output = b""
        self.seen = 0
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(job["folder"])
            os.execve(job["command"][0], job["command"], job["environment"])

    def read(self, wait):
        """Takes what the program wrote; False when there is no more to come."""
        if self.terminal is None:
            time.sleep(wait)
            return False
        ready, _, _ = select.select([self.terminal], [], [], wait)
        if not ready:
            return True
        try:
            chunk = os.read(self.terminal, 65536)
        except OSError:  # how Linux says that nobody has the terminal open any more
            chunk = b""
        self.output += chunk
        return chunk != b""

    def until(self, done, what):
        while not done():
            if time.monotonic() > self.deadline:
                os.kill(self.process, signal.SIGKILL)
                sys.exit(f"waited in vain for {what}; the terminal shows:\n{self.output.decode(errors='replace')}")
            if not self.read(0.02):
                time.sleep(0.02)

    def step(self, verb, value=None):
        if verb == "expect":
            text = value.encode()
            self.until(lambda: self.output.find(text, self.seen) >= 0, repr(value))
            self.seen = self.output.find(text, self.seen) + len(text)
        elif verb == "wait":
            self.until(lambda: os.path.exists(value), value)
        elif verb == "touch":
            open(value, "w").close()
        elif verb == "type":
            os.write(self.terminal, value.encode())
        elif verb == "signal":
            os.kill(self.process, getattr(signal, f"SIG{value}"))
        elif verb == "hang up":
            os.close(self.terminal)
            self.terminal = None
        else:
            sys.exit(f"unknown step {verb}")

    def finish(self):
        ended = []

        def reap():
            process, status = os.waitpid(self.process, os.WNOHANG)
            if process:
                ended.append(os.waitstatus_to_exitcode(status))
            return bool(ended)

        self.until(reap, "the end of the program")
        while self.terminal is not None and select.select([self.terminal], [], [], 0)[0]:
            if not self.read(0):
                break
        return ended[0]


job = json.load(sys.stdin)
driver = Driver(job)
for step in job["steps"]:
    driver.step(*step)
code = driver.finish()
json.dump({"output": driver.output.decode(errors="replace"), "code": code}, sys.stdout)
