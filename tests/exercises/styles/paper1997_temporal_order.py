"""Right answers of book/paper1997/temporal-order in other styles."""

import numpy as np

# --- lab.temporal_order -------------------------------------------------------------------------


def order_as_text(fillers, offsets, marks):
    """Letters first, numbers at the end."""
    letters = ["abcd"[int(n)] for n in fillers]
    places = [(10, 50), (10, 33, 66)][len(marks) - 2]
    for place, offset, mark in zip(places, offsets, marks, strict=True):
        letters[int(place + offset) - 1] = "XY"[int(mark)]
    text = "E" + "".join(letters[1:-1]) + "B"
    order = "".join(letter for letter in text if letter in "XY")
    classes = {2: "XX XY YX YY", 3: "XXX XXY XYX XYY YXX YXY YYX YYY"}[len(marks)].split()
    return ["abcdEBXY".index(letter) for letter in text], [float(order == one) for one in classes]


def order_in_one_piece(fillers, offsets, marks):
    starts = np.array([9, 49] if len(marks) == 2 else [9, 32, 65])
    symbols = np.concatenate([[4], fillers[1:-1], [5]])
    symbols[starts + offsets] = marks + 6
    target = np.zeros((2,) * len(marks))
    target[tuple(marks)] = 1
    return symbols, target.ravel()


def order_with_digits(fillers, offsets, marks):
    steps = np.arange(1, len(fillers) + 1)
    symbols = np.where(steps == 1, 4, np.where(steps == len(fillers), 5, fillers))
    for n, start in enumerate([10, 50] if len(marks) == 2 else [10, 33, 66]):
        symbols = np.where(steps == start + offsets[n], 6 + marks[n], symbols)
    powers = 2 ** np.arange(len(marks))[::-1]
    return symbols, (np.arange(2 ** len(marks)) == marks @ powers).astype(float)


STYLES = {
    "lab.temporal_order": {
        "letters": order_as_text,
        "one piece": order_in_one_piece,
        "binary digits": order_with_digits,
    },
}
