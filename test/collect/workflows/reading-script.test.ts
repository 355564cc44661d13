// What runs by a script, of an artifact that somebody else made: nothing where the script only reads it.
import { expect, it } from "vitest";
import { onlyReads } from "../../../src/collect/shared/workflows/reading-script.js";

it.each([
  ["prints a file", "cat pr/number.txt"],
  ["keeps what it read", 'echo "number=$(cat pr/NR)" >> "$GITHUB_OUTPUT"'],
  ["unpacks, then counts", "unzip -o out.zip\nwc -l report.txt"],
  ["comments", 'gh pr comment "$NUMBER" --body-file report.md'],
  ["asks first", "if [ -f report.md ]; then\n  cat report.md | head -5\nelse\n  echo none\nfi"],
  ["goes through files", "for f in out/*.txt; do\n  cat $f\ndone"],
  ["has a comment and a variable", "# make it short\nNUMBER=$(head -1 number.txt)\necho $NUMBER"],
  ["goes on on the next line", "echo one \\\n  two"],
])("a script that %s only reads", (_what, script) => {
  expect(onlyReads(script)).toBe(true);
});

it.each([
  ["runs the file", "bash out/deploy.sh"],
  ["runs it by its name", "./out/deploy.sh"],
  ["reads and then runs", "cat out/report.txt && ./out/run"],
  ["runs what it reads", "cat out/run | sh"],
  ["runs it in what it prints", 'echo "$(./out/run)"'],
  ["takes its variables in", "source out/env.sh"],
  ["takes its variables in by a dot", ". out/env.sh"],
  ["evaluates", 'eval "$(cat out/run)"'],
  ["sets variables of later steps", 'cat out/env >> "$GITHUB_ENV"'],
  ["says where later programs are", 'echo out >> "$GITHUB_PATH"'],
  ["says where its own programs are", "PATH=out cat x"],
  ["has text of earlier steps put into it", "echo ${{ steps.read.outputs.number }}"],
  ["builds", "npm ci"],
  ["runs Python", "python3 report.py"],
  ["searches with a command of its own", "find . -exec ./x {} +"],
])("a script that %s does more", (_what, script) => {
  expect(onlyReads(script)).toBe(false);
});
