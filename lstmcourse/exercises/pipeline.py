"""Grade a function, stage by stage, from cheap to dear. Each stage needs the one before it.

signature -> runs -> shapes -> purity -> values -> properties -> gradient check.
Diagnosis happens only after a failure.
"""

from __future__ import annotations

import inspect
from dataclasses import replace
from typing import Any

import numpy as np

from lstmcourse.exercises import messages as say
from lstmcourse.exercises.calling import Outcome, call, call_own, guarded, text_of
from lstmcourse.exercises.diagnosis import Answer, answer_on, named_mistake, observed
from lstmcourse.exercises.findings import (
    is_empty,
    shown_name,
    side_effects,
    unchanged,
    worst_entry,
)
from lstmcourse.exercises.gradients import gradient_rows
from lstmcourse.exercises.model import CodeExercise, Probe
from lstmcourse.exercises.report import (
    CORRECT,
    NOT_ATTEMPTED,
    RAISED,
    WRONG_SHAPE,
    WRONG_VALUES,
    Finding,
    NamedMistake,
    Report,
    Stage,
)
from lstmcourse.exercises.structure import structural_findings
from lstmcourse.exercises.values import (
    FLOAT32_TOLERANCE,
    FLOAT64_TOLERANCE,
    Leaf,
    distance,
    restructured,
    tolerance_for,
)

DEFAULT_SEED = 1997


def grade_code(exercise: CodeExercise, function: Any, seed: int = DEFAULT_SEED) -> Report:
    """Grade ``function`` against ``exercise`` on the probes of ``seed``."""
    return _Grading(exercise, function, seed).report()


class _PropertyError(Exception):
    """The function failed on arguments that a property made up."""


class _Grading:
    """One check under way. Each stage method returns a finished Report, or None to go on."""

    def __init__(self, exercise: CodeExercise, function: Any, seed: int) -> None:
        self.exercise = exercise
        self.function = function
        self.seed = seed
        self.names: tuple[str, ...] = ()  # set where the arguments go by keyword
        self.stage_names = ["signature", "runs", "shapes", "purity", "values"]
        if exercise.properties:
            self.stage_names.append("properties")
        if exercise.gradient:
            self.stage_names.append("gradient check")
        self.passed = 0
        self.notes: list[str] = []
        self.coarse = False

    def report(self) -> Report:
        early = self._signature()
        if early:
            return early
        self.passed = 1
        self.probes = list(self.exercise.probes(np.random.default_rng(self.seed)))
        self.wanted = [self._reference_answer(probe) for probe in self.probes]
        for stage in (self._runs, self._shapes, self._purity, self._values):
            early = stage()
            if early:
                return early
            self.passed += 1
        if self.exercise.properties:
            early = self._properties()
            if early:
                return early
            self.passed += 1
        rows = ()
        if self.exercise.gradient:
            rows = gradient_rows(self.exercise, self.probes, self.answers, self.coarse)
            if not all(row.ok for row in rows):
                finding = Finding(say.GRADIENT_CHECK_FAILED)
                return self._done(WRONG_VALUES, [finding], gradient=rows, failed=True)
            self.passed += 1
        return self._done(CORRECT, [], gradient=rows)

    def _reference_answer(self, probe: Probe) -> Answer:
        outcome = call_own(self.exercise.reference, probe)
        if outcome.raised:
            raise AssertionError(
                f"the reference of {self.exercise.id} raised {outcome.error} on the probe "
                f"{probe.name!r}: {outcome.error_text}"
            )
        return answer_on(self.exercise, outcome, observed(self.exercise, outcome))

    # stages ---------------------------------------------------------------------------------

    def _signature(self) -> Report | None:
        function, wanted = self.function, self.exercise.parameters
        if function is None or function is ... or function is NotImplemented:
            return self._done(NOT_ATTEMPTED, [Finding(self.exercise.task)])
        if not callable(function):
            finding = Finding(say.not_a_function(self.exercise.id, function))
            return self._done(RAISED, [finding], failed=True)
        outcome = guarded(lambda: inspect.signature(function))
        if outcome.raised:
            return None  # a built-in without a signature: calling it will tell
        signature = outcome.value
        names = tuple(signature.parameters)
        if set(names) == set(wanted) and names != wanted:
            kinds = {p.kind for p in signature.parameters.values()}
            if kinds == {inspect.Parameter.POSITIONAL_OR_KEYWORD}:
                self.names = wanted
                return None
        try:
            signature.bind(*wanted)
        except TypeError:
            finding = Finding(say.wrong_signature(function, signature, wanted))
            return self._done(RAISED, [finding], failed=True)
        return None

    def _runs(self) -> Report | None:
        self.answers: list[Answer] = []
        for index, (probe, want) in enumerate(zip(self.probes, self.wanted, strict=True)):
            outcome = call(self.function, probe, self.names)
            if outcome.interrupted:
                finding = self._raised_finding(index, outcome, say.INTERRUPTED)
                return self._done(RAISED, [finding], failed=True)
            if outcome.error == "NotImplementedError":
                return self._done(NOT_ATTEMPTED, [Finding(self.exercise.task)])
            like = observed(self.exercise, want.outcome)
            self.answers.append(answer_on(self.exercise, outcome, like))
        self.notes += side_effects([answer.outcome for answer in self.answers])
        if all(is_empty(self.exercise, answer) for answer in self.answers):
            findings = [Finding(self.exercise.task)]
            if self.exercise.observe is None:  # else returning nothing is what it should do
                findings.append(Finding(say.RETURNS_NOTHING))
            return self._done(NOT_ATTEMPTED, findings)
        raised = [i for i, answer in enumerate(self.answers) if answer.outcome.raised]
        if not raised:
            return None
        index = raised[0]
        outcome = self.answers[index].outcome
        finding = self._raised_finding(
            index, outcome, say.raised(outcome.error or "", outcome.error_text)
        )
        if 0 < len(raised) < len(self.answers):
            where = say.runs_on_others(len(self.answers) - len(raised), len(self.answers))
            finding = replace(finding, where=f"{finding.where} {where}")
        return self._failed(RAISED, [finding])

    def _shapes(self) -> Report | None:
        for index, (answer, want) in enumerate(zip(self.answers, self.wanted, strict=True)):
            probe = self.probes[index]
            if answer.leaves is None:
                finding = Finding(
                    say.unreadable(answer.unreadable), say.on_probe(probe), self._call_text(index)
                )
                return self._failed(WRONG_SHAPE, [finding])
            for got, right, out in self._with_outputs(answer.leaves, want.leaves or []):
                if got.array.shape != right.array.shape:
                    finding = Finding(
                        say.wrong_shape(got.name, out),
                        say.on_probe(probe),
                        self._call_text(index),
                        expected=f"shape {right.array.shape}",
                        got=f"shape {got.array.shape}",
                    )
                    return self._failed(WRONG_SHAPE, [finding])
        return None

    def _purity(self) -> Report | None:
        for index, answer in enumerate(self.answers):
            probe = self.probes[index]
            for name, before, after in zip(
                self.exercise.parameters, probe.args, answer.outcome.args_after, strict=True
            ):
                if name not in self.exercise.may_change and not unchanged(before, after):
                    text = say.changes_argument(name, isinstance(before, list | tuple))
                    finding = Finding(text, say.on_probe(probe), self._call_text(index))
                    return self._done(WRONG_VALUES, [finding], failed=True)
        outcome = call(self.function, self.probes[0], self.names)
        if outcome.interrupted:
            finding = self._raised_finding(0, outcome, say.INTERRUPTED)
            return self._done(RAISED, [finding], failed=True)
        like = observed(self.exercise, self.wanted[0].outcome)
        again = answer_on(self.exercise, outcome, like)
        if again.leaves is None or distance(again.leaves, self.answers[0].leaves or []) > 0.0:
            finding = Finding(say.NOT_REPEATABLE, say.on_probe(self.probes[0]), self._call_text(0))
            return self._done(WRONG_VALUES, [finding], failed=True)
        return None

    def _values(self) -> Report | None:
        worst = [
            distance(answer.leaves or [], want.leaves or [], self.exercise.entrywise)
            for answer, want in zip(self.answers, self.wanted, strict=True)
        ]
        if max(worst) <= FLOAT32_TOLERANCE:
            tolerance = max(tolerance_for(answer.leaves or []) for answer in self.answers)
            if tolerance == FLOAT32_TOLERANCE:
                self.coarse = True
                self.notes.append(say.FLOAT32)
            elif self._floats_for_integers():
                self.notes.append(say.FLOATS_FOR_INTEGERS)
            elif max(worst) > FLOAT64_TOLERANCE:
                self.coarse = True
                self.notes.append(say.coarse(max(worst)))
            return None
        index = next(i for i, error in enumerate(worst) if error > FLOAT32_TOLERANCE)
        return self._failed(WRONG_VALUES, [self._at_worst(index)])

    def _floats_for_integers(self) -> bool:
        return any(
            got.array.dtype.kind == "f" and right.array.dtype.kind in "iu"
            for answer, want in zip(self.answers, self.wanted, strict=True)
            for got, right in zip(answer.leaves or [], want.leaves or [], strict=True)
        )

    def _properties(self) -> Report | None:
        def repeated(*args: Any) -> Any:
            """The learner's function, its answer read as arrays in the reference's structure."""
            probe = Probe("", args)
            outcome = call(self.function, probe, self.names)
            if outcome.raised:
                raise _PropertyError(f"the function raised {outcome.error}: {outcome.error_text}")
            right = call_own(self.exercise.reference, probe)
            like = observed(self.exercise, right)
            answer = answer_on(self.exercise, outcome, like)
            if answer.leaves is None:
                raise _PropertyError(answer.unreadable)
            return restructured([leaf.array for leaf in answer.leaves], like)

        for prop in self.exercise.properties:
            for probe in self.probes:
                try:
                    problem = prop.holds(repeated, probe)
                except _PropertyError as error:
                    problem = text_of(error)
                if problem:
                    # No call to repeat: a property may make up its own arguments and names them.
                    finding = Finding(say.property_broken(prop.name, problem), say.on_probe(probe))
                    return self._done(WRONG_VALUES, [finding], failed=True)
        return None

    # what to say ----------------------------------------------------------------------------

    def _failed(self, status: str, findings: list[Finding]) -> Report:
        """A failure worth a diagnosis: a known mistake, else the structure of the answer."""
        mistake = named_mistake(self.exercise, self.probes, self.answers, self.wanted)
        named = None
        if mistake is not None:
            named = NamedMistake(mistake.id, mistake.sentence, mistake.fix)
        else:
            sentences = structural_findings(
                self.exercise, self._as_called, self.probes, self.answers, self.wanted
            )
            seen = [Finding(sentence) for sentence in sentences]
            findings = findings + seen if status == RAISED else seen + findings
        return self._done(status, findings, mistake=named, failed=True)

    def _as_called(self, *args: Any) -> Any:
        if self.names:
            return self.function(**dict(zip(self.names, args, strict=True)))
        return self.function(*args)

    def _raised_finding(self, index: int, outcome: Outcome, what: str) -> Finding:
        where = say.on_probe(self.probes[index])
        return Finding(what, where, self._call_text(index), trace=outcome.trace)

    def _call_text(self, index: int) -> str:
        return say.repeat_call(self.exercise.id, index, shown_name(self.function))

    def _at_worst(self, index: int) -> Finding:
        got, want = self.answers[index].leaves or [], self.wanted[index].leaves or []
        place, expected, given = worst_entry(got, want, self.exercise.entrywise)
        return Finding(
            say.wrong_value(place),
            say.on_probe(self.probes[index]),
            self._call_text(index),
            expected=expected,
            got=given,
        )

    def _with_outputs(self, got: list[Leaf], want: list[Leaf]) -> list[tuple[Leaf, Leaf, str]]:
        shapes = {out.name: out.shape for out in self.exercise.returns}
        return [
            (g, w, shapes.get(g.name.split("[")[0], "")) for g, w in zip(got, want, strict=True)
        ]

    def _done(
        self,
        status: str,
        findings: list[Finding],
        *,
        mistake: NamedMistake | None = None,
        gradient: tuple = (),
        failed: bool = False,
    ) -> Report:
        stages = tuple(
            Stage(
                name, True if i < self.passed else (False if failed and i == self.passed else None)
            )
            for i, name in enumerate(self.stage_names)
        )
        footer = say.footer(self.exercise, status, len(getattr(self, "probes", ())))
        return Report(
            exercise=self.exercise.id,
            title=self.exercise.title,
            status=status,
            stages=() if status == NOT_ATTEMPTED else stages,
            findings=tuple(findings),
            mistake=mistake,
            gradient=gradient,
            notes=tuple(self.notes),
            footer=footer,
        )
