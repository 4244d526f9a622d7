"""Rates of equilibration with the site of effect from published times to peak, and absorption of glucagon
from its label's peak, in plain Python. python3 make.py prints the numbers that the medicine files carry.

The effect site after a bolus is a sum of exponentials; ke0 is sought by bisection so that it peaks at the
published time. For one compartment with first-order absorption the peak is at ln(ka / ke) / (ka - ke).
"""
from math import exp, log


def course(volume, clearance, peripheral, ke0, minutes, steps=40):
    """Effect site after a bolus of 1, by Runge-Kutta at `steps` a minute; the time of its peak."""
    def rates(x):
        c = x[0] / volume
        out = [q * (c - a / v) for (q, v), a in zip(peripheral, x[1:-1])]
        return [-clearance * c - sum(out), *out, ke0 * (c - x[-1])]
    x, h, best, at = [1.0] + [0.0] * len(peripheral) + [0.0], 1 / steps, 0.0, 0.0
    for n in range(int(minutes * steps)):
        a = rates(x)
        b = rates([y + 0.5 * h * k for y, k in zip(x, a)])
        c = rates([y + 0.5 * h * k for y, k in zip(x, b)])
        d = rates([y + h * k for y, k in zip(x, c)])
        new = [y + h / 6 * (k + 2 * l + 2 * m + o) for y, k, l, m, o in zip(x, a, b, c, d)]
        # Where the slope of the effect site turns: plasma and effect site meet.
        if x[0] / volume > x[-1] and new[0] / volume <= new[-1]:
            before, after = x[0] / volume - x[-1], new[-1] - new[0] / volume
            return (n + before / (before + after)) * h
        x = new
    return minutes


def equilibration(volume, clearance, peripheral, peak, steps):
    low, high = 1e-4, 50.0
    for _ in range(50):
        middle = (low * high) ** 0.5
        if course(volume, clearance, peripheral, middle, 3 * peak + 5, steps) > peak:
            low = middle
        else:
            high = middle
    return (low * high) ** 0.5


def micro(k10, k12, k21, k13, k31):
    return 1.0, k10, [(k12, k12 / k21), (k13, k13 / k31)]


def main():
    fentanyl = 12.1, 0.632, [(2.8, 35.7), (1.55, 224.0)]
    print("fentanyl ke0 /min", f"{equilibration(*fentanyl, 3.694, 200):.4f}")
    morphine = micro(0.070505618, 0.127340824, 0.025964108, 0.018258427, 0.001633166)
    print("morphine ke0 /min", f"{equilibration(*morphine, 93.8, 20):.6f}")
    naloxone = 0.408, 0.049, [(0.046, 0.636), (0.026, 1.637)]
    print("naloxone ke0 /min", f"{equilibration(*naloxone, 1.0, 1000):.3f}")
    ke, low, high = 13.5e-3 / 0.25, 1e-3, 13.5e-3 / 0.25 - 1e-9
    peak = lambda ka: log(ka / ke) / (ka - ke)
    for _ in range(100):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if peak(middle) > 20 else (low, middle)
    ka = low
    highest = ka / (ka - ke) * (exp(-ke * 20) - exp(-ka * 20)) / (0.25 * 70) * 1000
    print("glucagon ka /min", f"{ka:.5f}", "bioavailability", f"{7.9 / highest:.4f}")


main()
