#!/usr/bin/env python3
"""Derives the interpolant of order 4 in engine/src/solve/bs5.rs; needs nothing but Python.

    python3 bs5_interpolant.py

Hermite's cubic through both ends of a step errs by s^2 (1 - s)^2 y''''(t) h^4 / 24 and more. A
weighted sum of the eight stages gives that term where it meets the order conditions of all rooted
trees up to order 4 (none of an order below 4, 1/density of those of order 4). Two weights stay free:
they make the sum of squares of the conditions of order 5, in the middle of the step, least (zero, as
it turns out, to rounding). Prints the weights of all stages for s, s^2, s^3 and s^4.
"""
from fractions import Fraction as F

A = [
    [],
    [F(1, 6)],
    [F(2, 27), F(4, 27)],
    [F(183, 1372), F(-162, 343), F(1053, 1372)],
    [F(68, 297), F(-4, 11), F(42, 143), F(1960, 3861)],
    [F(597, 22528), F(81, 352), F(63099, 585728), F(58653, 366080), F(4617, 20480)],
    [F(174197, 959244), F(-30942, 79937), F(8152137, 19744439), F(666106, 1039181),
     F(-29421, 29068), F(482048, 414219)],
    [F(587, 8064), F(0), F(4440339, 15491840), F(24353, 124800), F(387, 44800), F(2152, 5985),
     F(7267, 94080)],
]
STAGES = len(A)
A = [row + [F(0)] * (STAGES - len(row)) for row in A]
B = A[-1]


def trees(order):
    """(density, weights of the stages) of each rooted tree of an order."""
    if order == 1:
        return [(1, [F(1)] * STAGES)]
    found = {}

    def grow(left, last, density, weights, name):
        if left == 0:
            found[name] = (density * order, weights)
            return
        for size in range(min(left, last[0]), 0, -1):
            for number, (own, inner) in enumerate(trees(size)):
                if (size, number) <= last:
                    through = [sum(a * w for a, w in zip(row, inner)) for row in A]
                    more = [w * t for w, t in zip(weights, through)]
                    grow(left - size, (size, number), density * own, more, (*name, (size, number)))

    grow(order - 1, (order, 10**9), 1, [F(1)] * STAGES, ())
    return list(found.values())


def solve(rows):
    """Gauss-Jordan; rows end in their right side. Pivot rows and their columns."""
    rows, pivots, done = [row[:] for row in rows], [], 0
    for column in range(len(rows[0]) - 1):
        pivot = next((i for i in range(done, len(rows)) if rows[i][column] != 0), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        rows[done] = [value / rows[done][column] for value in rows[done]]
        for i, row in enumerate(rows):
            if i != done:
                rows[i] = [x - row[column] * y for x, y in zip(row, rows[done])]
        pivots.append(column)
        done += 1
    assert not any(row[-1] for row in rows[done:])
    return rows[:done], pivots


conditions = [
    weights + [F(order == 4) / density] for order in range(1, 5) for density, weights in trees(order)
]
rows, pivots = solve(conditions)
free = [stage for stage in range(STAGES) if stage not in pivots]


def with_free(values):
    weights = [F(0)] * STAGES
    for stage, value in zip(free, values):
        weights[stage] = value
    for row, pivot in zip(rows, pivots):
        weights[pivot] = row[-1] - sum(row[stage] * weights[stage] for stage in free)
    return weights


rest = with_free([F(0)] * len(free))
ways = []
for number in range(len(free)):
    unit = with_free([F(number == other) for other in range(len(free))])
    ways.append([u - r for u, r in zip(unit, rest)])
dot = lambda left, right: sum(x * y for x, y in zip(left, right))
slopes = [[dot(way, weights) for way in ways] for _, weights in trees(5)]
# Of order 5 the cubic leaves s^2 (1 - s)^2 (2 + s) / density.
wanted = [F(5, 2) / density - dot(rest, weights) for density, weights in trees(5)]
normal = [
    [dot([s[i] for s in slopes], [s[j] for s in slopes]) for j in range(len(free))]
    + [dot([s[i] for s in slopes], wanted)]
    for i in range(len(free))
]
fourth = with_free([row[-1] for row in solve(normal)[0]])
left = [dot(fourth, weights) - F(5, 2) / density for density, weights in trees(5)]
print("left of order 5 in the middle:", float(max(map(abs, left))))
start, end = [F(n == 0) for n in range(STAGES)], [F(n == STAGES - 1) for n in range(STAGES)]
print("s  ", [float(x) for x in start])
print("s^2", [float(3 * b - 2 * s - e + d) for b, s, e, d in zip(B, start, end, fourth)])
print("s^3", [float(s + e - 2 * b - 2 * d) for b, s, e, d in zip(B, start, end, fourth)])
print("s^4", [float(d) for d in fourth])
