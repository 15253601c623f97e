"""What networks learn here: one generator per file, each with its success criterion.

text      real English, vocabularies and batches for a language model
greeting  a name, k other words, and the question who is greeted
latch     one bit to keep while noise comes in (Experiment 3 of the 1997 paper)
reber     strings of a small grammar, alone, embedded and as a stream (Experiment 1)
copying   symbols to be written down again after a delay
adding    the sum of two marked numbers far apart (Experiment 4)
series    a real time series, its windows, and forecasts to beat
translation  English sentences and what they are in French, by a small grammar
dates     dates in English, French and Korean, to be written as ISO 8601 (needs Babel)

Every function that draws something takes a `numpy.random.Generator` first and touches no global
random state. This layer needs NumPy alone.
"""

from lstmcourse.tasks import (
    adding,
    copying,
    dates,
    greeting,
    latch,
    reber,
    series,
    symbols,
    text,
    translation,
)
from lstmcourse.tasks.adding import AddingBatch, adding_solved
from lstmcourse.tasks.copying import CopyingBatch
from lstmcourse.tasks.dates import DatePair, Dates
from lstmcourse.tasks.greeting import Greeting, GreetingBatch
from lstmcourse.tasks.latch import LatchBatch, latch_solved
from lstmcourse.tasks.reber import ReberBatch, reber_solved
from lstmcourse.tasks.series import Series, membrane_potential
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
from lstmcourse.tasks.translation import EnglishFrench, Pair

__all__ = [
    "IGNORE",
    "UNKNOWN",
    "AddingBatch",
    "CopyingBatch",
    "DatePair",
    "Dates",
    "EnglishFrench",
    "Greeting",
    "GreetingBatch",
    "LatchBatch",
    "Pair",
    "ReberBatch",
    "Series",
    "Vocabulary",
    "adding",
    "adding_solved",
    "char_vocabulary",
    "copying",
    "dates",
    "english_text",
    "greeting",
    "language_model_batches",
    "latch",
    "latch_solved",
    "membrane_potential",
    "one_hot",
    "reber",
    "reber_solved",
    "series",
    "split_text",
    "symbols",
    "text",
    "text_fingerprint",
    "translation",
    "word_vocabulary",
    "words",
]
