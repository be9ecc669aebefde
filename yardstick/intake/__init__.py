"""Intake: raw files to typed, accepted rows in the lake (docs/intake.md, design data.md "Raw files")."""

from yardstick.intake.report import IntakeError, LoadReport
from yardstick.intake.run import load

__all__ = ["IntakeError", "LoadReport", "load"]
