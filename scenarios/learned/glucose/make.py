"""Writes the synthetic person of this folder: anna.toml (who she is, what she ate and was given on
sixteen days), truth.toml (the same with what the equations do not know), and, from a run of it, anna.csv:
what a sensor would have shown. Nothing here is of a real person.

    python3 scenarios/learned/glucose/make.py [PROGRAM]
"""

import csv
import pathlib
import random
import subprocess
import sys
import tempfile

DAYS = 16
HERE = pathlib.Path(__file__).parent
PROGRAM = sys.argv[1] if len(sys.argv) > 1 else "homeostat"
# Of a sensor: independent errors, assumed. 5 mg/dL is below what sensors of today miss by.
NOISE = 5.0
# One unit for 16 g, the virtual patient's own ratio.
RATIO = 16.0

chance = random.Random(20261121)


def time(hours):
    minutes = round(hours * 60)
    return f"{minutes} min"


def meals():
    """(hours, grams): three a day, now and then a snack, at no fixed time."""
    eaten = []
    for day in range(DAYS):
        for hour, low, high in [(7.0, 30, 60), (12.5, 40, 75), (19.0, 40, 80)]:
            at = 24 * day + hour + chance.choice([-0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75])
            eaten.append((at, chance.randrange(low, high + 1, 5)))
        if chance.random() < 0.4:
            eaten.append((24 * day + 16.0 + chance.choice([-0.5, 0, 0.5]), chance.choice([15, 20, 25])))
    return sorted(eaten)


def treatments(eaten):
    """Meals and boluses, those of one size together."""
    lines = ['[[treatment]]\nat = "0 h"\ngive = "insulin"\nrate = "basal"\n']
    by_grams, by_units = {}, {}
    for at, grams in eaten:
        by_grams.setdefault(grams, []).append(at)
        by_units.setdefault(round(2 * grams / RATIO) / 2, []).append(at)
    for what, unit, doses in [("meal", "g", by_grams), ("insulin", "U", by_units)]:
        for dose, times in sorted(doses.items()):
            at = ", ".join(f'"{time(t)}"' for t in times)
            lines.append(f'[[treatment]]\nat = [{at}]\ngive = "{what}"\ndose = "{dose:g} {unit}"\n')
    return "\n".join(lines)


def unknown():
    """What the equations do not know, assumed: the liver releases more before and after waking, and
    insulin does less in the evening."""
    lines = []
    for parameter, changes in [
        ("insulin_action.basal_production", [(4, "130 %"), (9, "100 %")]),
        ("glucose.insulin_sensitivity", [(17, "65 %"), (24, "100 %")]),
        ("insulin_action.insulin_sensitivity", [(17, "65 %"), (24, "100 %")]),
    ]:
        for hour, to in changes:
            at = ", ".join(f'"{time(24 * day + hour)}"' for day in range(DAYS))
            lines.append(f'[[treatment]]\nat = [{at}]\nset = "{parameter}"\nto = "{to}"\n')
    return "\n".join(lines)


def head(title, about):
    return f"""#:schema ../../scenario.schema.json
# {about}
# Synthetic: made by make.py in this folder. 0 h is midnight.
title = "{title}"
horizon = "{DAYS} d"
record = {{ every = "15 min", quantities = ["plasma_glucose"] }}

[patient]
virtual = "adult#004"

[[arm]]
name = "as it was"

"""


eaten = meals()
plain = head("Sixteen days of Anna", "Who the person is, and what she ate and was given.") + treatments(eaten)
(HERE / "anna.toml").write_text(plain)
truth = head("Sixteen days of Anna, the truth", "The same person with what the equations do not know.")
(HERE / "truth.toml").write_text(truth + treatments(eaten) + "\n" + unknown())

with tempfile.TemporaryDirectory() as folder:
    run = [PROGRAM, "run", str(HERE / "truth.toml"), "--csv", "--quiet", "--out", folder + "/out"]
    subprocess.run(run, check=True)
    recording = folder + "/out/recording.csv"
    with open(recording) as file:
        rows = list(csv.reader(line for line in file if not line.startswith("#")))
names = [name.split("[")[0] for name in rows[0]]
clock, glucose = names.index("time"), names.index("plasma_glucose")
with open(HERE / "anna.csv", "w") as file:
    file.write("# Synthetic: a run of truth.toml with independent errors of 5 mg/dL (make.py).\n")
    file.write("time,name,value,unit\n")
    # Midnight of the last day is another day's.
    for row in rows[1:-1]:
        value = float(row[glucose]) + chance.gauss(0.0, NOISE)
        file.write(f"{float(row[clock]):g} min,plasma_glucose,{value:.0f},mg/dL\n")
