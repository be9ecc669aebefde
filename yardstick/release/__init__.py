"""Releases: what the dashboard reads. A clean ``dbt build`` leaves a draft; nothing ever changes a release in place."""

from yardstick.release.current import current_release, read_manifest
from yardstick.release.draft import DraftRelease, is_whole_build

__all__ = ["DraftRelease", "current_release", "is_whole_build", "read_manifest"]
