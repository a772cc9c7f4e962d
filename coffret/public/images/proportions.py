"""Proportions by steps of 2 %: the content policy forbids inline styles, so a picture's proportion is a class."""

import math

# From a scroll to a panorama; beyond, the box keeps the limit and the picture stands whole inside it.
NARROWEST, WIDEST, STEP = 0.3, 3.5, math.log(1.02)
STEPS = math.ceil(math.log(WIDEST / NARROWEST) / STEP) + 1


def step_of(ratio: float) -> int:
    """Return the step of a proportion (width ÷ height)."""
    within = min(max(ratio, NARROWEST), WIDEST)
    return round(math.log(within / NARROWEST) / STEP)


def ratio_of(step: int) -> float:
    """Return the proportion a step stands for."""
    return NARROWEST * math.exp(step * STEP)
