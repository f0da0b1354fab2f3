"""The processes of the service: stopped together, with all that they started."""

import signal
import subprocess
import sys

ONE_THAT_STARTS_ANOTHER = """
import os, signal, time
from custodes.web import processes

def work():
    if not os.fork():
        print("at work", flush=True)
        time.sleep({seconds})
        print("done", flush=True)
        os._exit(0)
    signal.pause()

processes.GRACE = {grace}
processes.supervise({{"part": work}})
print("stopped")
"""


ENDING_UNHEARD = """
import os, signal, time
from custodes.web import processes

def unheard():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("at work", flush=True)
    time.sleep(600)

processes.os.setsid = lambda: None  # it has not come to that yet
processes.GRACE = 1
processes.supervise({"part": unheard})
print("stopped")
"""
GONE = """
import os
from custodes.web import processes

asked = []
class Process:
    exitcode = 0
    def __init__(self, pid): self.pid = pid
    def terminate(self): pass

def killpg(pid, number):
    asked.append((pid, number))
    if pid == 1 or number or len(asked) > 6:
        raise ProcessLookupError

processes.os.killpg = killpg
told = type("Told", (), {"times": 0})()
processes.GRACE = 0.2
processes._stop([Process(1), Process(2)], told)
print(sum(pid == 1 for pid, _ in asked), 1 < sum(pid == 2 for pid, _ in asked))
"""


def output(text: str, *, stop: bool) -> list[str]:
    """What such a program says, after being told to stop when it has said its first line."""
    with subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout
        first = service.stdout.readline()
        if stop:
            service.send_signal(signal.SIGTERM)
        try:
            return [first.strip(), *service.communicate(timeout=60)[0].splitlines()]
        finally:
            service.kill()


def said(seconds: float, grace: float) -> list[str]:
    """What is said when a part that started another, which takes so long, is told to stop."""
    return output(ONE_THAT_STARTS_ANOTHER.format(seconds=seconds, grace=grace), stop=True)


def test_those_who_were_started_by_a_part_are_waited_for() -> None:
    assert said(seconds=1, grace=60) == ["at work", "done", "stopped"]


def test_those_who_do_not_end_are_ended() -> None:
    assert said(seconds=600, grace=2) == ["at work", "stopped"]


def test_one_that_has_no_session_of_its_own_yet_is_ended_too() -> None:
    assert output(ENDING_UNHEARD, stop=True) == ["at work", "stopped"]


def test_a_number_that_was_let_go_of_is_not_signalled_again() -> None:
    assert output(GONE, stop=False) == ["1 True"]
