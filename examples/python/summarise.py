"""Summarises the readings of each sensor. Needs nothing but Python's standard library.

Reads   inputs/   the readings as CSV, and how many standard deviations from the mean make an outlier
Writes  outputs/  summaries.json and table.md
Tracks  metrics.jsonl  the readings and the outliers of each sensor
"""

import csv
import json
import statistics
from pathlib import Path


def main():
    inputs = json.loads(Path("inputs.json").read_text())
    readings = read_readings(inputs["readings"]["path"])
    limit = json.loads(Path(inputs["limit"]["path"]).read_text())

    summaries = []
    with open("metrics.jsonl", "a") as metrics:
        for step, (sensor, values) in enumerate(sorted(readings.items())):
            summary = summarise(sensor, values, limit)
            summaries.append(summary)
            print(f"{sensor}: {summary['outliers']} of {summary['count']} readings are outliers")
            for metric in ("count", "outliers"):
                line = {"metric": metric, "value": summary[metric], "step": step}
                print(json.dumps(line), file=metrics, flush=True)

    Path("outputs/summaries.json").write_text(json.dumps(summaries))
    Path("outputs/table.md").write_text(to_table(summaries))


def read_readings(path):
    """The readings of each sensor, in the order of the file."""
    readings = {}
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            readings.setdefault(row["sensor"], []).append(float(row["value"]))
    return readings


def summarise(sensor, values, limit):
    """What the readings of one sensor look like."""
    mean = statistics.fmean(values)
    deviation = statistics.pstdev(values)
    return {
        "sensor": sensor,
        "count": len(values),
        "mean": round(mean, 3),
        "deviation": round(deviation, 3),
        "outliers": sum(abs(value - mean) > limit * deviation for value in values),
    }


def to_table(summaries):
    """The summaries as a table in Markdown."""
    columns = ("sensor", "count", "mean", "deviation", "outliers")
    rows = [columns, ["---"] * len(columns), *([str(each[column]) for column in columns] for each in summaries)]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


if __name__ == "__main__":
    main()
