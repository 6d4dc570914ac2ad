"""Trains or applies LightGBM on columns of doubles from files, and prints seconds and predictions' file as JSON."""

import json
import resource
import sys
import time

import lightgbm
import numpy


def main():
    job = json.loads(sys.argv[1])
    columns = numpy.fromfile(job["features"]).reshape(job["columns"], job["rows"])
    table = numpy.ascontiguousarray(columns.T)
    if "model" in job:
        booster = lightgbm.Booster(model_file=job["model"])
        start, before = time.perf_counter(), time.process_time()
        scores = booster.predict(table, num_threads=1)
    else:
        target = numpy.fromfile(job["target"])
        train = job["train_rows"]
        start, before = time.perf_counter(), time.process_time()
        data = lightgbm.Dataset(table[:train], target[:train], params=job["parameters"])
        booster = lightgbm.train(job["parameters"], data, job["rounds"])
        scores = None
    seconds, processor = time.perf_counter() - start, time.process_time() - before
    if scores is None:
        scores = booster.predict(table[train:])
    scores.tofile(job["scores"])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"version": lightgbm.__version__, "seconds": seconds, "processor_seconds": processor, "peak_kilobytes": peak}))


main()
