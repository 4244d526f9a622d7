#!/usr/bin/env python3
"""Courses of pharmacodynamic responses, from the published equations, with concentrations in closed form.

    python3 make.py          write courses.csv (see README.md)
    python3 make.py --check  integrate again with an implicit method of another family and compare

A drug's concentration is a sum of exponentials of its disposition (numpy eigenvalues), superposed over
doses; only the response is integrated (scipy), piece by piece between doses.
"""
import csv
import os
import sys

import numpy as np
from scipy.integrate import quad, solve_ivp

HERE = os.path.dirname(os.path.abspath(__file__))
METHOD = ("DOP853", 3e-14)


# ---- dispositions: x' = A x + input; the last row may be an effect site
class Drug:
    """Amounts in `a`; `doses` are (time, amount, duration, compartment), duration 0 is at once."""

    def __init__(self, a, scale, doses, read):
        self.values, vectors = np.linalg.eig(np.array(a, float))
        inverse = np.linalg.inv(vectors)
        # x_read(t) after a unit into compartment k: sum over eigenvalues of weight exp(value t).
        self.weights = {k: scale * vectors[read] * inverse[:, k] for k in {d[3] for d in doses}}
        self.doses = doses

    def __call__(self, t):
        total = 0.0
        for start, amount, duration, into in self.doses:
            since = t - start
            if since < 0:
                continue
            w, l = self.weights[into], self.values
            if duration == 0:
                total += amount * (w * np.exp(l * since)).sum()
            else:
                ran = min(since, duration)
                total += amount / duration * (w / l * (np.exp(l * since) - np.exp(l * (since - ran)))).sum()
        return float(np.real(total))

    def stops(self):
        return [d[0] for d in self.doses] + [d[0] + d[2] for d in self.doses if d[2] > 0]


def oral(ka, cl, v, doses):
    """Depot and one compartment; doses (time, mg) by mouth."""
    return Drug([[-ka, 0], [ka, -cl / v]], 1 / v, [(t, d, 0, 0) for t, d in doses], 1)


def oral2(ka, cl, v1, q, v2, doses):
    a = [[-ka, 0, 0], [ka, -(cl + q) / v1, q / v2], [0, q / v1, -q / v2]]
    return Drug(a, 1 / v1, [(t, d, 0, 0) for t, d in doses], 1)


def vein2(k10, k12, k21, v, doses):
    return Drug([[-(k10 + k12), k21], [k12, -k21]], 1 / v, [(*d, 0) for d in doses], 0)


def vein3(k10, k12, k21, k13, k31, v, doses):
    a = [[-(k10 + k12 + k13), k21, k31], [k12, -k21, 0], [k13, 0, -k31]]
    return Drug(a, 1 / v, [(*d, 0) for d in doses], 0)


def broth(ke, doses):
    """A concentration that falls at one rate; doses are rises."""
    return Drug([[-ke]], 1.0, [(t, d, 0, 0) for t, d in doses], 0)


def hill(c, half, gamma):
    c = max(c, 0.0)
    return c**gamma / (half**gamma + c**gamma)


class Switch:
    """A step in the rates: integrated up to and on from there on the other side."""

    terminal = True

    def __init__(self, value, start):
        self.value, self.on = value, value(start) > 0
        self.direction = -1 if self.on else 1

    def __call__(self, t, y):
        return self.value(y)

    def turn(self):
        self.on, self.direction = not self.on, -self.direction


def integrate(rates, start, times, stops, size, switch=None):
    """States at `times`, integrated anew from each stop; atol is 1e-16 of the states' sizes."""
    method, rtol = METHOD
    cuts = sorted({0.0, *map(float, times), *(float(s) for s in stops if 0 <= s < max(times))})
    y, found = np.array(start, float), {0.0: np.array(start, float)}
    for a, b in zip(cuts, cuts[1:]):
        # A dose at an instant belongs to what follows it; the end of a piece to what went before.
        inside = lambda t, y, a=a, b=b: rates(min(max(t, a + 1e-12), b - 1e-12), y)
        at = a
        while at < b:
            run = solve_ivp(inside, (at, b), y, method, rtol=rtol, atol=1e-16 * np.array(size), events=switch)
            assert run.success, run.message
            if run.status == 1:
                switch.turn()
            y, at = run.y[:, -1], run.t[-1]
        found[b] = y
    return [found[float(t)] for t in times]


ROWS = []


def row(case, time, signal, value):
    ROWS.append((case, repr(float(time)), signal, repr(float(value))))


# ---- myelosuppression (Friberg 2002); umol become mg by molar mass, and Slope per umol/L per mg/L
def friberg(case, drug, circ0, mtt, gamma, effect, times):
    k = 4 / mtt

    def rates(t, y):
        prol, t1, t2, t3, circ = y
        return k * np.array([prol * ((1 - effect(drug(t))) * (circ0 / circ) ** gamma - 1),
                             prol - t1, t1 - t2, t2 - t3, t3 - circ])

    for t, y in zip(times, integrate(rates, [circ0] * 5, times, drug.stops(), [circ0] * 5)):
        row(case, t, "concentration", drug(t))
        row(case, t, "cells", y[4])


PACLITAXEL, DOCETAXEL = 0.854, 0.808  # mg/umol


def paclitaxel(cl, doses):
    v1, q, v2 = 290.0, 204.0, 995.0
    mg = [(t, umol * PACLITAXEL, hours) for t, umol, hours in doses]
    return vein2(cl / v1, q / v1, q / v2, v1, mg)


SUBJECTS_B = [(285.0, 7.21, 124.0, 28.9), (210.0, 5.1, 98.0, 19.0), (350.0, 11.3, 151.0, 42.5)]


def myelosuppression():
    cycles = [(0.0, 300.0, 3.0), (504.0, 300.0, 3.0), (1008.0, 300.0, 3.0)]
    times = [1, 2.5, 6, *range(84, 1513, 84)]
    for k, (cl, circ0, mtt, slope) in enumerate(SUBJECTS_B):
        slope /= PACLITAXEL
        friberg(f"myelosuppression {k}", paclitaxel(cl, cycles), circ0, mtt, 0.239, lambda c: slope * c, times)
    # 100 mg/m2 of docetaxel over an hour in a person of 1.8 m2.
    drug = vein3(5.2, 1.06, 1.51, 1.26, 0.084, 7.4, [(0.0, 180.0, 1.0)])
    times = [6, *range(24, 22 * 24, 24)]
    friberg("docetaxel linear", drug, 5.05, 88.7, 0.161, lambda c: 8.58 * c / DOCETAXEL, times)
    friberg("docetaxel emax", drug, 5.05, 89.3, 0.163,
            lambda c: 83.9 * c / (7.17 * DOCETAXEL + c), times)


# ---- tumour in mice (Simeoni 2004): doses mg/kg, volumes L/kg, days; k2 per ng/mL is 1000 per mg/L
SUBJECTS_C = [(0.273, 0.814, 0.968, 6.29e-4), (0.21, 1.1, 0.7, 4.1e-4), (0.33, 0.6, 1.3, 9.0e-4)]


def simeoni():
    drug = vein2(20.832, 0.144, 2.0112, 0.81, [(8.0, 30.0, 0), (12.0, 30.0, 0), (16.0, 30.0, 0)])
    times = [1.5 * k for k in range(1, 21)]
    for k, (l0, l1, k1, k2) in enumerate(SUBJECTS_C):

        def rates(t, y):
            x1, x2, x3, x4 = y
            c, w = 1000 * drug(t), sum(y)
            return [l0 * x1 / (1 + (l0 / l1 * w) ** 20) ** 0.05 - k2 * c * x1,
                    k2 * c * x1 - k1 * x2, k1 * (x2 - x3), k1 * (x3 - x4)]

        for t, y in zip(times, integrate(rates, [0.055, 0, 0, 0], times, drug.stops(), [0.05] * 4)):
            row(f"simeoni {k}", t, "tumour", sum(y))


# ---- indirect responses (Dayneka 1993): 100 mg by mouth each day for a week
def indirect():
    drug = oral(1.0, 2.0, 20.0, [(24.0 * k, 100.0) for k in range(7)])
    times = [0.5, *range(7, 169, 7)]
    for kind, top in ((1, 0.9), (2, 0.9), (3, 2.5), (4, 2.5)):

        def rates(t, y):
            e = top * hill(drug(t), 0.5, 1.5)
            make, lose = {1: (1 - e, 1), 2: (1, 1 - e), 3: (1 + e, 1), 4: (1, 1 + e)}[kind]
            return [10.0 * make - 0.1 * lose * y[0]]

        for t, y in zip(times, integrate(rates, [100.0], times, drug.stops(), [100.0])):
            row(f"indirect {kind}", t, "response", y[0])


# ---- bacteria
def nielsen():
    """Benzylpenicillin at 16 times its MIC of 0.012 mg/L, half-life one hour, and again after 8 and 16 h."""
    drug = broth(np.log(2) + 0.020, [(0.0, 0.192), (8.0, 0.192), (16.0, 0.192)])
    rest = (1 - 0.88) * 0.0652

    def rates(t, y):
        s, r = y
        ksr = (1.46 - 0.187) / 5.00e8 * (s + r)
        kill = 2.70 * hill(drug(t), 0.00531, 1.06)
        return [1.46 * s - (0.187 + kill) * s - ksr * s, ksr * s - 0.187 * r]

    times = [0.5, 1, 2, 3, 4, 6, 8, 10, 12, 16, 18, 20, 24]
    start = [1e6 * (1 - rest), 1e6 * rest]
    for t, y in zip(times, integrate(rates, start, times, drug.stops(), [1.0, 1.0])):
        row("nielsen", t, "bacteria", sum(y))


def mohamed():
    """Gentamicin to 8 mg/L every 24 h, falling at 0.15 /h (chosen, not published)."""
    drug = broth(0.15, [(0.0, 8.0), (24.0, 8.0), (48.0, 8.0)])
    net, beta = 2.00 - 0.179, (2.00 - 0.179) / 8.26e8

    start = [4.83e5, 0, 0]
    crowded = Switch(lambda y: y[0] + y[1] - 2.09e6, start)

    def rates(t, y):
        s, r, on = y
        ksr = beta * (s + r) if crowded.on else 0.0
        c = drug(t)
        kill = 51.0 * (1 - on / (0.113 + on)) * c / (9.93 + c)
        return [(net - kill - ksr) * s, ksr * s - 0.179 * r, 0.0426 * c * (1 - on) - 0.0139 * on]

    times = [0.5, 1, 2, 4, 8, 12, 16, 20, 24, 26, 30, 36, 48, 50, 60, 72]
    for t, y in zip(times, integrate(rates, start, times, drug.stops(), [1.0, 1.0, 1.0], crowded)):
        row("mohamed", t, "bacteria", y[0] + y[1])
        row("mohamed", t, "kill_left", 51.0 * 0.113 / (0.113 + y[2]))


def regoes():
    """Ciprofloxacin, 1 mg/L every 12 h falling with a half-life of 4 h (chosen); a millionth with 16 zMIC."""
    drug = broth(np.log(2) / 4, [(0.0, 1.0), (12.0, 1.0)])
    top, low, kappa = 0.88, -6.5, 1.1

    def psi(t, zmic):
        x = (drug(t) / zmic) ** kappa
        return top - (top - low) * x / (x - low / top)

    for t in [1, 2, 4, 8, 11, 14, 18, 24, 36, 48]:
        total = 0.0
        for share, zmic in ((1 - 1e-6, 0.017), (1e-6, 16 * 0.017)):
            cuts = [c for c in (0, 6, 12, 18, 24, 36, 48) if c < t] + [t]
            grown = sum(quad(psi, a + 1e-13, b - 1e-13, (zmic,), epsabs=1e-13, epsrel=1e-13)[0]
                        for a, b in zip(cuts, cuts[1:]))
            total += share * np.exp(grown)
        row("regoes", t, "log_change", np.log10(total))


# ---- warfarin: 2.5 mg of S-warfarin a day for two weeks, then none; CYP2C9 *1/*3, VKORC1 GA, 71 years
def warfarin():
    times = [12, *range(24, 24 * 22, 48)]
    doses = [(24.0 * k, 2.5) for k in range(14)]
    drug = oral2(2.0, 0.314 * (1 - 0.453), 13.8, 0.131, 6.59, doses)
    for reading, stage in (("chain", 11.6 / 6), ("stage", 11.6)):

        def rates(t, y):
            made = 1 - hill(drug(t), 3.02, 0.424)
            chain = [made, *y[:6]]
            return [(chain[k] - y[k]) / stage for k in range(6)] + [(made - y[6]) / 120.0]

        for t, y in zip(times, integrate(rates, [1.0] * 7, times, drug.stops(), [1.0] * 7)):
            row(f"hamberg 2007 {reading}", t, "inr", 1 + 20 * (1 - y[5] * y[6]) ** 3.61)
    ka, cl, v = 2.0, 0.174 + 0.0422, 14.3
    drug = oral(ka, cl, v, doses)
    kde, edk50 = cl / v, cl * (2.05 + 0.96)

    def rates(t, y):
        made = 1 - hill(kde * v * drug(t), edk50, 1.15)  # from the rate of loss, as the paper has it
        return [3 / 28.6 * (a - b) for a, b in zip([made, *y[:2]], y[:3])] \
            + [3 / 118.3 * (a - b) for a, b in zip([made, *y[3:5]], y[3:])]

    for t, y in zip(times, integrate(rates, [1.0] * 6, times, drug.stops(), [1.0] * 6)):
        row("hamberg 2010", t, "inr", 1 + 20 * (1 - (y[2] + y[5]) / 2))


# ---- hepatitis C (Neumann 1998), numbers of mrgsolve's viral1; production blocked by 95 %
def neumann():
    s, d, b, delta, p, c = 61.7e3, 1 / 300, 5.5e-7, 0.4, 25.0, 8.0
    target = c * delta / (b * p)
    virus = (s / target - d) / b
    start = [target, c * virus / p, virus]
    rates = lambda t, y: [s - d * y[0] - b * y[2] * y[0], b * y[2] * y[0] - delta * y[1], 0.05 * p * y[1] - c * y[2]]
    times = [0.25, 0.5, 1, 2, 3, 5, 7, 14, 28, 56]
    for t, y in zip(times, integrate(rates, start, times, [], start)):
        row("neumann", t, "virus", y[2])


# ---- bispectral index (Eleveld 2018) after 140 mg of propofol over 30 s in a person of 70 kg (Marsh 1991)
def bis():
    k10, k12, k13, k21, k31, ke0 = 0.119, 0.112, 0.042, 0.055, 0.0033, 0.26
    v = 0.228 * 70
    a = [[-(k10 + k12 + k13), k21, k31, 0], [k12, -k21, 0, 0], [k13, 0, -k31, 0], [ke0 / v, 0, 0, -ke0]]
    drug = Drug(np.array(a) / 60, 1.0, [(0.0, 140.0, 30.0, 0)], 3)  # seconds

    def index(t):
        ce = drug(t)
        return 93 * (1 - hill(ce, 3.08, 1.89 if ce > 3.08 else 1.47))

    def rates(t, y):
        return [4 / 21 * (a - b) for a, b in zip([index(t), *y[:3]], y)]

    # Where the steepness changes: the effect site passes Ce50.
    from scipy.optimize import brentq
    peak = max(np.linspace(1, 600, 600), key=drug)
    turns = [] if drug(peak) < 3.08 else [brentq(lambda t: drug(t) - 3.08, 1e-9, peak, xtol=1e-13),
                                          brentq(lambda t: drug(t) - 3.08, peak, 3600, xtol=1e-13)]
    times = [10, 20, 30, 45, 60, 90, 120, 180, 240, 300, 420, 600, 900]
    for t, y in zip(times, integrate(rates, [93.0] * 4, times, [*drug.stops(), *turns], [93.0] * 4)):
        row("bis", t, "index", index(t))
        row("bis", t, "shown", y[3])


def make():
    for part in (myelosuppression, simeoni, indirect, nielsen, mohamed, regoes, warfarin, neumann, bis):
        part()


def main():
    global METHOD
    make()
    if sys.argv[1:] == ["--check"]:
        first = [float(r[3]) for r in ROWS]
        names = [r[0] for r in ROWS]
        ROWS.clear()
        METHOD = ("Radau", 1e-9)
        make()
        worst = {}
        for name, a, r in zip(names, first, ROWS):
            worst[name] = max(worst.get(name, 0.0), abs(float(r[3]) / a - 1))
        for name, difference in worst.items():
            print(f"{name}: {difference:.1e}")
        return
    with open(os.path.join(HERE, "courses.csv"), "w", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(["case", "time", "signal", "value"])
        out.writerows(ROWS)


if __name__ == "__main__":
    main()
