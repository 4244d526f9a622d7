#!/usr/bin/env python3
"""Peers of the learned model of progression on primary biliary cirrhosis, over all five rotations.

    tools/learned_peers.py FOLDER          (holds pbcseq.csv; needs numpy, scipy and scikit-learn)

Boosted trees (scikit-learn) foresee how each marker will differ from its last value, one model for the
next visit and one for later visits from the first; conformal bands by how far ahead, from patients of
the training left out in turn. Cox regression on the five Mayo variables ranks deaths at the first visit.
The score is that of docs/learned.md: CRPS as a share of that of the last value carried forward with the
errors of the training's patients both ways round.
"""
import csv
import sys

import numpy as np
from scipy.optimize import minimize
from sklearn.ensemble import HistGradientBoostingRegressor

MARKERS = ["bili", "albumin", "alk.phos", "ast", "platelet", "protime"]
SIGNS = ["chol", "ascites", "hepato", "spiders", "edema", "stage"]
EDGES = [0.75, 1.5, 3, 6]
LEVELS = (np.arange(199) + 0.5) / 199


def number(text):
    return np.nan if text in ("", "NA") else float(text)


def read(path):
    people = {}
    for row in csv.DictReader(open(path)):
        people.setdefault(int(row["id"]), []).append(row)
    for visits in people.values():
        visits.sort(key=lambda row: float(row["day"]))
    return people


def carried(rows):
    """The last known value of each column."""
    out = rows[0].copy()
    for row in rows[1:]:
        out = np.where(np.isnan(row), out, row)
    return out


def pairs(people):
    """(id, next?, first?, years ahead, features, last values, what came)."""
    for who, visits in people.items():
        t = np.array([number(v["day"]) / 365.25 for v in visits])
        count = lambda m, v: number(v[m]) if m == "albumin" else np.log(number(v[m]))
        y = np.array([[count(m, v) for m in MARKERS] for v in visits])
        signs = np.array([[number(v[s]) for s in SIGNS] for v in visits])
        facts = [number(visits[0]["age"]), float(visits[0]["sex"] == "f")]
        for known in range(1, len(visits)):
            last = carried(y[:known])
            before = carried(y[: known - 1]) if known > 1 else last * np.nan
            mean = np.nanmean(np.vstack([y[:known], last]), 0)
            base = [t[known - 1], known, *facts, *carried(signs[:known]), *last, *(last - before), *mean]
            for ahead in range(1, len(visits)) if known == 1 else [known]:
                gap = t[ahead] - t[known - 1]
                yield who, ahead == known, known == 1, gap, [gap, *base], last, y[ahead]


def crps(values, y):
    miss = y[:, None] - values
    return 2 * np.maximum(LEVELS * miss, (LEVELS - 1) * miss).mean(1)


def quantiles(errors, gap):
    """Quantiles of errors by how far ahead; of fewer than 20 as of the most, as the program has it."""
    of = np.searchsorted(EDGES, gap, side="right")
    each = [errors[of == b] for b in range(len(EDGES) + 1)]
    most = max(each, key=len)
    return np.array([np.quantile(e if len(e) >= 20 else most, LEVELS) for e in each])


def trees(people):
    ids, nexts, firsts, gap, x, known, y = (np.array(c) for c in zip(*pairs(people)))
    bucket = np.searchsorted(EDGES, gap, side="right")
    fit = lambda x, y: HistGradientBoostingRegressor(
        max_iter=150, learning_rate=0.05, max_leaf_nodes=8, min_samples_leaf=20,
        l2_regularization=5.0, max_features=0.5, random_state=0).fit(x, y)
    sums = {}
    for rotation in range(5):
        test = ids % 5 == rotation
        inside = np.unique(ids[~test])
        last = np.where(np.isnan(known), np.nanmean(known[~test], 0), known)
        deal = dict(zip(np.random.default_rng(rotation).permutation(inside), np.arange(len(inside)) % 5))
        fold = np.array([deal.get(i, -1) for i in ids])
        for name, task in (("next visit", nexts), ("from the first", firsts)):
            own = x[:, ~np.all(np.isnan(x[task]), 0)]
            ratios = []
            for k in range(len(MARKERS)):
                counts = task & ~np.isnan(y[:, k])
                a, b = counts & ~test, counts & test
                change = (y - last)[:, k]
                left_out, foreseen = np.full(len(y), np.nan), 0
                for out in range(5):
                    model = fit(own[a & (fold != out)], change[a & (fold != out)])
                    some = a & (fold == out)
                    left_out[some] = model.predict(own[some])
                    foreseen = foreseen + model.predict(own[b]) / 5
                around = quantiles(change[a] - left_out[a], gap[a])[bucket[b]]
                both = np.r_[change[a], -change[a]], np.r_[gap[a], gap[a]]
                plain = quantiles(*both)[bucket[b]]
                ours = crps(last[b, k][:, None] + foreseen[:, None] + around, y[b, k]).sum()
                bare = crps(last[b, k][:, None] + plain, y[b, k]).sum()
                ratios.append(ours / bare)
                sums.setdefault((name, k), []).append((ours, bare))
            print(f"boosted trees, remainder {rotation}, {name}: {np.mean(ratios):.3f}", flush=True)
    for name in ("next visit", "from the first"):
        each = [np.sum(sums[name, k], 0) for k in range(len(MARKERS))]
        print(f"boosted trees, all five, {name}: {np.mean([a / b for a, b in each]):.3f}")


def concordance(risk, t, died):
    right = pairs = 0
    for i in np.where(died)[0]:
        later = t > t[i]
        pairs += later.sum()
        right += (risk[i] > risk[later]).sum() + 0.5 * (risk[i] == risk[later]).sum()
    return right / pairs


def cox(people):
    first = [visits[0] for visits in people.values()]
    log = lambda row, name: np.log(number(row[name]))
    x = np.array([[number(r["age"]), number(r["edema"]), log(r, "bili"), log(r, "protime"), log(r, "albumin")]
                  for r in first])
    t = np.array([number(r["futime"]) for r in first])
    died = np.array([r["status"] == "2" for r in first])
    ids = np.array([int(r["id"]) for r in first])

    def minus_log(b, x, died, upto):
        """By Breslow; rows fall in time, and up to `upto` are those of a row's time or later."""
        e = x @ b
        w = np.exp(e - e.max())
        at_risk = np.cumsum(w)[upto]
        mean = np.cumsum(w[:, None] * x, 0)[upto] / at_risk[:, None]
        return -(e - e.max() - np.log(at_risk))[died].sum(), -(x - mean)[died].sum(0)

    for rotation in range(5):
        test = ids % 5 == rotation
        z = (x - x[~test].mean(0)) / x[~test].std(0)
        order = np.flatnonzero(~test)[np.argsort(-t[~test])]
        upto = np.searchsorted(-t[order], -t[order], side="right") - 1
        given = (z[order], died[order], upto)
        b = minimize(minus_log, np.zeros(x.shape[1]), given, jac=True, method="BFGS").x
        of = concordance(z[test] @ b, t[test], died[test])
        print(f"Cox on five Mayo variables, remainder {rotation}, C-index: {of:.3f} ({died[test].sum()} deaths)")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    table = read(f"{sys.argv[1]}/pbcseq.csv")
    cox(table)
    trees(table)
