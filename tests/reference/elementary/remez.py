#!/usr/bin/env python3
"""Coefficients of the polynomial in physiology/src/elementary.rs (exp).

    pip install mpmath && python3 remez.py

Finds q of degree 9 that minimises the largest relative error of 1 + r + r^2 q(r) against exp(r)
over |r| <= 0.347 (half of ln 2 = 0.34657, and a little for the rounding of the reduction), by the
Remez exchange in 60 digits, and prints the coefficients rounded to binary64, with the error that
the rounded coefficients have.
"""
import struct

from mpmath import exp, linspace, lu_solve, matrix, mp, mpf

mp.dps = 60
DEGREE, EDGE = 9, mpf("0.347")


def error(r, c):
    q = sum(k * r**i for i, k in enumerate(c))
    return (1 + r + r * r * q) / exp(r) - 1


def extrema(c):
    """The largest |error| between neighbouring changes of sign, on a fine grid."""
    grid = linspace(-EDGE, EDGE, 8001)
    values = [error(r, c) for r in grid]
    out, best = [], 0
    for i in range(1, len(grid)):
        if values[i] * values[best] < 0:
            out.append(grid[best])
            best = i
        elif abs(values[i]) > abs(values[best]):
            best = i
    return out + [grid[best]]


def main():
    n = DEGREE + 2
    # The error vanishes doubly at 0 (1 and r are fixed), so the reference avoids the middle.
    points = [EDGE * mp.cos(mp.pi * (2 * i + 1) / (2 * n)) for i in range(n)]
    points = [p if abs(p) > EDGE / 20 else EDGE / 8 for p in points]
    for _ in range(12):
        a, b = matrix(n, n), matrix(n, 1)
        for i, r in enumerate(sorted(points)):
            for j in range(DEGREE + 1):
                a[i, j] = r ** (j + 2) / exp(r)
            a[i, n - 1] = (-1) ** i
            b[i] = 1 - (1 + r) / exp(r)
        c = list(lu_solve(a, b))[: DEGREE + 1]
        found = extrema(c)
        if len(found) < n:
            break
        # Keep the run of alternating points with the largest errors.
        while len(found) > n:
            found.pop(0 if abs(error(found[0], c)) < abs(error(found[-1], c)) else -1)
        points = found
    rounded = [mpf(float(k)) for k in c]
    for i, k in enumerate(rounded):
        print(f"r^{i + 2}: {float(k)!r:26} {struct.pack('>d', float(k)).hex()}")
    for name, k in (("exact", c), ("rounded", rounded)):
        print(name, mp.nstr(max(abs(error(r, k)) for r in linspace(-EDGE, EDGE, 4001)), 4))


if __name__ == "__main__":
    main()
