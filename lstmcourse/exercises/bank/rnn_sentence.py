"""Exercises of this chapter."""

EXERCISES: tuple = ()
