"""Runs a program on a terminal of its own, and types what it is told to.

Arguments: a JSON list of [prompt, answer, hidden], a file for what the terminal showed, the numbers of
the streams that stay what they were, the command. Each answer is typed once its prompt was shown and, if
it is hidden, once the terminal has stopped to echo.
"""

import json
import os
import pty
import select
import signal
import sys
import termios
import time

LIMIT = 60

answers = json.loads(sys.argv[1])
command = sys.argv[4:]
streams = {int(number): os.dup(int(number)) for number in sys.argv[3]}
child, terminal = pty.fork()
if child == 0:
    for number, stream in streams.items():
        os.dup2(stream, number)
    os.execv(command[0], command)

shown = b""
searched = 0
end = time.monotonic() + LIMIT
while time.monotonic() < end:
    if answers:
        prompt, answer, hidden = answers[0]
        at = shown.find(prompt.encode(), searched)
        if at >= 0 and not (hidden and termios.tcgetattr(terminal)[3] & termios.ECHO):
            searched = at + len(prompt.encode())
            os.write(terminal, answer.encode())
            answers.pop(0)
    if not select.select([terminal], [], [], 0.02)[0]:
        continue
    try:
        text = os.read(terminal, 4096)
    except OSError:
        break
    if not text:
        break
    shown += text
else:
    os.kill(child, signal.SIGKILL)

status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
with open(sys.argv[2], "wb") as file:
    file.write(shown)
sys.exit(status if status >= 0 else 128 - status)
