"""What is given back before processes are forked."""

from functools import cache, lru_cache

from coffret.base import memory, pool


@lru_cache(maxsize=1000)
def _large(number: int) -> int:
    return number + 1


@lru_cache(maxsize=2)
def _small(number: int) -> int:
    return number + 1


@cache
def _made_once() -> object:
    return object()


def test_large_caches_are_emptied_and_what_is_made_once_stays():
    _large(1), _small(1)
    made = _made_once()
    memory.release()
    assert _large.cache_info().currsize == 0
    assert _small.cache_info().currsize == 1
    assert _made_once() is made
    assert _large(1) == 2


def _left_by_earlier_work() -> int:
    _large(1)
    memory.release()
    return _large.cache_info().currsize


def test_so_are_those_that_a_process_of_its_own_inherited():
    _large(2)
    assert pool.apart(_left_by_earlier_work) == 0
