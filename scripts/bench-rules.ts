// Measures the rule engine alone: CPU seconds for N rows against M rules, without the store.
// Rows are shared out evenly over the views that the rules name.
// usage: node --import tsx scripts/bench-rules.ts [rows] [rules]
import { loadRules } from "../src/catalog/load-rules.js";
import { checkExpressions } from "../src/evaluate/check-expressions.js";
import { evaluateRules } from "../src/evaluate/evaluate.js";
import type { Row } from "../src/evaluate/row.js";
import type { RowSource } from "../src/evaluate/row-source.js";
import { type Rule, requiredDataSets } from "../src/model/rule.js";
import { viewNamed } from "../src/model/views/index.js";

const NOW = new Date("2026-01-01T00:00:00Z");
const DAY = 86_400_000;

/** A row whose columns vary with n and are NULL here and there, as rows of a real account do. */
function toRow(viewName: string, types: readonly string[], columns: readonly string[], n: number): Row {
  const view = viewNamed(viewName);
  const row: { [column: string]: string | number | null } = {};
  columns.forEach((name, index) => {
    const type = view?.columns.find((column) => column.name === name)?.type ?? "text";
    row[name] = (n * 7 + index) % 41 === 0 ? null : toValue(type, n + index);
  });
  return {
    ...row,
    id: `id-${n}`,
    type: types[n % Math.max(1, types.length)] ?? "x",
    name: `name-${n}`,
    scope: "aws:111122223333",
  };
}

function toValue(type: string, n: number): string | number {
  if (type === "time") return new Date(NOW.getTime() - ((n * 31) % 100 === 0 ? 400 : n % 30) * DAY).toISOString();
  if (type === "integer") return n % 5;
  if (type === "boolean") return n % 3 === 0 ? 1 : 0;
  if (type === "real") return (n % 10) / 10;
  if (type === "json") return '["oidc","aws-service"]';
  return n % 2 === 0 ? "active" : "inactive";
}

const [count = 100_000, many = 30] = process.argv.slice(2).map(Number);
const loaded = await loadRules("rules", "built-in", checkExpressions);
const rules: Rule[] = Array.from({ length: many }, (_, index) => {
  const rule = loaded[index % loaded.length] as Rule;
  return { ...rule, id: `${rule.id}-${index}` };
});
const share = Math.ceil(count / new Set(rules.map(({ from }) => from)).size);
const rows: RowSource = {
  *rows(view, { types, columns }) {
    for (let n = 0; n < share; n++) yield toRow(view, types, columns, n);
  },
};
const dataSets = [...new Set(rules.flatMap(requiredDataSets))];
const scopes = [
  {
    id: "aws:111122223333",
    type: "aws.account",
    name: "bench",
    coverage: dataSets.map((dataSet) => ({ dataSet, state: "complete" as const })),
    gaps: [],
    identities: 0,
  },
];

let rowCpu = process.cpuUsage();
for (const view of new Set(rules.map(({ from }) => from))) {
  for (const _row of rows.rows(view, {
    types: ["x"],
    columns: viewNamed(view)?.columns.map(({ name }) => name) ?? [],
  }));
}
rowCpu = process.cpuUsage(rowCpu);
const cpu = process.cpuUsage();
const { findings, notEvaluated } = evaluateRules({ rules, rows, scopes, now: NOW });
const used = process.cpuUsage(cpu);
const seconds = (usage: NodeJS.CpuUsage): string => ((usage.user + usage.system) / 1e6).toFixed(2);
console.log(`${count} rows, ${many} rules in ${new Set(rules.map(({ from }) => from)).size} views`);
console.log(`${seconds(used)} CPU s, of which about ${seconds(rowCpu)} made the rows`);
console.log(
  `${findings.length} findings, ${notEvaluated.length} not evaluated, ${Math.round(process.memoryUsage().rss / 1e6)} MB`,
);
