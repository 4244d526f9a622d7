#!/usr/bin/env python3
"""Reference values of three classic stiff problems, by a Radau IIA method of order 13 in 36 digits.

    python3 make.py          write reference.csv (see README.md); needs gmpy2 and mpmath
    python3 make.py --check  compare reference.csv with another order and tolerance, scipy, published values
"""
import csv
import os
import sys

import gmpy2
import mpmath as mp

gmpy2.get_context().precision = 120
HERE = os.path.dirname(os.path.abspath(__file__))
F = gmpy2.mpfr


def robertson(y):
    a, b, c = F("0.04"), F(10) ** 4, F(3) * F(10) ** 7
    y1, y2, y3 = y
    r1, r2, r3 = a * y1, b * y2 * y3, c * y2 * y2
    jac = [[-a, b * y3, b * y2], [a, -b * y3 - 2 * c * y2, -b * y2], [F(0), 2 * c * y2, F(0)]]
    return [-r1 + r2, r1 - r2 - r3, r3], jac


def vanderpol(y):
    eps = F(10) ** -6
    f = [y[1], ((1 - y[0] ** 2) * y[1] - y[0]) / eps]
    return f, [[F(0), F(1)], [(-2 * y[0] * y[1] - 1) / eps, (1 - y[0] ** 2) / eps]]


HIRES = [[F(v) for v in row.split()] for row in (  # the linear part
    "-1.71 0.43 8.32 0 0 0 0 0", "1.71 -8.75 0 0 0 0 0 0", "0 0 -10.03 0.43 0.035 0 0 0",
    "0 8.32 1.71 -1.12 0 0 0 0", "0 0 0 0 -1.745 0.43 0.43 0", "0 0 0 0.69 1.71 -0.43 0.69 0",
    "0 0 0 0 0 0 -1.81 0", "0 0 0 0 0 0 1.81 0")]


def hires(y):
    f = [sum(a * v for a, v in zip(row, y)) for row in HIRES]
    f[0] += F("0.0007")
    jac = [row[:] for row in HIRES]
    for i, sign in ((5, -1), (6, 1), (7, -1)):
        f[i] += sign * 280 * y[5] * y[7]
        jac[i][5] += sign * 280 * y[7]
        jac[i][7] += sign * 280 * y[5]
    return f, jac


PROBLEMS = {  # right-hand side, start, output times, scale below which an error is measured absolutely
    "robertson": (robertson, "1 0 0", "0.4 4 40 400 4e3 4e4 4e5 4e6 4e7 4e8 4e9 4e10 1e11", F(10) ** -18),
    "vanderpol": (vanderpol, "2 0", "0.5 0.8 0.805 1 1.5 2", F(10) ** -6),
    "hires": (hires, "1 0 0 0 0 0 0 0.0057", "5 50 321.8122 421.8122", F(10) ** -9),
}


def radau(s):
    """Runge-Kutta matrix of the s-stage Radau IIA method."""
    mp.mp.dps = 50
    poly = [mp.mpf(1)]  # x^(s-1) (x-1)^s, highest power first; its derivative s-1 has the nodes as roots
    for root in [0] * (s - 1) + [1] * s:
        poly = [a - root * b for a, b in zip(poly + [0], [0] + poly)]
    for _ in range(s - 1):
        poly = [(len(poly) - 1 - i) * a for i, a in enumerate(poly[:-1])]
    c = sorted(mp.re(r) for r in mp.polyroots(poly, maxsteps=500, extraprec=400))
    v = mp.matrix([[ci**j for j in range(s)] for ci in c])
    w = mp.matrix([[ci ** (j + 1) / (j + 1) for j in range(s)] for ci in c])
    a = w * v**-1
    return [[F(mp.nstr(a[i, j], 45)) for j in range(s)] for i in range(s)]


def factor(m):
    """LU decomposition in place with row exchanges; returns the order of the rows."""
    n, order = len(m), list(range(len(m)))
    for k in range(n):
        best = max(range(k, n), key=lambda i: abs(m[i][k]))
        m[k], m[best], order[k], order[best] = m[best], m[k], order[best], order[k]
        for i in range(k + 1, n):
            if m[i][k]:
                q = m[i][k] = m[i][k] / m[k][k]
                row, top = m[i], m[k]
                for j in range(k + 1, n):
                    row[j] -= q * top[j]
    return order


def backsolve(m, order, b):
    x = [b[i] for i in order]
    for i in range(len(x)):
        x[i] -= sum(m[i][j] * x[j] for j in range(i))
    for i in reversed(range(len(x))):
        x[i] = (x[i] - sum(m[i][j] * x[j] for j in range(i + 1, len(x)))) / m[i][i]
    return x


def step(rhs, a, y, h):
    """One implicit step; None if the simplified Newton iteration does not converge."""
    s, n = len(a), len(y)
    _, jac = rhs(y)
    big = [[(i == j and p == q) - h * a[i][j] * jac[p][q] for j in range(s) for q in range(n)]
           for i in range(s) for p in range(n)]
    order = factor(big)
    z, last = [F(0)] * (s * n), None
    size = max(abs(v) for v in y)
    for _ in range(60):
        f = [rhs([y[p] + z[i * n + p] for p in range(n)])[0] for i in range(s)]
        dz = backsolve(big, order, [h * sum(a[i][j] * f[j][p] for j in range(s)) - z[i * n + p]
                                    for i in range(s) for p in range(n)])
        z = [u + v for u, v in zip(z, dz)]
        norm = max(abs(v) for v in dz)
        if norm < F(10) ** -31 * size:
            return [y[p] + z[(s - 1) * n + p] for p in range(n)]
        if last is not None and norm > last / 2:
            return None
        last = norm
    return None


def integrate(name, s=7, tol=F(10) ** -19):
    """Values at the output times; each step is compared with two half steps, which are kept."""
    rhs, start, times, floor = PROBLEMS[name]
    a, y, t, h, out, count = radau(s), [F(v) for v in start.split()], F(0), F(10) ** -7, [], 0
    for stop in [F(v) for v in times.split()]:
        while t < stop:
            last = h >= stop - t
            use = stop - t if last else h
            one = step(rhs, a, y, use)
            half = one and step(rhs, a, y, use / 2)
            two = half and step(rhs, a, half, use / 2)
            if two is None:
                h = use / 4
                continue
            err = max(abs(u - v) / (abs(v) + floor) for u, v in zip(one, two)) / tol
            grow = min(F(5), max(F("0.2"), F("0.9") * (err + F(10) ** -30) ** (F(-1) / (2 * s))))
            if err <= 1:
                y, t, count = two, (stop if last else t + use), count + 1
                h = max(h, use * grow) if last else use * grow
            else:
                h = use * grow
        out.append((stop, y))
    print(f"{name}: {count} steps, {s} stages", file=sys.stderr, flush=True)
    return out


def check():
    import numpy as np
    from scipy.integrate import solve_ivp
    with open(os.path.join(HERE, "reference.csv"), newline="") as f:
        rows = list(csv.DictReader(f))
    published = {  # Test Set for IVP Solvers (Bari)
        "robertson": ("1e11", "0.2083340149701255e-7 0.8333360770334713e-13 0.9999999791665050"),
        "vanderpol": ("2", "0.1706167732170483e1 -0.8928097010247975"),
        "hires": ("321.8122", "0.7371312573325668e-3 0.1442485726316185e-3 0.5888729740967575e-4 "
                  "0.1175651343283149e-2 0.2386356198831331e-2 0.6238968252742796e-2 "
                  "0.2849998395185769e-2 0.2850001604814231e-2"),
    }
    for name, (rhs, start, times, _) in PROBLEMS.items():
        mine = {}
        for r in rows:
            if r["problem"] == name:
                mine.setdefault(F(r["t"]), []).append(F(r["value"]))
        other = integrate(name, s=5, tol=F(10) ** -16)
        worst = max(abs(u / v - 1) for t, y in other for u, v in zip(y, mine[t]))
        t, values = published[name]
        pub = max(abs(F(u) / v - 1) for u, v in zip(values.split(), mine[F(t)]))
        y0 = np.array([float(v) for v in start.split()])
        stops = [float(v) for v in times.split()]
        sol = solve_ivp(lambda _t, y: [float(v) for v in rhs(y.tolist())[0]], (0, stops[-1]), y0, "Radau", stops,
                        rtol=1e-12, atol=1e-20 if name == "robertson" else 1e-13,
                        jac=lambda _t, y: np.array(rhs(y.tolist())[1], dtype=float))
        sci = max(abs(sol.y[i, k] / float(v) - 1) for k, t in enumerate(times.split()) for i, v in enumerate(mine[F(t)]))
        print(f"{name}: relative difference, 5 stages {float(worst):.1e}, published {float(pub):.1e}, scipy Radau {sci:.1e}")


def main():
    with open(os.path.join(HERE, "reference.csv"), "w") as f:
        f.write("problem,t,component,value\n")
        for name, (_, _, times, _) in PROBLEMS.items():
            for text, (_, y) in zip(times.split(), integrate(name)):
                for i, v in enumerate(y):
                    f.write(f"{name},{text},{i + 1},{v:.16e}\n")


if __name__ == "__main__":
    check() if sys.argv[1:] == ["--check"] else main()
