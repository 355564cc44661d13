// From the text of a policy to its compiled form. Tolerant: single values instead of lists, element names and effects in any
// case; what cannot be understood becomes a named problem, never an error and never a statement that is quietly left out.
import { type Condition, type ConditionProblem, keysOf, toEntries } from "../condition/condition.js";
import { type ActionSets, createActionSets } from "./action-set.js";
import { type ActionDictionary, actionDictionary } from "./actions.js";
import { type Policy, type PolicyProblem, type Statement, unreadPolicy } from "./policy.js";
import type { PrincipalSet } from "./principal-set.js";
import { createResourceSets, type ResourceSet, type ResourceSets } from "./resource-set.js";

const VARIABLES_VERSION = "2012-10-17";

export interface PolicyCompiler {
  readonly dictionary: ActionDictionary;
  readonly actionSets: ActionSets;
  readonly resourceSets: ResourceSets;
  /** Compiled policy of a text; the same hash is compiled once. */
  compile(hash: string, text: string): Policy;
}

interface Interners {
  readonly actionSets: ActionSets;
  readonly resourceSets: ResourceSets;
  condition(block: Elements, hasVariables: boolean, problems: ConditionProblem[]): Condition | undefined;
}

type Elements = { readonly [name: string]: unknown };

export function createPolicyCompiler(): PolicyCompiler {
  const dictionary = actionDictionary();
  const interners: Interners = {
    actionSets: createActionSets(dictionary),
    resourceSets: createResourceSets(),
    condition: createConditions(),
  };
  const policies = new Map<string, Policy>();
  return {
    dictionary,
    actionSets: interners.actionSets,
    resourceSets: interners.resourceSets,
    compile(hash, text) {
      const existing = policies.get(hash);
      if (existing) return existing;
      const policy = compileText(hash, text, interners);
      policies.set(hash, policy);
      return policy;
    },
  };
}

/** Conditions by text: most statements that have one share it with many others. */
function createConditions(): Interners["condition"] {
  const byText = new Map<string, { readonly condition: Condition; readonly problems: readonly ConditionProblem[] }>();
  return (block, hasVariables, problems) => {
    const text = `${hasVariables ? "" : "-"}${JSON.stringify(block)}`;
    let made = byText.get(text);
    if (!made) {
      const found: ConditionProblem[] = [];
      const entries = toEntries(block, hasVariables, found);
      made = { condition: { id: byText.size, entries, keys: keysOf(entries) }, problems: found };
      byText.set(text, made);
    }
    problems.push(...made.problems);
    return made.condition.entries.length > 0 ? made.condition : undefined;
  };
}

function compileText(hash: string, text: string, interners: Interners): Policy {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return unreadPolicy(hash, `the document is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isElements(document)) return unreadPolicy(hash, "the document is not a JSON object");
  const written = pick(document, "Statement");
  if (written === undefined) return unreadPolicy(hash, "the document has no Statement");
  const hasVariables = pick(document, "Version") === VARIABLES_VERSION;
  const problems: PolicyProblem[] = [];
  const statements: Statement[] = [];
  let isOpaque = false;
  for (const [index, raw] of (Array.isArray(written) ? written : [written]).entries()) {
    const statement = compileStatement(raw, index, hasVariables, interners, problems);
    if (statement) statements.push(statement);
    else isOpaque = true;
  }
  return { hash, statements, problems, isOpaque };
}

function isElements(value: unknown): value is Elements {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An element by its name, in any case when it is not there as AWS writes it. */
function pick(elements: Elements, name: string): unknown {
  const exact = elements[name];
  if (exact !== undefined) return exact;
  const wanted = name.toLowerCase();
  for (const key in elements) if (key.length === name.length && key.toLowerCase() === wanted) return elements[key];
  return undefined;
}

/** Undefined when the statement could mean anything; the problem is named. */
function compileStatement(
  raw: unknown,
  index: number,
  hasVariables: boolean,
  interners: Interners,
  problems: PolicyProblem[],
): Statement | undefined {
  const where = `Statement[${index}]`;
  const report = (message: string, part = "") => void problems.push({ where: where + part, message });
  if (!isElements(raw)) return report("the statement is not a JSON object");
  const effect = toText(pick(raw, "Effect") ?? "").toLowerCase();
  if (effect !== "allow" && effect !== "deny") return report("Effect is neither Allow nor Deny");
  const actions = toList(pick(raw, "Action"));
  const notActions = toList(pick(raw, "NotAction"));
  if (!actions && !notActions) return report("the statement has no Action");
  if (actions && notActions) report("the statement has Action and NotAction; only Action is read");
  const condition = compileCondition(pick(raw, "Condition"), hasVariables, interners, (part, message) => {
    report(message, `.Condition ${part}`.trimEnd());
  });
  if (condition === "broken") return undefined;
  const sid = pick(raw, "Sid");
  return {
    index,
    sid: typeof sid === "string" && sid !== "" ? sid : undefined,
    isAllow: effect === "allow",
    actions: interners.actionSets.intern(actions ?? notActions ?? [], !actions),
    resources: compileResources(raw, hasVariables, interners.resourceSets),
    principals: compilePrincipals(raw, (message) => report(message, ".Principal")),
    condition,
  };
}

/** A text or a list of texts; undefined when the element is not there. */
function toList(raw: unknown): string[] | undefined {
  if (raw === undefined || raw === null) return undefined;
  return (Array.isArray(raw) ? raw : [raw]).map(toText);
}

/** Anything but a text is kept readable: it matches nothing, and people see what stands there. */
function toText(raw: unknown): string {
  return typeof raw === "string" ? raw : JSON.stringify(raw);
}

function compileResources(raw: Elements, hasVariables: boolean, sets: ResourceSets): ResourceSet {
  const resources = toList(pick(raw, "Resource"));
  if (resources) return sets.intern(resources, false, hasVariables);
  const others = toList(pick(raw, "NotResource"));
  // trust policies have no Resource: they are about the role that holds them
  return others ? sets.intern(others, true, hasVariables) : sets.intern(["*"], false, hasVariables);
}

function compileCondition(
  block: unknown,
  hasVariables: boolean,
  interners: Interners,
  report: (part: string, message: string) => void,
): Condition | undefined | "broken" {
  if (block === undefined || block === null) return undefined;
  if (!isElements(block)) {
    report("", "Condition is not a JSON object");
    return "broken";
  }
  const problems: ConditionProblem[] = [];
  const condition = interners.condition(block, hasVariables, problems);
  for (const { where, message } of problems) report(where, message);
  return condition;
}

function compilePrincipals(raw: Elements, report: (message: string) => void): PrincipalSet | undefined {
  const principal = pick(raw, "Principal");
  const element = principal ?? pick(raw, "NotPrincipal");
  if (element === undefined || element === null) return undefined;
  const byKind = isElements(element) ? element : { AWS: element };
  const named = (kind: string) => toList(pick(byKind, kind)) ?? [];
  const aws = named("AWS");
  for (const text of aws)
    if (text !== "*" && /[*?]/.test(text)) report(`"${text}": wildcards do not work in a principal`);
  return {
    isNegated: principal === undefined,
    isEveryone: aws.includes("*"),
    aws,
    services: named("Service"),
    federated: named("Federated"),
    canonicalUsers: named("CanonicalUser"),
  };
}
