"""Tables as plain text, for results that show themselves."""

from collections.abc import Sequence


def aligned(table: Sequence[Sequence[str]]) -> str:
    """One line per row: names left, numbers right, and a last column that runs on freely."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = []
    for name, *numbers, last in table:
        middle = [n.rjust(w) for n, w in zip(numbers, widths[1:-1], strict=True)]
        lines.append("  ".join([name.ljust(widths[0]), *middle, last]))
    return "\n".join(lines)
