"""Propofol and remifentanil: plasma and effect site by matrix exponentials, in plain Python.

Parameters are worked out here from the published equations, in a second writing that shares nothing with
the medicine files or the engine. python3 make.py > courses.csv
"""
from math import exp

PEOPLE = {"M35": ("male", 35.0, 70.0, 170.0), "F60": ("female", 60.0, 60.0, 160.0)}
TIMES = [0.5, 1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 61, 65, 70, 90, 120]


def marsh(sex, age, w, h):
    return 0.228 * w, 0.119, 0.112, 0.055, 0.042, 0.0033, 0.26  # ke0 of Diprifusor


def volumes(v1, v2, v3, cl, q2, q3, ke0):
    return v1, cl / v1, q2 / v1, q2 / v2, q3 / v1, q3 / v3, ke0


def james(sex, w, h):
    return 1.1 * w - 128 * (w / h) ** 2 if sex == "male" else 1.07 * w - 148 * (w / h) ** 2


def schnider(sex, age, w, h):
    lbm = james(sex, w, h)
    cl = 1.89 + 0.0456 * (w - 77) - 0.0681 * (lbm - 59) + 0.0264 * (h - 177)
    return volumes(4.27, 18.9 - 0.391 * (age - 53), 238, cl, 1.29 - 0.024 * (age - 53), 0.836, 0.456)


def minto(sex, age, w, h):
    a, l = age - 40, james(sex, w, h) - 55
    return volumes(5.1 - 0.0201 * a + 0.072 * l, 9.82 - 0.0811 * a + 0.108 * l, 5.42,
                   2.6 - 0.0162 * a + 0.0191 * l, 2.05 - 0.0301 * a, 0.076 - 0.00113 * a, 0.595 - 0.007 * a)


def lean(sex, age, w, h, growth=True):
    bmi = w / (h / 100) ** 2
    if sex == "male":
        grown = 0.88 + 0.12 / (1 + (age / 13.4) ** -12.7) if growth else 1.0
        return grown * 9270 * w / (6680 + 216 * bmi)
    return (1.11 - 0.11 / (1 + (age / 7.1) ** -1.1)) * 9270 * w / (8780 + 244 * bmi)


def propofol(sex, age, w, h, opioids):
    pma, ref = age * 52 + 40, 35 * 52 + 40  # the control stream counts 52 weeks in a year
    slope, half = exp(2.203300), exp(3.744220)
    mature = lambda x: x ** slope / (x ** slope + half ** slope)
    third = lambda x: x / (x + exp(4.223570))
    v1 = exp(1.837860) * (w / (w + exp(3.513130))) / (70 / (70 + exp(3.513130)))
    share2 = w / 70 * exp(-0.0156330 * (age - 35))
    share3 = lean(sex, age, w, h) / lean("male", 35, 70, 170) * (exp(-0.0138166 * age) if opioids else 1)
    cl = exp(0.581983 if sex == "male" else 0.742043) * (w / 70) ** 0.75 * mature(pma) / mature(ref)
    cl *= exp(-0.00285709 * age) if opioids else 1
    q2 = exp(0.559672) * share2 ** 0.75 * (1 + exp(0.2656420) * (1 - third(pma)))
    q3 = exp(0.103046) * share3 ** 0.75 * third(pma) / third(ref)
    return volumes(v1, exp(3.238730) * share2, exp(5.608800) * share3, cl, q2, q3, 0.146 * (w / 70) ** -0.25)


def remifentanil(sex, age, w, h):
    size = lean(sex, age, w, h) / lean("male", 35, 70, 170, growth=False)
    mature = (w * w / (w * w + 2.87898 ** 2)) / (4900 / (4900 + 2.87898 ** 2))
    woman = 1 + 0.470405 * age ** 6 / (age ** 6 + 12 ** 6) * (1 - age ** 6 / (age ** 6 + 45 ** 6))
    ks = woman if sex == "female" else 1.0
    slow, flow = exp(-0.00554481 * (age - 35)), exp(-0.00326985 * (age - 35))
    share2 = size * flow * ks
    share3 = size * exp(-0.0315135 * (age - 35)) * exp(-0.0260496 * (w - 70))
    return volumes(exp(1.759110) * size * slow, exp(2.177170) * share2, exp(1.614450) * share3,
                   exp(0.946257) * size ** 0.75 * mature * ks * flow,
                   exp(0.540315) * share2 ** 0.75 * slow * ks,
                   exp(-2.083880) * share3 ** 0.75 * slow, 1.09 * exp(-0.0289 * (age - 35)))


def product(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def exponential(a):
    n, squarings = len(a), 12
    a = [[x / 2 ** squarings for x in row] for row in a]
    total = [[float(i == j) for j in range(n)] for i in range(n)]
    term = [row[:] for row in total]
    for k in range(1, 18):
        term = [[x / k for x in row] for row in product(term, a)]
        total = [[x + y for x, y in zip(p, q)] for p, q in zip(total, term)]
    for _ in range(squarings):
        total = product(total, total)
    return total


def course(parameters, bolus, rates):
    """rates: (from, mg/min); the last holds on."""
    v, k10, k12, k21, k13, k31, ke0 = parameters
    x, t, out = [bolus, 0, 0, 0, 1.0], 0.0, []
    cuts = sorted(set(TIMES) | {at for at, _ in rates})
    for at in cuts:
        if at > t:
            rate = [r for since, r in rates if since <= t][-1]
            a = [[-(k10 + k12 + k13), k21, k31, 0, rate], [k12, -k21, 0, 0, 0], [k13, 0, -k31, 0, 0],
                 [ke0 / v, 0, 0, -ke0, 0], [0] * 5]
            e = exponential([[c * (at - t) for c in row] for row in a])
            x, t = [sum(p * q for p, q in zip(row, x)) for row in e], at
        if at in TIMES:
            out.append((at, x[0] / v, x[3]))
    return out


def main():
    print("model,patient,t_min,plasma,effect_site")
    models = [
        ("propofol_marsh", marsh), ("propofol_schnider", schnider),
        ("propofol", lambda *who: propofol(*who, False)), ("propofol with opioids", lambda *who: propofol(*who, True)),
        ("remifentanil_minto", minto), ("remifentanil", remifentanil),
    ]
    for name, model in models:
        for person, who in PEOPLE.items():
            w = who[2]
            if name.startswith("propofol"):
                rates = [(0, 10 * w / 60), (10, 8 * w / 60), (20, 6 * w / 60), (60, 0.0)]
                rows = course(model(*who), w, rates)
            else:
                rows = course(model(*who), 1e-3 * w, [(0, 0.25e-3 * w), (60, 0.0)])
            for t, plasma, effect in rows:
                print(f"{name},{person},{t:g},{plasma!r},{effect!r}")


main()
