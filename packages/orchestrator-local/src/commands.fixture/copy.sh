set -e
test -f "$REGAUGE_INPUTS"
cp inputs/text.txt outputs/text.txt
count=$(cat inputs/count.json)
printf '{"count": %s, "step": "%s"}' "$count" "$REGAUGE_STEP" > "$REGAUGE_OUTPUTS/facts.json"
echo "copied" >&2
