"""What networks learn here: one generator per file, each with its success criterion.

text      real English, vocabularies and batches for a language model
greeting  a name, k other words, and the question who is greeted
latch     one bit to keep while noise comes in (Experiment 3 of the 1997 paper)

Every function that draws something takes a `numpy.random.Generator` first and touches no global
random state. This layer needs NumPy alone.
"""

from lstmcourse.tasks import greeting, latch, symbols, text
from lstmcourse.tasks.greeting import Greeting, GreetingBatch
from lstmcourse.tasks.latch import LatchBatch, latch_solved
from lstmcourse.tasks.symbols import (
    IGNORE,
    UNKNOWN,
    Vocabulary,
    char_vocabulary,
    one_hot,
    word_vocabulary,
    words,
)
from lstmcourse.tasks.text import (
    english_text,
    language_model_batches,
    split_text,
    text_fingerprint,
)

__all__ = [
    "IGNORE",
    "UNKNOWN",
    "Greeting",
    "GreetingBatch",
    "LatchBatch",
    "Vocabulary",
    "char_vocabulary",
    "english_text",
    "greeting",
    "language_model_batches",
    "latch",
    "latch_solved",
    "one_hot",
    "split_text",
    "symbols",
    "text",
    "text_fingerprint",
    "word_vocabulary",
    "words",
]
