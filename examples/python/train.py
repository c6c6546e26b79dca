"""Trains a perceptron that reads handwritten digits. Needs nothing but Python's standard library.

Reads   inputs/        digits to train with, digits to watch the training, how many epochs, a seed
Writes  outputs/       model.json and report.md
Tracks  metrics.jsonl  mistakes and accuracy of each epoch
"""

import csv
import json
import random
from operator import mul
from pathlib import Path

CLASSES = range(10)


def main():
    inputs = json.loads(Path("inputs.json").read_text())
    training = read_digits(inputs["training"]["path"])
    validation = read_digits(inputs["validation"]["path"])
    epochs = inputs["epochs"]["value"]
    seed = inputs["seed"]["value"]

    with open("metrics.jsonl", "a") as metrics:

        def track(**line):
            print(json.dumps(line), file=metrics, flush=True)

        track(param="digits", value=len(training))
        for epoch, (mistakes, weights) in enumerate(fit(training, epochs, seed), start=1):
            share = accuracy(weights, validation)
            track(metric="mistakes", value=mistakes, step=epoch)
            track(metric="accuracy", value=share, step=epoch)
            print(f"epoch {epoch}: {mistakes} mistakes in training, {share:.1%} of the validation digits read")

    Path("outputs/model.json").write_text(json.dumps({"weights": weights}))
    Path("outputs/report.md").write_text(to_report(weights, validation))


def read_digits(path):
    """Pairs of pixels, with a 1 for the bias at their end, and the digit that was meant."""
    with open(path, newline="") as file:
        rows = [[int(text) for text in row] for row in csv.reader(file)]
    return [([*row[:-1], 1], row[-1]) for row in rows]


def fit(digits, epochs, seed):
    """Yields the mistakes of each epoch and the mean of all weights up to its end, which errs less than the last ones."""
    digits = list(digits)
    generator = random.Random(seed)
    weights = [[0.0] * 65 for _ in CLASSES]
    # Each change times the number of digits before it: enough to find the mean without summing up after each digit.
    weighted = [[0.0] * 65 for _ in CLASSES]
    seen = 0
    for _ in range(epochs):
        generator.shuffle(digits)
        mistakes = 0
        for pixels, meant in digits:
            taken = read(weights, pixels)
            if taken != meant:
                mistakes += 1
                for digit, sign in ((meant, 1), (taken, -1)):
                    weights[digit] = [weight + sign * pixel for weight, pixel in zip(weights[digit], pixels)]
                    weighted[digit] = [sum_ + sign * seen * pixel for sum_, pixel in zip(weighted[digit], pixels)]
            seen += 1
        yield mistakes, [
            [weight - sum_ / seen for weight, sum_ in zip(weights[digit], weighted[digit])] for digit in CLASSES
        ]


def read(weights, pixels):
    """The digit whose weights give the largest sum."""
    scores = [sum(map(mul, row, pixels)) for row in weights]
    return scores.index(max(scores))


def accuracy(weights, digits):
    return sum(read(weights, pixels) == meant for pixels, meant in digits) / len(digits)


def to_report(weights, digits):
    """How well each digit is read, as a table in Markdown."""
    lines = ["| digit | read rightly |", "| --- | --- |"]
    for digit in sorted({meant for _, meant in digits}):
        own = [each for each in digits if each[1] == digit]
        lines.append(f"| {digit} | {accuracy(weights, own):.1%} of {len(own)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
