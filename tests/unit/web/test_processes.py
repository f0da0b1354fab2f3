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


def said(seconds: float, grace: float) -> list[str]:
    """What is said when a part that started another, which takes so long, is told to stop."""
    text = ONE_THAT_STARTS_ANOTHER.format(seconds=seconds, grace=grace)
    with subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout
        first = service.stdout.readline()
        service.send_signal(signal.SIGTERM)
        return [first.strip(), *service.stdout.read().splitlines()]


def test_those_who_were_started_by_a_part_are_waited_for() -> None:
    assert said(seconds=1, grace=60) == ["at work", "done", "stopped"]


def test_those_who_do_not_end_are_ended() -> None:
    assert said(seconds=600, grace=2) == ["at work", "stopped"]
