"""In a real Jupyter kernel: reports show themselves, and an endless loop can be interrupted."""

import re
import time

import pytest

LOOP = """
import numpy as np
from lstmcourse import check

def rnn_step(x, h, W_x, W_h, b):
    print("still running")
    while True:
        try:
            x = x + 0
        except Exception:
            pass

report = check("rnn.step", rnn_step)
print(report)
"""
AFTER = "print('kernel lives', report.status, sys.stdout is out)"


SOLVED_AND_NOT = """
from lstmcourse import check
from lstmcourse.exercises.bank import exercises

for exercise in exercises().values():
    if exercise.kind != "code":
        continue
    for answer in (lambda *args: None, exercise.mistakes[0].variant, exercise.reference):
        display(check(exercise.id, answer))
"""
MEANWHILE = 4.0  # seconds: imports, then some time in the loop


@pytest.fixture(scope="module")
def kernel():
    """A kernel of its own, as a learner's notebook has one."""
    manager_module = pytest.importorskip("jupyter_client.manager")
    manager, client = manager_module.start_new_kernel(kernel_name="python3")
    yield manager, client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def test_interrupting_an_endless_loop(kernel):
    manager, client = kernel
    run(client, "import sys; out = sys.stdout")
    message = client.execute(LOOP)
    time.sleep(MEANWHILE)
    manager.interrupt_kernel()
    text, error, _ = collect(client, message)
    assert error is None, error
    assert "You stopped the check while your function was running." in text
    assert "Does a loop in it ever end?" in text
    text, error, _ = run(client, AFTER)
    assert error is None and text == "kernel lives raised True\n"


def test_unsolved_wrong_and_right_answers_show_themselves(kernel):
    _, client = kernel
    text, error, shown = run(client, SOLVED_AND_NOT)
    assert error is None and text == ""
    verdicts = [re.search(r"<strong>(.*?)(?: ·.*?)?</strong>", html)[1] for html in shown]
    assert len(verdicts) % 3 == 0 and len(verdicts) >= 24
    for unsolved, wrong, right in zip(*[iter(verdicts)] * 3, strict=True):
        assert unsolved == "Not attempted yet"
        assert wrong in ("Wrong values", "Wrong shape or type", "Could not run")
        assert right == "Correct"


def run(client, code):
    return collect(client, client.execute(code))


def collect(client, message):
    """What one request printed, the name of its error or None, and the HTML it displayed."""
    text, error, shown = "", None, []
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        reply = client.get_iopub_msg(timeout=60)
        if reply["parent_header"].get("msg_id") != message:
            continue
        kind, content = reply["msg_type"], reply["content"]
        if kind == "stream" and content["name"] == "stdout":
            text += content["text"]
        elif kind == "error":
            error = content["ename"]
        elif kind == "display_data":
            shown.append(content["data"]["text/html"])
        elif kind == "status" and content["execution_state"] == "idle":
            return text, error, shown
    raise AssertionError("the kernel did not become idle")
