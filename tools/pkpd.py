#!/usr/bin/env python3
"""How many people of an event table `homeostat simulate` carries in a second of processor time.

    cargo build --release && python3 tools/pkpd.py [target/release/homeostat] [A B C D]

Four models of pharmacometrics with 10,000 virtual people each (100,000 for the closed form), whole
process, one thread, Parquet with the columns ID, TIME and IPRED; user and system time, best of five.
The error is the largest one of 300 people relative to the largest value of the column, and relative
to each value, against the same program's dop853 at rtol 1e-12 (A: against the closed form). A and B
have sums that others found with tight tolerances. Methods and tolerances are those that go fastest
with no larger error of each value than mrgsolve has at 1e-8: A 2.5e-8, B 2.5e-7, C 1.7e-6, D 8.6e-8.
"""
import csv
import os
import resource
import subprocess
import sys
import tempfile
from math import exp, sqrt
from statistics import NormalDist

DOSE = {"ID": "", "TIME": "0", "EVID": "1"}
TWO = ["--set", "exchange2=10", "--set", "volume2=100", "--set", "equilibration=1"]
A = ["two_compartments", *TWO, "--grid", "0:168:1"]
A_PARAMS = [("clearance", 5, 0.09), ("volume", 50, 0.04), ("absorption", 1, 0.25)]
A_DOSE = dict(DOSE, CMT="depot", AMT="100", II="12", ADDL="13")
# Name: people, command, how it is solved, parameters (column, typical value, variance of its
# logarithm), dose, sum.
CASES = {
    "A closed form": (100_000, A, [], A_PARAMS, A_DOSE, None),
    "A as ODE": (
        10_000, A, ["--method", "dop853", "--rtol", "3e-8", "--atol", "1e-8"], A_PARAMS, A_DOSE,
        2396547.933,
    ),
    # By dop853 at rtol 1e-11 the sum of B is 16003831.060.
    "B": (
        10_000,
        ["two_compartments+myelosuppression", "--set", "volume=290", "--set", "exchange2=204",
         "--set", "volume2=995", "--set", "feedback=0.239", "--set", "saturation=0",
         "--prediction", "cells", "--grid", "0:1512:6"],
        [],
        [("clearance", 285, 0.0625), ("baseline", 7.21, 0.107), ("transit_time", 124, 0.0296),
         ("slope", 28.9, 0.176)],
        dict(DOSE, CMT="central", AMT="300", DUR="3", II="504", ADDL="2"),
        16003831.06,
    ),
    "C": (
        10_000,
        ["two_compartments+tumour_simeoni", "--set", "volume=0.81",
         "--set", f"clearance={20.832 / 24 * 0.81!r}", "--set", f"exchange2={0.144 / 24 * 0.81!r}",
         "--set", f"volume2={0.144 * 0.81 / 2.0112!r}", "--set", "weight=0.055",
         "--time-unit", "d", "--prediction", "tumour", "--grid", "0:30:0.25"],
        ["--rtol", "5e-8"],
        [("exponential", 0.273, 0.0225), ("linear", 0.814, 0.0625), ("death", 0.968, 0.0625),
         ("potency", 0.629, 0.0625)],
        dict(DOSE, TIME="8", CMT="central", AMT="30", II="4", ADDL="2"),
        None,
    ),
    "D": (
        10_000,
        ["one_compartment+inhibited_production", "--set", "absorption=1", "--set", "production=10",
         "--set", "maximum=0.9", "--set", "hill=1.5", "--prediction", "response",
         "--grid", "0:168:1"],
        ["--method", "dop853", "--rtol", "1e-4", "--atol", "2e-8"],
        [("clearance", 2, 0.09), ("volume", 20, 0.04), ("half", 0.5, 0.16), ("loss", 0.1, 0.04)],
        dict(DOSE, CMT="depot", AMT="100", II="24", ADDL="6"),
        None,
    ),
}


def table(path, people, params, dose):
    """People on a sequence of low discrepancy, each parameter log-normal."""
    root, quantile = 1.5, NormalDist().inv_cdf
    for _ in range(60):
        root = (1 + root) ** (1 / (len(params) + 1))
    with open(path, "w") as out:
        print(",".join([*dose, *(name for name, _, _ in params)]), file=out)
        for person in range(1, people + 1):
            values = [
                typical * exp(sqrt(variance) * quantile((0.5 + person * root**-place) % 1))
                for place, (_, typical, variance) in enumerate(params, 1)
            ]
            row = dict(dose, ID=str(person)).values()
            print(",".join([*row, *map(repr, values)]), file=out)


def run(program, command, data, out, columns, *more):
    """Carries a table into a new file; seconds of processor time."""
    if os.path.exists(out):
        os.unlink(out)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [program, "simulate", *command, "--data", data, "--out", out, "--columns", columns,
         "--threads", "1", "--quiet", *more],
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def looks(path):
    """Predictions at the grid's times."""
    with open(path, newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return [float(row[1]) for row in rows if row[0] == "0"]


def main():
    words = sys.argv[1:]
    named = [word for word in words if word in "ABCD"]
    program = next((word for word in words if word not in named), "target/release/homeostat")
    with tempfile.TemporaryDirectory() as folder:
        place = lambda name: os.path.join(folder, name)
        for name, (people, command, solved, params, dose, total) in CASES.items():
            if named and name[0] not in named:
                continue
            own = [*command, *solved]
            table(place("data.csv"), people, params, dose)
            table(place("few.csv"), 300, params, dose)
            seconds = min(
                run(program, own, place("data.csv"), place("o.parquet"), "ID,TIME,IPRED")
                for _ in range(5)
            )
            tight = ["--method", "dop853", "--rtol", "1e-12", "--atol", "1e-14"]
            judge = command if name == "A as ODE" else [*command, *tight]
            run(program, own, place("few.csv"), place("own.csv"), "EVID,IPRED")
            run(program, judge, place("few.csv"), place("judge.csv"), "EVID,IPRED")
            pairs = list(zip(looks(place("own.csv")), looks(place("judge.csv"))))
            largest = max(abs(right) for _, right in pairs)
            error = max(abs(found - right) for found, right in pairs) / largest
            each = max(abs(f - r) / abs(r) for f, r in pairs if abs(r) > 1e-3 * largest)
            print(f"{name}: {people / seconds:,.0f} people per CPU-second, "
                  f"error {error:.1e} of the largest value, {each:.1e} of each")
            if total:
                run(program, own, place("data.csv"), place("own.csv"), "EVID,IPRED")
                print(f"  sum {sum(looks(place('own.csv'))):.3f}, to be {total}")


main()
