"""An endless loop in a learner's function: interrupting the kernel works, and the check says so."""

import asyncio
import sys
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


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_interrupting_in_a_real_kernel():
    manager_module = pytest.importorskip("jupyter_client.manager")
    if sys.platform == "win32":
        asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())
    manager, client = manager_module.start_new_kernel(kernel_name="python3")
    try:
        run(client, "import sys; out = sys.stdout")
        message = client.execute(LOOP)
        time.sleep(4.0)  # imports, then the loop
        manager.interrupt_kernel()
        text, error = collect(client, message)
        assert error is None, error
        assert "You stopped the check while your function was running." in text
        assert "Does a loop in it ever end?" in text
        assert "Your function prints: still running" in text or "Seen on the probe" in text
        text, error = run(client, AFTER)
        assert error is None and text == "kernel lives raised True\n"
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def run(client, code):
    return collect(client, client.execute(code))


def collect(client, message):
    """Everything printed for one request, and the error's name if there was one."""
    text, error = "", None
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
        elif kind == "status" and content["execution_state"] == "idle":
            return text, error
    raise AssertionError("the kernel did not become idle")
