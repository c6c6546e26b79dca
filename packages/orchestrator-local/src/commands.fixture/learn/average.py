def mean(rows):
    return sum(rows) / len(rows)
