"""Runs programs and takes their time and memory. What enters: commands of several programs for one job.
What leaves: medians, and ratios of runs that stood side by side."""

import os
import resource
import statistics
import time


class Run:
    """One run of a program: seconds on the wall, seconds of all cores, peak memory in MB."""

    def __init__(self, wall, cpu, memory):
        self.wall, self.cpu, self.memory = wall, cpu, memory


# What a started program is charged with at least: it begins as a copy of this one.
FLOOR = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(command, environment, folder, output=os.devnull):
    """Runs `command` to its end; anything but success ends the measurement."""
    # A terminal that nobody types on: rops takes anything else for a second input.
    terminal, read = os.openpty()
    write = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    error = os.open(os.path.join(folder, "stderr"), os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    there = os.getcwd()
    os.chdir(folder)
    try:
        start = time.perf_counter()
        child = os.posix_spawn(
            command[0],
            command,
            environment,
            file_actions=[(os.POSIX_SPAWN_DUP2, fd, at) for at, fd in enumerate((read, write, error))],
        )
        _, status, usage = os.wait4(child, 0)
        wall = time.perf_counter() - start
        if status != 0:
            said = os.pread(error, 4000, 0).decode(errors="replace")
            raise SystemExit(f"failed with {os.waitstatus_to_exitcode(status)}: {' '.join(command)}\n{said}")
    finally:
        os.chdir(there)
        for fd in (terminal, read, write, error):
            os.close(fd)
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


class Sample:
    """The runs of one program at one job, by round."""

    def __init__(self):
        self.rounds = []

    def _all(self, name):
        return [getattr(run, name) for runs in self.rounds for run in runs]

    @property
    def wall(self):
        return statistics.median(self._all("wall"))

    @property
    def cpu(self):
        return statistics.median(self._all("cpu"))

    @property
    def memory(self):
        return max(self._all("memory"))

    def times(self, other, name="wall"):
        """How many times as long as `other` this one took: the median over the rounds."""
        ratios = []
        for mine, theirs in zip(self.rounds, other.rounds):
            median = [statistics.median(getattr(run, name) for run in runs) for runs in (mine, theirs)]
            ratios.append(median[0] / max(median[1], 1e-9))
        return statistics.median(ratios)


def interleave(jobs, rounds):
    """Runs all jobs in turn, so often. A job is a name, how often it runs a round, and a function."""
    samples = {name: Sample() for name, _, _ in jobs}
    for _ in range(rounds):
        for name, often, work in jobs:
            samples[name].rounds.append([work() for _ in range(often)])
    return samples
