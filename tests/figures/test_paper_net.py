from collections import Counter
from types import SimpleNamespace

import matplotlib.pyplot as plt
import pytest

from lstmcourse.figures import draw_paper_net, use_style

ORDER = {"inputs": 8, "outputs": 4, "blocks": 2, "size": 2, "input_gate_bias": (-2.0, -4.0)}
REBER = {"inputs": 7, "outputs": 7, "blocks": 4, "size": 1, "bias": "gates",
         "output_gate_bias": (-1, -2, -3, -4)}  # fmt: skip
LAG = {"inputs": 101, "outputs": 101, "blocks": 1, "size": 1, "connectivity": "B", "bias": "none",
       "output_gate_bias": "absent"}  # fmt: skip
# Table 10 of the paper, a net of every kind, and the number of its weights.
NETS = {
    "6a": (ORDER, 156, "12 biases"),
    "6b": ({**ORDER, "outputs": 8, "blocks": 3, "input_gate_bias": (-2, -4, -6)}, 308, "20 biases"),
    "1-1": (REBER, 264, "8 biases"),
    "1-2": ({**REBER, "blocks": 3, "size": 2, "output_gate_bias": (-1, -2, -3)}, 276, "6 biases"),
    "2a": (LAG, 10504, "no biases"),
    "2c-1": ({"inputs": 54, "outputs": 2, "blocks": 2, "size": 1, "bias": "none"}, 364, "no"),
    "3a": ({"inputs": 1, "outputs": 1, "blocks": 3, "size": 1, "bias": "hidden",
            "input_gate_bias": (-1, -3, -5), "output_gate_bias": (-2, -4, -6)}, 102, "9 b"),
    "4": ({"inputs": 2, "outputs": 1, "blocks": 2, "size": 2}, 93, "9 biases"),
}  # fmt: skip


def with_gid(ax, gid):
    return [text.get_text() for text in ax.texts if text.get_gid() == gid]


@pytest.mark.parametrize("row", NETS)
def test_the_caption_counts_the_weights_of_table_10(draw, check_texts, row):
    net, weights, biases = NETS[row]
    use_style()
    ax = draw(draw_paper_net(net))
    (caption,) = with_gid(ax, "caption")
    assert caption.startswith(f"{weights:,} weights, ") and biases in caption
    bundles = [int(text.split("= ")[1].replace(",", "")) for text in with_gid(ax, "count")]
    assert len(bundles) == 3
    given = caption.split(", ")[-1].split()[0]
    assert sum(bundles) + (0 if given == "no" else int(given)) == weights
    check_texts(ax)
    assert not ax.axison


def test_units_of_a_block():
    units = Counter(patch.get_gid() for patch in draw_paper_net(ORDER).patches)
    assert (units["in"], units["cell"], units["out"]) == (2, 4, 2)
    assert (units["input"], units["output"]) == (8, 4)
    units = Counter(patch.get_gid() for patch in draw_paper_net(LAG).patches)
    assert (units["in"], units["cell"], units["out"], units["input"]) == (1, 1, 0, 1)


def test_biases_that_are_set_are_printed():
    assert with_gid(draw_paper_net(ORDER), "bias") == ["\u22122", "\u22124"]
    assert len(with_gid(draw_paper_net(REBER), "bias")) == 4
    assert with_gid(draw_paper_net(LAG), "bias") == []


def test_names_and_a_count_of_its_own():
    net = {**ORDER, "connectivity": "F"}
    ax = draw_paper_net(net, input_names="abcdEBXY", output_names=list("QRSU"), weights=92)
    shown = [text.get_text() for text in ax.texts]
    assert set("abcdEBXYQRSU") <= set(shown)
    assert with_gid(ax, "caption") == ["92 weights, 12 biases among them"]


def test_a_record_is_a_net_and_given_axes_are_used(draw):
    _, ax = plt.subplots(figsize=(6.4, 4))
    net = SimpleNamespace(**{**NETS["4"][0], "h": "1", "g": "2"})
    assert draw_paper_net(net, ax=ax) is ax
    assert with_gid(draw(ax), "caption")[0].startswith("93")
    assert len(plt.get_fignums()) == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (dict(inputs=0), "inputs must be a whole number, 1 or more, not 0"),
        (dict(outputs=None), "outputs must be a whole number"),
        (dict(size=3), "size=3 is too many to draw; at most 2"),
        (dict(blocks=5), "blocks=5 is too many"),
        (dict(connectivity="X"), '"F" or "B", not \'X\''),
        (dict(bias="some"), "not 'some'"),
        (dict(input_gate_bias=(-1,)), "input_gate_bias must be 2 numbers"),
        (dict(output_gate_bias="none"), "output_gate_bias must be 2 numbers"),
    ],
)
def test_a_net_that_cannot_be_drawn(change, message):
    with pytest.raises(ValueError, match=message):
        draw_paper_net({**ORDER, **change})
    assert not plt.get_fignums()


def test_names_must_fit():
    with pytest.raises(ValueError, match="input_names holds 2 names for 8 units"):
        draw_paper_net(ORDER, input_names="ab")
