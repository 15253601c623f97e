"""One query attends to a few words, in six pictures with the real numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lstmcourse.figures import _attention_stage as stage_parts
from lstmcourse.figures._attention_stage import MOST_NUMBERS, Stage, height_of, number
from lstmcourse.figures.step_player import StepPlayer

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_WORDS = 10
MOST_CANDIDATES = 5
_ROWS = (
    ("scores", "scores", 2),
    ("weights", "weights", 3),
    ("values", "values", 4),
    ("weighted", "weight\n× value", 4),
)
"""Row, its name, and the step that fills it."""

_NAME, _WORD_AT = 0.36, (0.45, 1.3)
"""Inches: room for names above the vectors of the last row, and where these two vectors stand."""


def attention_steps(
    query: Any,
    keys: Any,
    values: Any,
    words: Sequence[str],
    *,
    scale: float = 1.0,
    state: Any = None,
    readout: Mapping[str, float] | None = None,
    title: str = "One query looks at all words",
    label: str = "Attention, step by step",
) -> StepPlayer:
    """Show how attention gets from one query to one context vector, and on to a word.

        e_n = scale (query . k_n)     alpha = softmax(e)     context = sum_n alpha_n v_n

    The pictures: 1 query and keys, 2 dot products, 3 softmax, 4 weighted values, 5 context vector,
    and, if state and readout are given, 6 context vector and decoder state give a word.

    query: (D,); keys: (N, D); values: (N, V): computed by the caller, for N of at most 10 words.
        Vectors of up to 4 entries show their numbers, longer ones a strip of colours.
    words: the N source words.
    scale: what the dot products are multiplied by.
    state: (S,), the decoder's state.
    readout: output word -> its probability, computed by the caller from context and state; the
        five most probable words are shown. It goes together with state.
    title, label: as for `StepPlayer`. Give each player of a page a label of its own.

    Returns a StepPlayer; captions and alt texts come with it and hold the numbers. Raises
    ValueError for shapes that do not fit, numbers that are not finite, probabilities outside
    [0, 1], and a state without a readout. Arguments are not changed.

    Explained in: book/attention/retrieval
    """
    names = [str(word) for word in words]
    arrays = _checked(query, keys, values, names, scale)
    chosen = _checked_readout(readout)
    if (state is None) != (chosen is None):
        raise ValueError("state and readout go together: give both, or neither for five pictures")
    state = None if state is None else _vector("state", state)
    scene = _Scene(*arrays, names, float(scale), state, chosen)
    last = 5 if state is None else 6
    steps = [(scene.caption(k), scene.alt(k), scene.draw(k)) for k in range(1, last + 1)]
    return StepPlayer(steps, title=title, label=label)


class _Scene:
    """The numbers of all pictures, and what each picture shows of them."""

    def __init__(
        self,
        query: np.ndarray,
        keys: np.ndarray,
        values: np.ndarray,
        words: list[str],
        scale: float,
        state: np.ndarray | None,
        readout: dict[str, float] | None,
    ) -> None:
        self.query, self.keys, self.values, self.words = query, keys, values, words
        self.scale, self.state, self.readout = scale, state, readout
        self.scores = scale * (keys @ query)
        powers = np.exp(self.scores - self.scores.max())
        self.weights = powers / powers.sum()
        self.weighted = self.weights[:, None] * values
        self.context = self.weighted.sum(axis=0)
        self.best = int(np.argmax(self.scores))

    def draw(self, step: int) -> Axes:
        heights = self._heights()
        stage = Stage.new(self.words, heights)
        stage.headings(strong=step == 1)
        for row, text, first in _ROWS:
            if step < first:
                stage.still_empty(row, text, heights[row])
        self._draw_keys(stage, step)
        if step >= 2:
            stage.name("scores", "scores", stage_parts.WORD)
            for n, score in enumerate(self.scores):
                stage.score(n, score, self._sum_of(n), new=step == 2)
        if step >= 3:
            stage.name("weights", "weights", stage_parts.WORD)
            for n, weight in enumerate(self.weights):
                stage.weight(n, weight, new=step == 3)
        if step >= 4:
            self._draw_mixture(stage, step)
        if step < 5:
            stage.later(stage.right, "weighted", heights["weighted"])
        if step >= 6:
            self._draw_word(stage)
        elif self.state is not None:
            height = heights["readout"] - _NAME
            for x in _WORD_AT:
                stage.later(x, "readout", height)
            stage.later(3.75, "readout", height, 2.9, "next word")
        return stage.sheet.ax

    def _heights(self) -> dict[str, float]:
        value = height_of(self.values[0])
        heights = {
            "words": 0.24,
            "keys": height_of(self.query),
            "scores": 0.44,
            "weights": 0.76,
            "values": value,
            "weighted": value,
        }
        if self.state is not None:
            bars = stage_parts.ENTRY * len(self.readout)
            heights["readout"] = max(value, height_of(self.state), bars) + _NAME
        return heights

    def _draw_keys(self, stage: Stage, step: int) -> None:
        largest = float(max(np.abs(self.keys).max(), np.abs(self.query).max())) or 1.0
        how = {"new": step == 1, "largest": largest}
        stage.name("keys", "keys", stage_parts.KEY)
        for n, key in enumerate(self.keys):
            stage.vector(stage.x(n), "keys", key, stage_parts.KEY, gid="key", **how)
        stage.vector(stage.right, "keys", self.query, stage_parts.QUERY, gid="query", **how)
        stage.heading(stage.right, "query", stage_parts.QUERY)

    def _sum_of(self, n: int) -> str:
        """The dot product written out, where numbers are short: 2·1 + 1·3."""
        if len(self.query) > MOST_NUMBERS or self.scale != 1:
            return ""
        pairs = zip(self.query, self.keys[n], strict=True)
        return " + ".join(f"{number(q)}·{number(k)}" for q, k in pairs)

    def _draw_mixture(self, stage: Stage, step: int) -> None:
        largest = float(np.abs(self.values).max()) or 1.0
        value, how = stage_parts.VALUE, {"new": step == 4, "largest": largest}
        for row, name, _ in _ROWS[2:]:
            stage.name(row, name, value)
        for n in range(len(self.words)):
            stage.vector(stage.x(n), "values", self.values[n], value, gid="value", **how)
            stage.vector(stage.x(n), "weighted", self.weighted[n], value, gid="weighted", **how)
        if step >= 5:
            for n in range(1, len(self.words)):
                stage.sign(n, "+")
            stage.sign(len(self.words), "=")
            how["new"] = step == 5
            colour = stage_parts.CONTEXT
            stage.vector(stage.right, "weighted", self.context, colour, gid="context", **how)
            stage.above(stage.right, "weighted", "context", self.context, colour)

    def _draw_word(self, stage: Stage) -> None:
        level = stage.rows["readout"]
        context, state = _WORD_AT
        for x, name, vector, colour in (
            (context, "context", self.context, stage_parts.CONTEXT),
            (state, "state", self.state, stage_parts.STATE),
        ):
            largest = float(np.abs(vector).max()) or 1.0
            stage.vector(x, "readout", vector, colour, new=True, largest=largest, gid=name)
            stage.above(x, "readout", name, vector, colour)
        stage.sheet.arrow([(1.75, level), (2.15, level)])
        longest = max(map(len, self.readout))
        stage.candidates(self.readout, 2.35 + min(0.105 * longest, 1.4))

    # --- the same in words -------------------------------------------------------------------

    def caption(self, step: int) -> str:
        word, best = self.words[self.best], self.best
        scaled = "" if self.scale == 1 else f", times {self.scale:.3g}"
        return {
            1: "The query says what is looked for. Each word has a key: what it can be found by.",
            2: "The score of a word is the dot product of the query with the word's key"
            f"{scaled}. The highest score, {number(self.scores[best])}, has “{word}”.",
            3: "The softmax makes weights of the scores: exp(score), divided by the sum of all "
            f"exp(score). They add up to 1. “{word}” gets {self.weights[best]:.2f}.",
            4: "Each word also has a value: what it gives. Its weight says how much of it counts.",
            5: "The sum of the weighted values is the context vector"
            + (f", {_listed(self.context)}." if len(self.context) <= MOST_NUMBERS else "."),
            6: "The context vector and the decoder's state together give each output word a "
            "probability." + self._winner(),
        }[step]

    def _winner(self) -> str:
        if self.readout is None:
            return ""
        word = max(self.readout, key=self.readout.get)
        return f" The most probable is “{word}” with {self.readout[word]:.2f}."

    def alt(self, step: int) -> str:
        def each(numbers: Any) -> str:
            return ", ".join(f"{w} {n}" for w, n in zip(self.words, numbers, strict=True))

        def vectors(rows: np.ndarray) -> str:
            if rows.shape[1] > MOST_NUMBERS:
                return f"strips of {rows.shape[1]} colours for {', '.join(self.words)}"
            return each(_listed(row) for row in rows)

        texts = {
            1: f"Keys of the words: {vectors(self.keys)}. At the right the query"
            + (f", {_listed(self.query)}." if len(self.query) <= MOST_NUMBERS else ", a strip."),
            2: "Below the keys a row of scores, one for each word: "
            + each(map(number, self.scores))
            + ".",
            3: "Below the scores a bar for the weight of each word: "
            + each(f"{weight:.2f}" for weight in self.weights)
            + ".",
            4: f"Below the weights the values: {vectors(self.values)}; and below them each value "
            f"times its weight: {vectors(self.weighted)}.",
            5: "The weighted values with plus signs between them; their sum, the context vector, "
            "stands at the right end of the row"
            + (f": {_listed(self.context)}." if len(self.context) <= MOST_NUMBERS else "."),
        }
        if self.readout is not None:
            bars = ", ".join(f"{word} {chance:.2f}" for word, chance in self.readout.items())
            texts[6] = (
                "At the bottom context vector and state, an arrow, and bars for the probabilities "
                f"of the output words: {bars}."
            )
        return texts[step]


def _listed(vector: np.ndarray) -> str:
    return "(" + ", ".join(number(entry) for entry in vector) + ")"


def _vector(name: str, given: Any, dimensions: int = 1) -> np.ndarray:
    try:
        array = np.asarray(given, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must be an array of numbers") from error
    if array.ndim != dimensions or not array.size:
        shape = "one vector, (D,)" if dimensions == 1 else "a row for each word, (N, D)"
        raise ValueError(f"{name} must be {shape}, not an array of shape {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must hold finite numbers only")
    return array


def _checked(
    query: Any, keys: Any, values: Any, words: list[str], scale: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    query, keys, values = (
        _vector("query", query),
        _vector("keys", keys, 2),
        _vector("values", values, 2),
    )
    if not 1 <= len(words) <= MOST_WORDS:
        raise ValueError(f"words must be 1 to {MOST_WORDS}, to be legible, not {len(words)}")
    for name, rows in (("keys", keys), ("values", values)):
        if len(rows) != len(words):
            raise ValueError(
                f"{name} must have a row for each of the {len(words)} words, not {len(rows)}"
            )
    if keys.shape[1] != len(query):
        raise ValueError(
            f"the query has {len(query)} entries and the keys have {keys.shape[1]}; a dot product "
            "needs as many in both"
        )
    if not np.isfinite(scale):
        raise ValueError(f"scale must be a finite number, not {scale}")
    return query, keys, values


def _checked_readout(readout: Mapping[str, float] | None) -> dict[str, float] | None:
    if readout is None:
        return None
    chances = {str(word): float(chance) for word, chance in readout.items()}
    if not chances:
        raise ValueError("readout must hold at least one output word")
    for word, chance in chances.items():
        if not 0 <= chance <= 1 + 1e-6:
            raise ValueError(f"readout[{word!r}] is {chance:g}; a probability is between 0 and 1")
    ranked = sorted(chances, key=lambda word: -chances[word])[:MOST_CANDIDATES]
    return {word: chances[word] for word in ranked}
