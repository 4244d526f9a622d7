#!/usr/bin/env python3
"""Checks the explicit pairs of engine/src/solve against the order conditions of rooted trees.

    python3 order_conditions.py        (needs mpmath)

Prints, for each method, the largest residual of the conditions of each order: about 1e-16 up to the
method's order (the tables are doubles), and clearly not zero beyond it. J. C. Butcher, Numerical
Methods for Ordinary Differential Equations, 3rd ed. 2016, section 31.
"""
import functools
import os
import re

import mpmath as mp

mp.mp.dps = 40
SOLVE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../engine/src/solve")


@functools.lru_cache(None)
def trees(n):
    """Rooted trees of n vertices, as sorted tuples of subtrees."""
    if n == 1:
        return [()]
    found = set()

    def split(rest, most, chosen):
        if rest == 0:
            found.add(tuple(sorted(chosen)))
            return
        for size in range(min(rest, most), 0, -1):
            for tree in trees(size):
                split(rest - size, size, chosen + [tree])

    split(n - 1, n - 1, [])
    return sorted(found)


def size(tree):
    return 1 + sum(map(size, tree))


def density(tree):
    result = mp.mpf(size(tree))
    for branch in tree:
        result *= density(branch)
    return result


def weights(tree, a):
    n = len(a)
    result = [mp.mpf(1)] * n
    for branch in tree:
        inner = weights(branch, a)
        result = [result[i] * mp.fsum(a[i][j] * inner[j] for j in range(n)) for i in range(n)]
    return result


def table(name):
    text = open(os.path.join(SOLVE, name)).read()
    text = re.sub(r"\s+", " ", text)
    rows = {m[0]: [mp.mpf(v.strip()) for v in m[1].split(",") if v.strip()]
            for m in re.findall(r"const (A\d+|B|C|ERROR|ERROR_TOO): \[f64; \d+\] = \[([^\]]*)\]", text)}
    last = rows.get("B") or rows["A12"]
    stages = len(last)
    a = [[mp.mpf(0)] * stages for _ in range(stages)]
    for i in range(1, stages):
        for j, value in enumerate(rows[f"A{i}"]):
            a[i][j] = value
    return a, last, rows["C"][:stages], [rows[e] for e in ("ERROR", "ERROR_TOO") if e in rows]


for name, order in (("bs5.rs", 5), ("tsit5.rs", 5), ("dop853.rs", 8)):
    a, b, c, errors = table(name)
    print(name, "row sums:", mp.nstr(max(abs(mp.fsum(row) - node) for row, node in zip(a, c)), 3))
    for q in range(1, order + 2):
        worst = max(
            abs(mp.fsum(b[i] * w for i, w in enumerate(weights(tree, a))) * density(tree) - 1) for tree in trees(q)
        )
        print(f"  order {q}: {mp.nstr(worst, 3)}")
    # An estimate of the error is no sum at all for the orders that both methods of a pair have. Estimates
    # with a weight for the next step's first stage take the rates at the step's end.
    a = [row + [mp.mpf(0)] for row in a] + [list(b) + [mp.mpf(0)]]
    for error in errors if order == 5 else []:
        for q in range(1, order + 1):
            worst = max(abs(mp.fsum(e * w for e, w in zip(error, weights(tree, a)))) for tree in trees(q))
            print(f"  error estimate, order {q}: {mp.nstr(worst, 3)}")
