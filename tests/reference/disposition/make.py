#!/usr/bin/env python3
"""Exact concentrations of 1-, 2- and 3-compartment drug disposition by the matrix exponential in 50 digits.

    python3 make.py          write parameters.csv, doses.csv, concentrations.csv (see README.md)
    python3 make.py --check  compare with sums of exponentials and with an ODE solver
"""
import os
import sys

import mpmath as mp

mp.mp.dps = 50
HERE = os.path.dirname(os.path.abspath(__file__))
F = mp.mpf

# ---- models: rate constants in 1/unit of time, volume in L, weight in kg
KG = {"theophylline": F("79.6"), "vancomycin": F(70), "propofol": F(70)}
UNIT = {"theophylline": "h", "vancomycin": "h", "propofol": "min"}


def models():
    ke, ka = mp.exp(F("-2.45465")), mp.exp(F("0.46550"))
    theo = {"v": mp.exp(F("-3.22720")) * KG["theophylline"] / ke, "ka": ka, "k10": ke, "ke0": F("0.5")}
    cl, v1, v2, q = F("2.99"), F("0.675") * 70, F("0.732") * 70, F("2.28")
    vanco = {"v": v1, "ka": F(1), "k10": cl / v1, "k12": q / v1, "k21": q / v2, "ke0": F("0.5")}
    prop = {"v": F("0.228") * 70, "ka": F("0.05"), "k10": F("0.119"), "k12": F("0.112"), "k21": F("0.055"),
            "k13": F("0.042"), "k31": F("0.0033"), "ke0": F("0.26")}
    zero = {k: F(0) for k in ("k10", "k12", "k21", "k13", "k31")}
    return {n: {**zero, **m} for n, m in (("theophylline", theo), ("vancomycin", vanco), ("propofol", prop))}


# ---- doses (time, amount mg, duration; route): depot and bolus enter at once, an infusion lasts `duration`
def regimens():
    theo = F("4.02") * KG["theophylline"]
    return {
        ("theophylline", "oral"): [("depot", F(0), theo, F(0))],
        ("theophylline", "bolus"): [("bolus", F(0), theo, F(0))],
        ("theophylline", "infusion"): [("infusion", F("1.25"), theo, F("0.5"))],
        ("theophylline", "repeated"): [("depot", F(8 * i), theo, F(0)) for i in range(5)],
        ("vancomycin", "oral"): [("depot", F(0), F(1000), F(0))],
        ("vancomycin", "bolus"): [("bolus", F(0), F(1000), F(0))],
        ("vancomycin", "infusion"): [("infusion", F("1.25"), F(1000), F("1.5"))],
        ("vancomycin", "repeated"): [("infusion", F(12 * i), F(1000), F(1)) for i in range(5)],
        ("propofol", "oral"): [("depot", F(0), F(140), F(0))],
        ("propofol", "bolus"): [("bolus", F(0), F(140), F(0))],
        ("propofol", "infusion"): [("infusion", F("1.25"), F(140), F("8.5"))],
        # 1 mg/kg, then 10, 8 and 6 mg/kg/h; a second bolus during the second rate
        ("propofol", "repeated"): [("bolus", F(0), F(70), F(0)),
                                   ("infusion", F(0), F(70) * 10 * 10 / 60, F(10)),
                                   ("infusion", F(10), F(70) * 8 * 10 / 60, F(10)),
                                   ("infusion", F(20), F(70) * 6 * 40 / 60, F(40)),
                                   ("bolus", F(15), F(35), F(0))],
    }


TIMES = {  # in the unit of the model; no time coincides with a bolus
    "single": "0.05 0.1 0.25 0.5 0.75 1 1.25 1.5 1.75 2 2.25 2.75 3 3.5 4 5 6 7 8 10 12 16 20 24 36",
    "repeated theophylline": "0.5 1 2 4 7.5 8.1 8.5 9 12 15.75 16.25 17 20 23.5 24.5 26 30 31.5 32.5 33 34 36 40 48 72",
    "repeated vancomycin": "0.25 0.5 1 1.5 2 6 11.5 12 12.5 13 14 20 24 24.25 25 30 36 37 40 48 48.5 49 50 60 72",
    "single propofol": "0.1 0.25 0.5 1 1.25 1.5 2 2.5 3 4 5 6 8 9.75 10 12 15 20 30 45 60 90 120 180 240",
    "repeated propofol": "0.1 0.5 1 2 4 6 8 10 11 13 14.5 15.5 16 18 20 22 25 30 40 50 60 61 65 90 180",
}


def times(model, regimen):
    kind = "repeated" if regimen == "repeated" else "single"
    return [F(t) for t in TIMES.get(f"{kind} {model}", TIMES["single"]).split()]


def matrix(m):
    """Amounts (depot, central, peripheral 1, peripheral 2), effect-site concentration, infusion rate."""
    a = mp.zeros(6)
    a[0, 0] = -m["ka"]
    a[1, 0] = m["ka"]
    a[1, 1] = -(m["k10"] + m["k12"] + m["k13"])
    a[1, 2], a[1, 3] = m["k21"], m["k31"]
    a[2, 1], a[2, 2] = m["k12"], -m["k21"]
    a[3, 1], a[3, 3] = m["k13"], -m["k31"]
    a[4, 1], a[4, 4] = m["ke0"] / m["v"], -m["ke0"]
    a[1, 5] = F(1)
    return a


def solve(m, doses, at):
    """States at the times `at`, by superposition of the doses."""
    a, out = matrix(m), []
    for t in at:
        total = mp.zeros(6, 1)
        for route, start, amount, duration in doses:
            if t < start:
                continue
            x = mp.zeros(6, 1)
            if route == "infusion":
                x[5] = amount / duration
                x = mp.expm(a * min(t - start, duration)) * x
                x[5] = F(0)
                x = mp.expm(a * max(t - start - duration, F(0))) * x
            else:
                x[0 if route == "depot" else 1] = amount
                x = mp.expm(a * (t - start)) * x
            total += x
        out.append(total)
    return out


def s(x):
    return mp.nstr(x, 17, strip_zeros=True)


def write():
    ms = models()
    with open(os.path.join(HERE, "parameters.csv"), "w") as f:
        f.write("model,time_unit,weight_kg,V_L,ka,k10,k12,k21,k13,k31,ke0\n")
        for n, m in ms.items():
            f.write(",".join([n, UNIT[n], s(KG[n])] + [s(m[k]) for k in "v ka k10 k12 k21 k13 k31 ke0".split()]) + "\n")
    with open(os.path.join(HERE, "doses.csv"), "w") as f:
        f.write("model,regimen,route,time,amount_mg,duration\n")
        for (n, r), doses in regimens().items():
            for route, t, amount, duration in doses:
                f.write(f"{n},{r},{route},{s(t)},{s(amount)},{s(duration)}\n")
    with open(os.path.join(HERE, "concentrations.csv"), "w") as f:
        f.write("model,regimen,time,central_mg_L,effect_mg_L,depot_mg,central_mg,peripheral1_mg,peripheral2_mg\n")
        for (n, r), doses in regimens().items():
            at = times(n, r)
            for t, x in zip(at, solve(ms[n], doses, at)):
                f.write(",".join([n, r, s(t), s(x[1] / ms[n]["v"]), s(x[4])] + [s(x[i]) for i in range(4)]) + "\n")


def check():
    import numpy as np
    from scipy.integrate import solve_ivp
    ms, worst = models(), F(0)
    m = ms["theophylline"]  # Bateman
    for t, x in zip(times("theophylline", "oral"), solve(m, regimens()["theophylline", "oral"], times("theophylline", "oral"))):
        dose = regimens()["theophylline", "oral"][0][2]
        want = dose * m["ka"] / (m["v"] * (m["ka"] - m["k10"])) * (mp.exp(-m["k10"] * t) - mp.exp(-m["ka"] * t))
        worst = max(worst, abs(x[1] / m["v"] / want - 1))
    m = ms["vancomycin"]  # two exponentials after a bolus
    total, product = m["k10"] + m["k12"] + m["k21"], m["k10"] * m["k21"]
    al, be = [(total + g * mp.sqrt(total**2 - 4 * product)) / 2 for g in (1, -1)]
    at = times("vancomycin", "bolus")
    for t, x in zip(at, solve(m, regimens()["vancomycin", "bolus"], at)):
        want = 1000 / m["v"] * ((al - m["k21"]) * mp.exp(-al * t) + (m["k21"] - be) * mp.exp(-be * t)) / (al - be)
        worst = max(worst, abs(x[1] / m["v"] / want - 1))
    print("closed forms (Bateman, biexponential), worst relative:", mp.nstr(worst, 3))
    for (n, r), doses in regimens().items():
        a = np.array(matrix(ms[n]).tolist(), dtype=float)[:5, :5]
        rate = lambda t: sum(float(d[2] / d[3]) for d in doses if d[0] == "infusion" and d[1] <= t < d[1] + d[3])
        at = times(n, r)
        stops = sorted({F(0), *at, *(d[1] for d in doses), *(d[1] + d[3] for d in doses)})
        x, got = np.zeros(5), {}
        for i, t in enumerate(stops):
            got[t] = x.copy()
            for d in doses:
                if d[1] == t and d[0] != "infusion":
                    x[0 if d[0] == "depot" else 1] += float(d[2])
            if i + 1 < len(stops):
                u = np.array([0, rate(t), 0, 0, 0])
                x = solve_ivp(lambda _t, y: a @ y + u, (float(t), float(stops[i + 1])), x, "DOP853",
                              rtol=3e-14, atol=1e-14).y[:, -1]
        diff = max(abs(got[t][j] - float(y[j])) for t, y in zip(at, solve(ms[n], doses, at)) for j in range(5))
        print(f"{n} {r}: ODE solver, worst absolute (mg, mg/L) {diff:.1e}")


if __name__ == "__main__":
    check() if sys.argv[1:] == ["--check"] else write()
