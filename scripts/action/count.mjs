// Prints two figures of a JSON report: findings that are there, and those of them that the baseline does not know.
import { readFileSync } from "node:fs";

const [, , file = ""] = process.argv;
const { findings } = JSON.parse(readFileSync(file, "utf8"));
const there = findings.filter(({ state }) => state !== "waived");
const fresh = there.filter(({ state, isNew }) => state === "finding" && isNew !== false);
process.stdout.write(`${there.length} ${fresh.length}\n`);
