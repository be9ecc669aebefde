"""Trials: what would happen with other decisions, computed beside the user's data and compared with the release."""

from yardstick.trial.compare import CompareError, Comparison, Release, compare_releases, open_release
from yardstick.trial.make import Trial, TrialError, make_trial

__all__ = [
    "CompareError",
    "Comparison",
    "Release",
    "Trial",
    "TrialError",
    "compare_releases",
    "make_trial",
    "open_release",
]
