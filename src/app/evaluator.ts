// The policy evaluator over what the store holds: for questions asked one by one.
import type { Estate as AwsEstate } from "../analyze/aws/estate.js";
import type { Evaluator } from "../analyze/aws/evaluator.js";
import { UsageError } from "../model/errors.js";
import { terminalText } from "../report/escape.js";
import type { Store } from "../store/index.js";
import { rulesInForce } from "./catalog.js";
import type { Settings } from "./settings.js";

/** Compiles every policy of the store; the evaluator answers from memory then. */
export async function openEvaluator(store: Store, settings: Settings, now: Date): Promise<Evaluator> {
  const [{ buildEstate }, { createEvaluator }, { tables }] = await Promise.all([
    import("../analyze/aws/estate.js"),
    import("../analyze/aws/evaluator.js"),
    rulesInForce({ rulesDirs: [], params: {} }),
  ]);
  return createEvaluator(buildEstate(store.analysisInput(settings.estate, tables, now)));
}

/** ARN of a principal by id or name; services, providers and `*` stand for themselves. A UsageError names what it may be. */
export function toPrincipal(text: string, store: Store, estate: AwsEstate): string {
  const stands =
    text === "*" || /\.(amazonaws\.com(\.cn)?|amazon\.com|aws\.internal)$/.test(text) || /^\d{12}$/.test(text);
  if (stands || estate.principal(text)) return text;
  const ids = store.resolve(text).filter((id) => estate.principal(id));
  const [id, ...others] = ids;
  if (others.length > 0) {
    throw new UsageError(`"${text}" may be any of:\n${ids.map((one) => `     ${terminalText(one)}`).join("\n")}`);
  }
  if (id !== undefined) return id;
  if (text.startsWith("arn:")) return text;
  throw new UsageError(`"${text}" is no user or role that was read; nhi inventory lists them`);
}
