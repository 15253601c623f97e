"""What the generated tests of the bank share: styles, automatic styles, wrong answers."""

import importlib.util
from functools import cache
from pathlib import Path

import numpy as np

from lstmcourse.exercises.bank import CHAPTERS, exercises
from lstmcourse.exercises.model import CodeExercise

SEEDS = range(50)
STYLE_FOLDER = Path(__file__).parent / "styles"


def code_exercises() -> list[CodeExercise]:
    return [e for e in exercises().values() if isinstance(e, CodeExercise)]


def quick_questions() -> list:
    return [e for e in exercises().values() if not isinstance(e, CodeExercise)]


@cache
def hand_written_styles() -> dict:
    """Exercise id -> {name of the style: function}, from tests/exercises/styles/."""
    styles = {}
    for chapter in CHAPTERS:
        path = STYLE_FOLDER / f"{chapter}.py"
        if not path.exists():
            continue
        spec = importlib.util.spec_from_file_location(f"styles_{chapter}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        styles.update(module.STYLES)
    return styles


def convert(value, leaf):
    """Apply ``leaf`` to every array or number in a returned value."""
    if isinstance(value, tuple):
        return tuple(convert(v, leaf) for v in value)
    if isinstance(value, list):
        return [convert(v, leaf) for v in value]
    return leaf(value)


def _floats(value, dtype):
    array = np.asarray(value)
    return array.astype(dtype) if array.dtype.kind == "f" else value


def _scattered(value):
    """The same numbers with gaps between them in memory."""
    array = np.asarray(value)
    if array.ndim == 0:
        return array
    wide = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), dtype=array.dtype)
    wide[..., ::2] = array
    return wide[..., ::2]


def automatic_styles(exercise: CodeExercise) -> dict:
    """Other ways to return the reference's answer. None for exercises that act on an object."""
    if exercise.observe is not None:
        return {}
    reference = exercise.reference

    def single_precision(*args):
        args = convert(tuple(args), lambda v: _floats(v, np.float32) if _is_array(v) else v)
        return convert(reference(*args), lambda v: _floats(v, np.float32))

    def tensors(*args):
        import torch

        return convert(reference(*args), lambda v: torch.as_tensor(np.asarray(v)))

    def nested_lists(*args):
        return convert(reference(*args), lambda v: np.asarray(v).tolist())

    def scattered(*args):
        return convert(reference(*args), _scattered)

    return {
        "float32": single_precision,
        "torch tensors": tensors,
        "nested lists": nested_lists,
        "not contiguous": scattered,
    }


def _is_array(value) -> bool:
    return isinstance(value, np.ndarray | np.floating)


def all_styles(exercise: CodeExercise) -> dict:
    return {**automatic_styles(exercise), **hand_written_styles().get(exercise.id, {})}


def foreign_mistakes(exercise: CodeExercise) -> dict:
    """Wrong answers that no bank foresees: they must be rejected without a name."""
    if exercise.observe is not None:
        return {}
    reference = exercise.reference

    def noisy(*args):
        rng = np.random.default_rng(5)

        def leaf(value):
            array = np.asarray(value, dtype=float)
            return array + (0.3 + np.abs(array)) * rng.uniform(0.2, 0.5, size=array.shape)

        return convert(reference(*args), leaf)

    def scaled(*args):
        return convert(reference(*args), lambda v: np.asarray(v) * 1.372 + 0.0831)

    def constant(*args):
        return convert(reference(*args), lambda v: np.full(np.shape(v), 0.7071))

    return {"noisy": noisy, "scaled and shifted": scaled, "constant": constant}
