import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes

from lstmcourse.figures import (
    plot_error_flow,
    plot_gradient_heatmap,
    plot_learning_curves,
    use_style,
)

LAGS = np.arange(6)
NORMS = np.array([0.5**LAGS, 1.2**LAGS])


def lines(ax):
    """The curves by label; marks for zeros have a label that starts with an underscore."""
    return {line.get_label(): line for line in ax.lines if not line.get_label().startswith("_")}


def legend(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


# --- error flow


def test_error_flow_holds_the_data_and_leaves_it_alone(draw):
    lags, norms, bound = LAGS.copy(), NORMS.copy(), 3 * 1.3**LAGS
    for array in (lags, norms, bound):
        array.flags.writeable = False
    ax = plot_error_flow(lags, norms, bound=bound, factor=0.5, labels=["small", "large"])
    assert isinstance(ax, Axes) and ax.get_yscale() == "log"
    drawn = lines(ax)
    for label, values in zip(["small", "large", "upper bound"], [*norms, bound], strict=True):
        np.testing.assert_array_equal(drawn[label].get_xdata(), lags)
        np.testing.assert_array_equal(drawn[label].get_ydata(), values)
    np.testing.assert_array_equal(drawn["$0.5^q$"].get_ydata(), 0.5**LAGS)
    assert drawn["upper bound"].is_dashed()
    assert sorted(legend(ax)) == sorted(drawn)
    assert "steps" in ax.get_xlabel() and "norm" in ax.get_ylabel()
    draw(ax)


def test_error_flow_takes_one_curve_a_list_or_a_mapping():
    assert len(plot_error_flow(LAGS, NORMS[0]).lines) == 1
    assert plot_error_flow(list(LAGS), list(NORMS[0])).get_legend() is None
    assert len(plot_error_flow(LAGS, [NORMS[0], list(NORMS[1])]).lines) == 2
    assert legend(plot_error_flow(LAGS, {"a": NORMS[0], "b": NORMS[1]})) == ["a", "b"]
    assert legend(plot_error_flow(LAGS, NORMS[0], labels="only")) == ["only"]
    ax = plot_error_flow(LAGS, NORMS[0], factor=NORMS[1], factor_label="product")
    np.testing.assert_array_equal(lines(ax)["product"].get_ydata(), NORMS[1])


def test_zero_and_infinite_norms_are_marked_on_the_edges(draw):
    norms = np.array([1.0, 0.1, 0.0, 0.0, np.inf, np.nan])
    ax = draw(plot_error_flow(LAGS, norms, labels="curve"))
    np.testing.assert_array_equal(lines(ax)["curve"].get_ydata(), [1.0, 0.1] + [np.nan] * 4)
    zeros, infinite = [line for line in ax.lines if line.get_label() != "curve"]
    assert zeros.get_xdata().tolist() == [2, 3] and set(zeros.get_ydata()) == {0.0}
    assert infinite.get_xdata().tolist() == [4] and set(infinite.get_ydata()) == {1.0}
    assert legend(ax) == ["curve"]


@pytest.mark.parametrize("value", [0.0, np.nan])
def test_nothing_to_draw_on_a_log_axis_still_draws(draw, value):
    draw(plot_error_flow(LAGS, np.full(6, value)))


def test_a_factor_that_overflows_or_vanishes_draws(draw):
    lags = np.arange(0, 4000, 100)
    draw(plot_error_flow(lags, np.ones(40), factor=3.0))
    draw(plot_error_flow(lags, np.ones(40), factor=0.0))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(lags=LAGS, norms=NORMS[0, :4]), "4 values for 6 lags"),
        (dict(lags=LAGS, norms=-NORMS), "a norm is not negative"),
        (dict(lags=LAGS, norms=NORMS, labels=["one"]), "1 labels were given for 2 curves"),
        (dict(lags=LAGS, norms={"a": NORMS[0]}, labels=["b"]), "leave labels out"),
        (dict(lags=NORMS, norms=NORMS), "lags must be one-dimensional"),
        (dict(lags=LAGS, norms=NORMS, bound=[1.0]), "bound has 1 values"),
        (dict(lags=LAGS, norms=NORMS, factor=-0.5), "factor must not be negative"),
    ],
)
def test_error_flow_refuses_what_it_cannot_draw(arguments, message):
    with pytest.raises(ValueError, match=message):
        plot_error_flow(**arguments)
    assert not plt.get_fignums()


# --- learning curves


def test_one_run_and_several_seeds(draw):
    one = np.linspace(2, 1, 5)
    several = np.array([[3.0, 2.0, 1.0], [5.0, 2.0, 0.0], [4.0, 8.0, 0.5]])
    steps = np.array([0, 100, 200])
    kept = several.copy()
    ax = plot_learning_curves({"one": one, "several": (steps, several)}, baseline=2.5)
    np.testing.assert_array_equal(several, kept)
    drawn = lines(ax)
    np.testing.assert_array_equal(drawn["one"].get_ydata(), one)
    np.testing.assert_array_equal(drawn["one"].get_xdata(), np.arange(5))
    np.testing.assert_array_equal(drawn["several"].get_ydata(), [4.0, 2.0, 0.5])
    np.testing.assert_array_equal(drawn["several"].get_xdata(), steps)
    assert set(drawn["guessing"].get_ydata()) == {2.5}
    (band,) = ax.collections
    corners = band.get_paths()[0].vertices
    assert {tuple(corner) for corner in corners} >= {(0.0, 3.0), (0.0, 5.0), (200.0, 0.0)}
    draw(ax)


def test_runs_that_are_not_finite_are_told(draw):
    runs = np.array([[2.0, 1.0, np.nan], [4.0, np.nan, np.inf], [6.0, 3.0, np.nan]])
    ax = draw(plot_learning_curves({"net": runs, "gap": [1.0, np.nan, 2.0]}))
    drawn = lines(ax)
    np.testing.assert_array_equal(
        drawn["net (3 of 3 runs not finite)"].get_ydata(), [4.0, 2.0, np.nan]
    )
    np.testing.assert_array_equal(drawn["gap"].get_ydata(), [1.0, np.nan, 2.0])


def test_logarithmic_losses_and_labels(draw):
    ax = plot_learning_curves({"a": [1.0, 1e-4]}, log=True, x_label="Sentences", y_label="Error")
    assert ax.get_yscale() == "log"
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("Sentences", "Error")
    draw(ax)


@pytest.mark.parametrize(
    ("curves", "error", "message"),
    [
        ([1, 2], TypeError, "mapping from a label"),
        ({"a": np.zeros((2, 2, 2))}, ValueError, "'a' must have shape"),
        ({"a": ([0, 1], [1.0, 2.0, 3.0])}, ValueError, "'a' has 3 values but steps of shape"),
    ],
)
def test_learning_curves_refuse_what_they_cannot_draw(curves, error, message):
    with pytest.raises(error, match=message):
        plot_learning_curves(curves)
    assert not plt.get_fignums()


# --- heat map


def test_heatmap_shows_sizes_with_row_zero_at_the_top(draw):
    matrix = np.array([[1.0, -0.1, 1e-3], [2.0, 0.5, -0.25]])
    kept = matrix.copy()
    ax = plot_gradient_heatmap(matrix)
    np.testing.assert_array_equal(matrix, kept)
    mesh = ax.collections[0]
    np.testing.assert_array_equal(np.reshape(mesh.get_array(), (2, 3)), np.abs(matrix))
    assert (mesh.norm.vmin, mesh.norm.vmax) == (1e-3, 2.0)
    assert ax.get_ylim() == (1.5, -0.5) and ax.get_xlim() == (-0.5, 2.5)
    assert mesh.colorbar.ax.get_ylabel() == "Size of the gradient"
    assert ax.get_xlabel() == "Time step" and ax.get_ylabel() == "Hidden unit"
    draw(ax)


def test_heatmap_zeros_are_darkest_and_nan_is_grey(draw):
    ax = draw(plot_gradient_heatmap([[1.0, 0.0], [np.nan, 1e-3]]))
    mesh = ax.collections[0]
    colours = mesh.cmap(mesh.norm(np.ma.reshape(mesh.get_array(), (2, 2))))
    np.testing.assert_allclose(colours[0, 1], mesh.cmap(0.0))
    np.testing.assert_allclose(colours[1, 0], mesh.cmap.get_bad())
    assert mesh.colorbar.extend == "min"


def test_heatmap_floor_and_values_of_rows_and_columns(draw):
    ax = plot_gradient_heatmap(
        np.full((2, 3), 1e-9), row_values=[0, 100], column_values=[1, 2, 4], floor=1e-6
    )
    assert ax.collections[0].norm.vmin == 1e-6
    assert ax.get_ylim() == (150, -50) and ax.get_xlim() == (0.5, 5.0)
    draw(ax)
    limits = plot_gradient_heatmap([[1.0, 1e-300]]).collections[0].norm
    assert limits.vmin == pytest.approx(1e-12)


@pytest.mark.parametrize("value", [0.0, 1.0, np.nan])
def test_heatmap_of_one_value(draw, value):
    draw(plot_gradient_heatmap([[value]]))


@pytest.mark.parametrize(
    ("matrix", "more", "message"),
    [
        ([1.0, 2.0], {}, "shape \\(rows, time steps\\)"),
        (np.zeros((0, 3)), {}, "both at least 1"),
        ([[1.0, 2.0]], {"column_values": [1]}, "column_values has shape \\(1,\\)"),
        ([[1.0, 2.0]], {"column_values": [2, 1]}, "column_values must increase"),
        ([[1.0, 2.0]], {"floor": 0.0}, "floor must be finite and above 0"),
    ],
)
def test_heatmap_refuses_what_it_cannot_draw(matrix, more, message):
    with pytest.raises(ValueError, match=message):
        plot_gradient_heatmap(matrix, **more)
    assert not plt.get_fignums()


# --- all of them


@pytest.mark.parametrize(
    "plot",
    [
        lambda ax: plot_error_flow(LAGS, NORMS, labels=["a", "b"], ax=ax),
        lambda ax: plot_learning_curves({"a": [1.0, 2.0]}, baseline=1.5, ax=ax),
        lambda ax: plot_gradient_heatmap(NORMS, ax=ax),
    ],
)
def test_given_axes_are_used_and_shared_figures_have_room(draw, plot):
    use_style()
    figure, axes = plt.subplots(2, 1, figsize=(6.4, 8))
    assert plot(axes[0]) is axes[0] and plot(axes[1]) is axes[1]
    assert plt.get_fignums() == [figure.number]
    draw(axes[0])
    # The legend of the upper plot ends above the lower plot.
    if axes[0].get_legend() is not None:
        above = axes[0].get_legend().get_window_extent()
        assert above.y0 > axes[1].get_window_extent().y1
        assert above.y1 < axes[0].xaxis.label.get_window_extent().y0
