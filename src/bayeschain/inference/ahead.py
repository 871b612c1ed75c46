"""Results computed by threads a little before they are needed."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

THREADS: Final = 2


def ahead[Given, Found](function: Callable[[Given], Found], items: Iterable[Given]) -> Iterator[Found]:
    """`map` in threads, in order, that holds no more than a few results at a time.

    Parameters
    ----------
    function : callable
        Numpy's work on stacks of matrices, which lets go of the interpreter's lock.
    items : iterable

    Yields
    ------
    object
        What the function returned of each item; what it raises is raised here.
    """
    with ThreadPoolExecutor(THREADS) as pool:
        waiting = deque[Future[Found]]()
        for item in items:
            waiting.append(pool.submit(function, item))
            if len(waiting) > THREADS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
