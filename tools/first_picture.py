"""Draw the course's first picture: what the network has to remember, and the way back to it.

python tools/first_picture.py [FILE]        # default: book/site/first-picture.png
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

from lstmcourse.figures import draw_unrolled, use_style

TARGET = Path(__file__).resolve().parent.parent / "book" / "site" / "first-picture.png"
WORDS = ["Tom", "was", "watching", "...", "said", "hi", "to"]


def main(arguments: list[str]) -> int:
    target = Path(arguments[0]) if arguments else TARGET
    use_style()
    axes = draw_unrolled(
        inputs=WORDS, outputs="Tom", highlight=0, backward=True, fading=True, lag=17
    )
    axes.figure.savefig(target, dpi=160, metadata={"Software": None})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
