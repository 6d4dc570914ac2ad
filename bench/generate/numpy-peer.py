"""Draws 71 columns of the same laws for the whole population at once, without strata and without reaching any target."""

import json
import sys
import time

import numpy

COUNTS = [0.8, 4.2, 0.5, 5.9, 1.3, 2.3, 8, 0.9, 2, 0.6, 0.25, 1.5, 1.7, 0.9, 0.4, 5, 28, 1.6, 0.4, 12]
BETAS = [(4, 2.5), (2.6, 3), (3.2, 81), (4, 2.2), (6.2, 5.5), (5.4, 4.6), (3.2, 4.8), (2.9, 3.1), (2.5, 5), (1.2, 40), (16, 4), (2.2, 5.2)]
GAMMAS = [(6, 2.8), (4, 6), (4, 2.3), (6, 1.3)]
LOG_NORMALS = [2.7, 240, 400]


def activity(rng, drive, mean):
    level = numpy.exp(0.8 * (0.6 * drive + 0.8 * rng.standard_normal(len(drive))))
    return level * mean / level.mean()


def power_law(rng, rows, scale, exponent):
    return numpy.floor(scale * ((1 - rng.random(rows)) ** (-1 / exponent) - 1))


def percent(part, whole):
    with numpy.errstate(divide="ignore", invalid="ignore"):
        return (100 * part / whole).round(2)


def draw(rows):
    rng = numpy.random.default_rng(42)
    premium = rng.random(rows) < 0.2119
    platinum = premium & (rng.random(rows) < 0.33)
    engagement = numpy.where(premium, rng.beta(6.8, 1.7, rows), rng.beta(1.7, 4.9, rows)).round(3)
    drive = numpy.empty(rows)
    drive[numpy.argsort(engagement)] = numpy.sort(rng.standard_normal(rows))
    columns = [premium, platinum, engagement]
    columns += [rng.choice(len(shares), rows, p=shares) for shares in ([0.48, 0.48, 0.04], [0.46, 0.33, 0.21], [0.1] * 10)]
    columns += [rng.poisson(activity(rng, drive, mean)) for mean in COUNTS]
    columns += [(100 * rng.beta(a, b, rows)).round(1) for a, b in BETAS]
    columns += [rng.gamma(shape, scale, rows).round(1) for shape, scale in GAMMAS]
    columns += [(mean * numpy.exp(0.6 * rng.standard_normal(rows))).round(2) for mean in LOG_NORMALS]
    followers, tenure, earnings = (power_law(rng, rows, scale, exponent) for scale, exponent in [(110, 1.75), (12, 2.2), (5, 1.25)])
    feed = activity(rng, drive, 30).round(1)
    swipes = rng.poisson(activity(rng, drive, 37))
    right = rng.binomial(swipes, rng.beta(3, 7.1, rows))
    matches = rng.binomial(right, numpy.minimum(0.02 * numpy.exp(0.8 * rng.standard_normal(rows)), 0.2))
    ever = rng.poisson(30.4 * matches * tenure)
    dates = rng.poisson(15 / (1 + (300 / numpy.maximum(ever, 0.1)) ** 3))
    kept = rng.binomial(dates, rng.beta(16, 4, rows))
    columns += [followers, tenure, earnings, feed, swipes, right, matches, ever, dates, kept, followers / columns[-2]]
    columns += [percent(right, swipes), percent(matches, right), percent(kept, dates), percent(kept, ever)]
    subscription = numpy.where(platinum, 19.99, numpy.where(premium, 9.99, 0))
    spending = (rng.gamma(1.6, 3, rows) * (premium | (rng.random(rows) < 0.3)) * numpy.exp(0.25 * drive)).round(2)
    ads = (feed * rng.gamma(4, 0.25, rows) * numpy.where(premium, 0.01, 0.1)).round(2)
    revenue = subscription + spending + ads
    columns += [subscription, spending, ads, revenue, revenue * tenure, rng.poisson(tenure * 0.6)]
    leaving = 1 / (1 + numpy.exp(3.2 * (engagement - 0.37) + 0.25 * numpy.log1p(tenure) - 0.9 * (tenure <= 3) + 0.5 * rng.standard_normal(rows)))
    columns += [leaving.round(3), rng.random(rows) < leaving, rng.geometric(0.08 + 0.75 * engagement) - 1]
    score = drive + rng.gumbel(size=rows)
    columns += [score >= numpy.partition(score, -rows // 15)[-rows // 15], numpy.floor(18 + 48 * rng.beta(2.2, 5.2, rows))]
    return columns


def main():
    rows = int(sys.argv[1])
    start, before = time.perf_counter(), time.process_time()
    columns = draw(rows)
    seconds, processor = time.perf_counter() - start, time.process_time() - before
    print(json.dumps({"columns": len(columns), "seconds": seconds, "processor_seconds": processor}))


main()
