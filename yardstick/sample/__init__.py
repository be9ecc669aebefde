"""Two invented cities, complete from ballot to decision, with planted truths: ``make_sample``."""

from yardstick.sample.make import DEFAULT_SEED, SampleReport, make_sample
from yardstick.sample.plan import SampleError, parse_years

__all__ = ["DEFAULT_SEED", "SampleError", "SampleReport", "make_sample", "parse_years"]
