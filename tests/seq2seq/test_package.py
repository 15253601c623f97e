"""The names of the package, and what happens without PyTorch."""

import subprocess
import sys

import pytest

import lstmcourse.seq2seq as seq2seq


def test_every_public_name_is_there() -> None:
    for name in seq2seq.__all__:
        assert getattr(seq2seq, name) is not None
    assert not hasattr(seq2seq, "attention_please")


def test_special_ids_are_those_of_the_vocabularies() -> None:
    assert [seq2seq.SPECIAL[n] for n in (seq2seq.PAD, seq2seq.START, seq2seq.END)] == [
        "<pad>",
        "<start>",
        "<end>",
    ]


@pytest.mark.parametrize("name", ["Seq2Seq", "greedy", "train"])
def test_without_torch_the_message_says_what_to_install(name: str) -> None:
    program = (
        "import sys; sys.modules['torch'] = None\n"
        "from lstmcourse import seq2seq\n"
        "seq2seq.pad_pairs([[3]], [[4]])\n"
        f"try: seq2seq.{name}\n"
        "except ImportError as problem: print(problem)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert f"lstmcourse.seq2seq.{name} needs PyTorch" in done.stdout
    assert 'pip install "lstmcourse[torch]"' in done.stdout
