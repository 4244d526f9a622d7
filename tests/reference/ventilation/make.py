"""What drugs leave of ventilation at the same carbon dioxide: the numbers of `respiratory_depression` that no
paper prints for the kinetics used here, in plain Python. python3 make.py prints what the medicine files carry.

Every number is found from an experiment at held carbon dioxide, or of receptors: none from a response of
the closed loop, which the validation book keeps.
"""
from math import log


def effect_site(volume, clearance, peripheral, ke0, doses, times, steps=60):
    """Effect site at `times` (min) of doses (time, amount, minutes), by Runge-Kutta."""
    def rates(x, rate):
        c = x[0] / volume
        out = [q * (c - a / v) for (q, v), a in zip(peripheral, x[1:-1])]
        return [rate - clearance * c - sum(out), *out, ke0 * (c - x[-1])]
    h, x, seen = 1 / steps, [0.0] * (len(peripheral) + 2), []
    for n in range(int(round(max(times) * steps)) + 1):
        t = n * h
        if any(abs(t - at) < h / 2 for at in times):
            seen.append(x[-1])
        rate = sum(amount / over for at, amount, over in doses if at - h / 2 < t < at + over - h / 2)
        a = rates(x, rate)
        b = rates([y + 0.5 * h * k for y, k in zip(x, a)], rate)
        c = rates([y + 0.5 * h * k for y, k in zip(x, b)], rate)
        d = rates([y + h * k for y, k in zip(x, c)], rate)
        x = [y + h / 6 * (k + 2 * l + 2 * m + o) for y, k, l, m, o in zip(x, a, b, c, d)]
    return seen


def least(error, low, high, rounds=200):
    """Where a function of one number is least, by golden section on its logarithm."""
    ratio, (low, high) = 0.6180339887, (log(low), log(high))
    from math import exp
    for _ in range(rounds):
        a, b = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (low, b) if error(exp(a)) < error(exp(b)) else (a, high)
    return exp(0.5 * (low + high))


def left(c, half, hill):
    return 1 / (1 + (c / half) ** hill)


def fentanyl():
    """Ventilation of people who take no opioids, at held carbon dioxide, after 75 and 150 ug/70 kg over 90 s:
    Algera et al., Clin Pharmacol Ther 2021;109:637, figure, as digitised in the public repository of Mann et
    al. 2022 (FDA), by the mean of the two hours before. 250 and 350 ug are left out: who stopped breathing was
    left out of them."""
    before = (20.6 + 21.56 + 22.37 + 21.37 + 22.73) / 5
    seen = [(130.67, 12.32), (142.33, 13.44), (165.67, 14.13), (190, 8.5), (204, 8.91), (226, 10.37)]
    kinetics = 12.1, 0.632, [(2.8, 35.7), (1.55, 224.0)], 0.2102
    times = [round(t * 60) / 60 for t, _ in seen]
    c = effect_site(*kinetics, [(120, 75, 1.5), (180, 150, 1.5)], times)
    assert len(c) == len(seen), len(c)
    def error(half, hill):
        return sum((left(x, half, hill) - v / before) ** 2 for x, (_, v) in zip(c, seen))
    half = least(lambda half: error(half, 1.0), 0.05, 20)
    for x, (t, v) in zip(c, seen):
        print(f"  {t:6.1f} min {x:5.2f} ug/L: seen {v / before:.2f}, here {left(x, half, 1.0):.2f}")
    print(f"fentanyl half {half:.2f} ug/L with hill 1")


def naloxone():
    """Occupied receptors 45-65 min after naloxone: Kim et al. 1997 and Mayberg and Frost 1990, as tabulated in
    Trostheim et al., Neuropsychopharmacology 2022, table 1, below 95 %."""
    seen = [(0.002, 0.43), (0.03, 0.81), (0.001, 0.19), (0.01, 0.65), (0.001, 0.40), (0.0005, 0.20), (0.005, 0.75)]
    kinetics = 0.408, 0.049, [(0.046, 0.636), (0.026, 1.637)], 2.409
    unit = effect_site(*kinetics, [(0, 1000, 1 / 20)], [55.0])[0]
    half = least(lambda k: sum((d * unit / (d * unit + k) - o) ** 2 for d, o in seen), 0.01, 20)
    print(f"naloxone, half of the receptors {half:.2f} ug/L; 0.01 mg/kg is {0.01 * unit:.2f} ug/L after 55 min")


def midazolam():
    """The slope of ventilation on carbon dioxide falls from 2.1 to 1.4 L/min/mmHg after 0.15 mg/kg: Forster et
    al., Anesthesiology 1980;53:494. Taken as the mean of 5 to 15 min (assumed: rebreathing after the dose)."""
    v1 = 7.9 * 70 / 78
    kinetics = v1, 0.399 * (70 / 78) ** 0.75, [(0.19 * v1, 0.19 * v1 / 0.060), (0.065 * v1, 0.065 / 0.0083 * v1)], 0.11
    c = effect_site(*kinetics, [(0, 0.15 * 70, 0.5)], [5.0, 10.0, 15.0])
    c = sum(c) / len(c)
    print(f"midazolam {c:.3f} mg/L leaves 2 / 3: half {c * 2:.3f} mg/L with hill 1, largest effect 1")


def ketamine():
    """The slope falls from 1.71 to 1.05 five minutes after 2 mg/kg, and that of the rate with it, not that of
    the tidal volume: Hamza et al., Anesthesiology 1989;70:422, children of 6 to 10 years (nobody gave the
    number for adults)."""
    kinetics = 25.0, 84 / 60, [(161 / 60, 56.0), (79 / 60, 157.0)], 0.5
    c = effect_site(*kinetics, [(0, 140, 0.5)], [5.0])[0]
    print(f"ketamine {c:.2f} mg/L leaves {1.05 / 1.71:.2f}: half {c * 1.05 / (1.71 - 1.05):.2f} mg/L with hill 1")


for drug in (fentanyl, naloxone, midazolam, ketamine):
    drug()
