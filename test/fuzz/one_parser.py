"""Lets one thread at a time make a syntax tree.

Hypothesis reads the source of functions while it looks into its strategies, in each worker's thread. Python 3.11 counts
how deep it is in a tree for all threads together: where garbage is collected meanwhile, and another thread gets its turn
and reads too, that raises `SystemError: AST constructor recursion depth mismatch`.
"""

import ast
import threading

_lock = threading.RLock()
_parse = ast.parse


def _parse_alone(*args, **kwargs):
    with _lock:
        return _parse(*args, **kwargs)


ast.parse = _parse_alone
