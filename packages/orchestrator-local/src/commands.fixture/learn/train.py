import json
import os
from pathlib import Path

from average import mean

inputs = json.loads(Path(os.environ["REGAUGE_INPUTS"]).read_text())
rows = json.loads(Path(inputs["rows"]["path"]).read_text())

with open(os.environ["REGAUGE_METRICS"], "a", encoding="utf8") as metrics:
    for step, row in enumerate(rows):
        metrics.write(json.dumps({"metric": "row", "value": row, "step": step}) + "\n")
    metrics.write(json.dumps({"metric": "nan", "value": float("nan")}) + "\n")
    metrics.write(json.dumps({"param": "rows", "value": len(rows)}) + "\n")

print("learnt from", len(rows), "rows, grüße")
outputs = Path(os.environ["REGAUGE_OUTPUTS"])
(outputs / "mean.json").write_text(json.dumps(mean(rows)))
(outputs / "weights.onnx").write_bytes(bytes([1, 2, 3]))
Path("outputs.json").write_text(json.dumps({"model": {"path": "outputs/weights.onnx"}}))
