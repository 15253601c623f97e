"""Right answers of book/paper1997/reber in other styles."""

import numpy as np

# --- lab.reber_success --------------------------------------------------------------------------


def success_loops(outputs, legal, steps):
    right = []
    for n in range(len(outputs)):
        fine = True
        for t in range(int(steps[n])):
            for k in range(outputs.shape[2]):
                for other in range(outputs.shape[2]):
                    if legal[n, t, k] and not legal[n, t, other]:
                        fine = fine and bool(outputs[n, t, k] > outputs[n, t, other])
        right.append(fine)
    return right, all(right)


def success_masked(outputs, legal, steps):
    """All strings at once; steps behind the end are right by decree."""
    weakest = np.where(legal, outputs, np.inf).min(axis=2)
    strongest = np.where(legal, -np.inf, outputs).max(axis=2)
    behind = np.arange(outputs.shape[1]) >= np.asarray(steps)[:, None]
    right = ((weakest > strongest) | behind).all(axis=1)
    return right, right.all()


def success_by_rank(outputs, legal, steps):
    """The legal symbols must be the first ones by rank; a tie takes the other symbol first."""
    right = np.ones(len(outputs), bool)
    for n, count in enumerate(steps):
        for out, may in zip(outputs[n, :count], legal[n, :count], strict=True):
            order = sorted(range(len(out)), key=lambda k: (-out[k], may[k]))  # noqa: B023
            right[n] &= set(order[: may.sum()]) == set(np.flatnonzero(may))
    return right, bool(np.all(right))


def success_with_the_course(outputs, legal, steps):
    from lstmcourse.tasks.reber import correct_steps, reber_solved

    cut = [(outputs[n, :count], legal[n, :count]) for n, count in enumerate(steps)]
    right = np.array([correct_steps(out, may).all() for out, may in cut])
    return right, all(reber_solved(out, may) for out, may in cut)


STYLES = {
    "lab.reber_success": {
        "explicit loops": success_loops,
        "a mask": success_masked,
        "ranks": success_by_rank,
        "the function of the course": success_with_the_course,
    },
}
