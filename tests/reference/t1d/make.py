#!/usr/bin/env python3
"""Reference traces of the 13-state type 1 diabetes model: the whole model as one system, in Python,
independent of the Rust organs.  Reads physiology/src/people/type1_diabetes.csv and scenarios.csv beside it; see README.md.

    python3 make.py                          write traces_A.csv, traces_B.csv, states_final_A.csv
    python3 make.py --identities             print how well the parameters satisfy the basal steady state
    python3 make.py --radau NAME...          compare DOP853 with Radau (rtol 1e-10) for these patients
    python3 make.py --against FILE NAME A|B  compare with a 5-minute table of all states
"""
import csv
import os
import sys
from math import tanh

import numpy as np
from scipy.integrate import solve_ivp

HERE = os.path.dirname(os.path.abspath(__file__))
DAY = 1440
RTOL, ATOL = 3e-14, 1e-13  # 1e-12 leaves up to 2e-8 mg/dL where glucose crosses the renal threshold
CLAMPED = [i - 1 for i in (4, 5, 6, 10, 11, 12, 13)]


def read(name):
    with open(os.path.join(HERE, name), newline="") as file:
        return list(csv.DictReader(file))


def load():
    patients = {}
    for row in read("../../../physiology/src/people/type1_diabetes.csv"):
        patients[row["name"]] = {k: float(v) for k, v in row.items() if k != "name"}
    scenarios = {(r["patient"], r["scenario"]): r for r in read("scenarios.csv")}
    return patients, scenarios


def initial_state(p):
    return np.array([p[f"x0_{i}"] for i in range(1, 14)])


def rhs(p, insulin, eaten, dbar):
    """Right-hand side; insulin in pmol/kg/min, eaten in mg/min, dbar in mg, constant inside a segment."""

    def f(_t, x):
        x1, x2, x3, gp, gt, ip, xx, i1, idel, il, s1, s2, gs = x.tolist()
        if dbar > 0.0:
            a = 5.0 / (2.0 * dbar * (1.0 - p["b"]))
            c = 5.0 / (2.0 * dbar * p["d"])
            q = x1 + x2
            wave = tanh(a * (q - p["b"] * dbar)) - tanh(c * (q - p["d"] * dbar)) + 2.0
            kgut = p["kmin"] + 0.5 * (p["kmax"] - p["kmin"]) * wave
        else:
            kgut = p["kmax"]
        rat = p["f"] * p["kabs"] * x3 / p["BW"]
        egp = max(0.0, p["kp1"] - p["kp2"] * gp - p["kp3"] * idel)
        renal = max(0.0, p["ke1"] * (gp - p["ke2"]))
        use = (p["Vm0"] + p["Vmx"] * xx) * gt / (p["Km0"] + gt)
        conc = ip / p["Vi"]
        dx = [
            eaten - p["kmax"] * x1,
            p["kmax"] * x1 - kgut * x2,
            kgut * x2 - p["kabs"] * x3,
            egp + rat - p["Fsnc"] - renal - p["k1"] * gp + p["k2"] * gt,
            p["k1"] * gp - p["k2"] * gt - use,
            p["m1"] * il - (p["m2"] + p["m4"]) * ip + p["ka1"] * s1 + p["ka2"] * s2,
            p["p2u"] * (conc - p["Ib"] - xx),
            p["ki"] * (conc - i1),
            p["ki"] * (i1 - idel),
            p["m2"] * ip - (p["m1"] + p["m30"]) * il,
            insulin - (p["ka1"] + p["kd"]) * s1,
            p["kd"] * s1 - p["ka2"] * s2,
            p["ksc"] * (gp - gs),
        ]
        for i in CLAMPED:
            if x[i] < 0.0:
                dx[i] = 0.0
        return dx

    return f


def pairs(text):
    return {int(a): float(b) for a, b in (item.split(":") for item in text.split(";") if item)}


def minutes(p, row):
    """Per minute: insulin (pmol/kg/min) and grams eaten."""
    meals, boluses = pairs(row["meals_min:g"]), pairs(row["boluses_min:U"])
    basal, queue, out = float(row["basal_U_per_min"]), 0.0, []
    for k in range(DAY):
        queue += meals.get(k, 0.0)
        grams = min(5.0, queue)
        queue -= grams
        out.append(((basal + boluses.get(k, 0.0)) * 6000.0 / p["BW"], grams))
    return out


def simulate(p, row, every=15, method="DOP853", rtol=RTOL, atol=ATOL):
    """States at 0, every, 2*every, ...; a fresh start wherever an input changes and at each output."""
    inputs = minutes(p, row)
    x, rows = initial_state(p), [initial_state(p)]
    last_q = food = dbar = 0.0
    start = 0
    while start < DAY:
        insulin, grams = inputs[start]
        if grams > 0.0:  # here every eating minute is its own segment
            if start == 0 or inputs[start - 1][1] == 0.0:
                last_q, food = x[0] + x[1], 0.0
            food += grams
            dbar = last_q + 1000.0 * food
        end = start + 1
        while grams == 0.0 and end % every and end < DAY and inputs[end] == inputs[start]:
            end += 1
        sol = solve_ivp(rhs(p, insulin, 1000.0 * grams, dbar), (start, end), x,
                        method=method, rtol=rtol, atol=atol)
        assert sol.success, sol.message
        x, start = sol.y[:, -1], end
        if start % every == 0:
            rows.append(x)
    return np.array(rows)


def write(scenario, patients, scenarios):
    finals = []
    with open(os.path.join(HERE, f"traces_{scenario}.csv"), "w") as file:
        file.write("patient,t_min,plasma_glucose_mg_dL,sensor_glucose_mg_dL,plasma_insulin_pmol_L\n")
        for name, p in patients.items():
            table = simulate(p, scenarios[name, scenario])
            for i, x in enumerate(table):
                shown = (x[3] / p["Vg"], x[12] / p["Vg"], x[5] / p["Vi"])
                file.write(f"{name},{15 * i}," + ",".join(f"{v:.12g}" for v in shown) + "\n")
            finals.append((name, table[-1]))
    return finals


def identities(patients):
    """Relative residuals of the basal relations, worst first column names, then one line per patient."""
    checks = {
        "Isc1=u/(kd+ka1)": lambda p: (p["x0_11"], p["u2ss"] / (p["kd"] + p["ka1"])),
        "Isc2=kd*Isc1/ka2": lambda p: (p["x0_12"], p["kd"] * p["x0_11"] / p["ka2"]),
        "Ip=Ib*Vi": lambda p: (p["x0_6"], p["Ib"] * p["Vi"]),
        "Il=m2*Ip/(m1+m30)": lambda p: (p["x0_10"], p["m2"] * p["x0_6"] / (p["m1"] + p["m30"])),
        "u=(m2+m4)Ip-m1*Il": lambda p: (p["u2ss"], (p["m2"] + p["m4"]) * p["x0_6"] - p["m1"] * p["x0_10"]),
        "I1=Ib": lambda p: (p["x0_8"], p["Ib"]),
        "Id=Ib": lambda p: (p["x0_9"], p["Ib"]),
        "m4=0.4*m2": lambda p: (p["m4"], 0.4 * p["m2"]),
        "m30=1.5*m1": lambda p: (p["m30"], 1.5 * p["m1"]),
        "Gt steady": lambda p: (p["k1"] * p["x0_4"] - p["k2"] * p["x0_5"],
                                p["Vm0"] * p["x0_5"] / (p["Km0"] + p["x0_5"])),
        "EGPb balance": lambda p: (p["kp1"] - p["kp2"] * p["x0_4"] - p["kp3"] * p["Ib"],
                                   p["Fsnc"] + p["k1"] * p["x0_4"] - p["k2"] * p["x0_5"]
                                   + max(0.0, p["ke1"] * (p["x0_4"] - p["ke2"]))),
        "Gs=Gp": lambda p: (p["x0_13"], p["x0_4"]),
    }
    _, scenarios = load()
    print("patient," + ",".join(checks) + ",basal*6000/BW=u,max|dx/dt| at 0,worst state")
    for name, p in patients.items():
        row = scenarios[name, "A"]
        rel = [a / b - 1.0 for a, b in (check(p) for check in checks.values())]
        u = float(row["basal_U_per_min"]) * 6000.0 / p["BW"]
        dx = np.array(rhs(p, u, 0.0, 0.0)(0.0, initial_state(p)))
        rel.append(u / p["u2ss"] - 1.0)
        worst = int(np.argmax(abs(dx)))
        print(name + "," + ",".join(f"{v:.1e}" for v in rel) + f",{abs(dx[worst]):.1e},x{worst + 1}")


def main(args):
    patients, scenarios = load()
    if args[:1] == ["--identities"]:
        identities(patients)
    elif args[:1] == ["--radau"]:
        for name in args[1:]:
            for s in "AB":
                a = simulate(patients[name], scenarios[name, s])
                b = simulate(patients[name], scenarios[name, s], method="Radau", rtol=1e-10, atol=1e-10)
                glucose = abs(a - b)[:, [3, 12]].max() / patients[name]["Vg"]
                relative = (abs(a - b).max(axis=0) / abs(a).max(axis=0)).max()
                print(f"{name} {s}: max {glucose:.2e} mg/dL, max relative to the state's max {relative:.2e}", flush=True)
    elif args[:1] == ["--against"]:
        theirs = np.loadtxt(args[1], delimiter=",", skiprows=1)
        ours = simulate(patients[args[2]], scenarios[args[2], args[3]], every=5)
        vg = patients[args[2]]["Vg"]
        shown = np.column_stack([ours[:, 3] / vg, ours[:, 12] / vg, ours[:, 5] / patients[args[2]]["Vi"]])
        print("max |dG| mg/dL, |dGsub| mg/dL, |dI| pmol/L:", abs(shown - theirs[:, 1:4]).max(axis=0))
        print("per state, relative to its max:", abs(ours - theirs[:, 4:]).max(axis=0) / abs(ours).max(axis=0))
    else:
        finals = write("A", patients, scenarios)
        with open(os.path.join(HERE, "states_final_A.csv"), "w") as file:
            file.write("patient," + ",".join(f"x{i}" for i in range(1, 14)) + "\n")
            for name, x in finals:
                file.write(name + "," + ",".join(f"{v:.15g}" for v in x) + "\n")
        write("B", patients, scenarios)


if __name__ == "__main__":
    main(sys.argv[1:])
