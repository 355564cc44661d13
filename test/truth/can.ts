// Answers requests from a bundle the way `nhi can` does, for the comparison with an independent evaluator:
//   node compare.mjs --nhi "npx tsx test/truth/can.ts"
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { answerLine } from "../../src/analyze/aws/batch.js";
import { buildEstate } from "../../src/analyze/aws/estate.js";
import { createEvaluator } from "../../src/analyze/aws/evaluator.js";
import { readBundle, toInput } from "./aws-input.js";

const { values } = parseArgs({
  allowPositionals: true,
  options: { bundle: { type: "string" }, requests: { type: "string" }, format: { type: "string" } },
});
const evaluator = createEvaluator(buildEstate(toInput(readBundle(values.bundle ?? ""))));
const lines = readFileSync(values.requests ?? "", "utf8").split("\n");
const answers = lines.filter((line) => line.trim() !== "").map((line) => answerLine(evaluator, line));
process.stdout.write(`${answers.join("\n")}\n`);
