#!/usr/bin/env python3
"""What an hour without antibiotic costs, by how soon damage loses its power to inflame.

    python3 tools/antibiotic_delay.py target/release/homeostat [people]

Runs `homeostat sweep` on scenarios/library/antibiotic-delay.toml with `inflammation.tolerance_time` swept, and
prints for each the rise of the risk of death from no delay to 6 h, beside the 1.8 % (0.8 to 3.0 %) an hour of Liu et
al., Am J Respir Crit Care Med 2017;196:856 (abstract), in shock. The time whose slope lies within that interval and
that endotoxin tolerance in volunteers allows (hours, not days) was taken: 12 h.
"""
import csv
import math
import pathlib
import subprocess
import sys
import tempfile

program = sys.argv[1]
people = sys.argv[2] if len(sys.argv) > 2 else "100"
root = pathlib.Path(__file__).resolve().parent.parent
text = (root / "scenarios/library/antibiotic-delay.toml").read_text()
text = text[: text.index("[sweep]")]
text += """[sweep]
"protocol.antibiotic.steps.at" = ["0 h", "6 h"]
"treatment.1.as" = { values = ["readiness = 1", "readiness = 3"], named = ["no shock", "shock"], called = "severity" }
"inflammation.tolerance_time" = ["66 %", "100 %", "133 %", "400 %"]
"""
with tempfile.TemporaryDirectory() as folder:
    scenario = pathlib.Path(folder) / "calibrate.toml"
    scenario.write_text(text)
    out = pathlib.Path(folder) / "out"
    subprocess.run(
        [program, "sweep", str(scenario), "--out", str(out), "--people", people, "--rtol", "1e-4", "-q"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    risk = {}
    with open(out / "summary.csv", newline="") as file:
        for row in csv.DictReader(file):
            if row["outcome"].startswith("risk of death"):
                at = (row["inflammation.tolerance_time"], row["treatment.1.as"], row["protocol.antibiotic.steps.at"])
                risk[at] = float(row["mean"]) / 100
print("tolerance_time  severity         risk at 0 h  at 6 h  rise an hour  odds ratio an hour")
for time, severity, delay in risk:
    if delay == "0 h":
        low, high = risk[time, severity, "0 h"], risk[time, severity, "6 h"]
        odds = (high / (1 - high)) / (low / (1 - low))
        print(
            f"{time:14}  {severity:15}  {100 * low:9.1f} %  {100 * high:4.1f} %  {100 * (high - low) / 6:10.2f} %"
            f"  {math.exp(math.log(odds) / 6):18.3f}"
        )
