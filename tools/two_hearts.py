#!/usr/bin/env python3
"""How far the averaged heart and the heart that beats are apart, over every scenario of the library with a body.

    python3 tools/two_hearts.py target/release/homeostat [SCENARIO...]

One typical twin in the first arm, for so many minutes as stand below (the acute ones to their end, those of days for
their first hours: a heart that beats takes days as well, but longer than one waits). Compared are means of half a
minute, since a beating heart's numbers follow breath; of what is nearly nothing, a part of what it was at rest. The
arrest is left out: there no beat is to be averaged.
"""
import concurrent.futures
import csv
import os
import subprocess
import sys
import tempfile

LIBRARY = os.path.join(os.path.dirname(__file__), "..", "scenarios", "library")
MINUTES = {
    "anaphylaxis": 60, "bleeding-acidosis": 180, "blood-or-saline": 180, "cardiogenic-shock": 90,
    "fluids-or-vasopressor": 75, "induction-in-shock": 45, "naloxone-dosing": 120,
    "needle-decompression-delayed": 30, "peep-in-ards": 90, "permissive-hypotension": 100, "preoxygenation": 16,
    "crystalloid-choice": 120, "dka-insulin": 120, "endotoxin-challenge": 180, "fever-in-pneumonia": 120,
    "heart-failure-diuretic": 120, "sepsis-antibiotics": 120, "sepsis-fluids-or-pressor": 120,
    "septic-shock-pressor-and-steroid": 120, "source-control-delayed": 120,
}
HEARTS = ("averaged", "beat by beat")
QUANTITIES = ("mean_arterial_pressure", "cardiac_output", "blood_volume", "arterial_oxygen_pressure",
              "arterial_carbon_dioxide_pressure")
EVERY = 5.0 / 60.0
ROWS = 6


def scenario(name, heart):
    """Its text with one typical twin, this heart and its first arm."""
    out, skipped, arms = [], False, 0
    with open(os.path.join(LIBRARY, name + ".toml"), encoding="utf-8") as file:
        for line in file.read().splitlines():
            if line.startswith("varies = ["):
                skipped = not line.endswith("]")
                continue
            if skipped and line == "]":
                skipped = False
                continue
            if line.startswith("["):
                skipped = line.startswith("[[patient.varies]]")
            arms += line == "[[arm]]"
            if arms > 1 or line == "[[outcome]]":
                break
            if skipped or line.startswith(("twins = ", "heart = ")):
                continue
            if line == "[patient]":
                line = f'[patient]\nheart = "{heart}"'
            elif line.startswith("record = "):
                line = 'record = {{ every = "5 s", quantities = [{}] }}'.format(
                    ", ".join(f'"{quantity}"' for quantity in QUANTITIES))
            elif line.startswith("horizon = "):
                line = f'horizon = "{MINUTES[name]} min"'
            out.append(line)
    out.append('[[outcome]]\nname = "rest"\nof = "value(cardiac_output, at 0 min)"\n')
    return "\n".join(out)


def course(program, folder, name, heart):
    """Means of half a minute of each quantity, from every sample on."""
    folder = os.path.join(folder, name + "-" + heart.split()[0])
    os.makedirs(folder)
    path = os.path.join(folder, "scenario.toml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(scenario(name, heart))
    out = os.path.join(folder, "out")
    run = subprocess.run([program, "run", path, "--csv", "--quiet", "--threads", "1", "--out", out],
                         capture_output=True, text=True, check=False)
    if run.returncode:
        sys.exit(run.stderr)
    with open(os.path.join(out, "recording.csv"), encoding="utf-8") as file:
        rows = list(csv.reader(line for line in file if not line.startswith("#")))
    columns = [next(i for i, head in enumerate(rows[0]) if head.startswith(q + "[")) for q in QUANTITIES]
    samples = [[float(row[column] or "nan") for row in rows[1:]] for column in columns]
    return [[sum(of[i:i + ROWS]) / ROWS for i in range(len(of) - ROWS + 1)] for of in samples]


def main():
    program, names = sys.argv[1], sys.argv[2:] or list(MINUTES)
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        courses = {name: [pool.submit(course, program, folder, name, heart) for heart in HEARTS] for name in names}
        for name in names:
            averaged, beating = (future.result() for future in courses[name])
            for quantity, one, other in zip(QUANTITIES, averaged, beating):
                apart = [abs(a - b) / max(abs(a), 0.4 * abs(one[0])) for a, b in zip(one, other)]
                most = max(range(len(apart)), key=lambda i: apart[i])
                print(f"{name:34} {quantity:34} at the start {100 * apart[0]:4.1f} %, most {100 * apart[most]:4.1f} % "
                      f"at {most * EVERY:.0f} min ({one[most]:.4g} and {other[most]:.4g})", flush=True)


if __name__ == "__main__":
    main()
