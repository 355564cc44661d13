// From the text of a policy to its compiled form. Tolerant: single values instead of lists, element names and effects in any
// case; what cannot be understood becomes a named problem, never an error and never a statement that is quietly left out.
import { addAll } from "../../../model/add-all.js";
import { type Condition, type ConditionProblem, keysOf, toEntries } from "../condition/condition.js";
import { type ActionSets, createActionSets } from "./action-set.js";
import { type ActionDictionary, actionDictionary } from "./actions.js";
import { type Elements, type NamedElements, toCanonical } from "./element-names.js";
import { isPlain } from "./plain.js";
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
  /** The policy of a hash that was compiled before: its text need not be read again. */
  compiled(hash: string): Policy | undefined;
  /** Every condition of the policies compiled so far; those that are compiled later have none. */
  conditions(): Iterable<Condition>;
}

interface Interners {
  readonly actionSets: ActionSets;
  readonly resourceSets: ResourceSets;
  condition(block: Elements, hasVariables: boolean, problems: ConditionProblem[]): Condition | undefined;
}

/**
 * A compiler that keeps what it compiled: policies by hash, lists of actions and resources by text. `isForLater` tells the texts that
 * are compiled when their statements are asked for; those with problems among them have none to report.
 */
export function createPolicyCompiler(isForLater: (text: string) => boolean = isPlain): PolicyCompiler {
  const dictionary = actionDictionary();
  const conditions = createConditions();
  const interners: Interners = {
    actionSets: createActionSets(dictionary),
    resourceSets: createResourceSets(),
    condition: conditions.of,
  };
  const policies = new Map<string, Policy>();
  return {
    dictionary,
    actionSets: interners.actionSets,
    resourceSets: interners.resourceSets,
    compiled: (hash) => policies.get(hash),
    conditions: conditions.all,
    compile(hash, text) {
      const existing = policies.get(hash);
      if (existing) return existing;
      const policy = isForLater(text) ? new LaterPolicy(hash, text, interners) : compileText(hash, text, interners);
      policies.set(hash, policy);
      return policy;
    },
  };
}

/** Conditions by text: most statements that have one share it with many others. */
function createConditions(): { readonly of: Interners["condition"]; all(): Iterable<Condition> } {
  const byText = new Map<string, { readonly condition: Condition; readonly problems: readonly ConditionProblem[] }>();
  const of: Interners["condition"] = (block, hasVariables, problems) => {
    const text = `${hasVariables ? "" : "-"}${JSON.stringify(block)}`;
    let made = byText.get(text);
    if (!made) {
      const found: ConditionProblem[] = [];
      const entries = toEntries(block, hasVariables, found);
      made = { condition: { id: byText.size, entries, keys: keysOf(entries) }, problems: found };
      byText.set(text, made);
    }
    addAll(problems, made.problems);
    return made.condition.entries.length > 0 ? made.condition : undefined;
  };
  return {
    of,
    *all() {
      for (const { condition } of byText.values()) yield condition;
    },
  };
}

/** A policy whose text shows that it holds statements and nothing odd: compiled when they are first asked for. */
class LaterPolicy implements Policy {
  readonly hash: string;
  readonly problems = NO_PROBLEMS;
  readonly isOpaque = false;
  #text: string;
  #statements: readonly Statement[] | undefined;
  readonly #interners: Interners;

  constructor(hash: string, text: string, interners: Interners) {
    this.hash = hash;
    this.#text = text;
    this.#interners = interners;
  }

  get statements(): readonly Statement[] {
    if (this.#statements === undefined) {
      this.#statements = compileText(this.hash, this.#text, this.#interners).statements;
      this.#text = "";
    }
    return this.#statements;
  }

  mayName(actions: RegExp): boolean {
    return this.#statements !== undefined || actions.test(this.#text);
  }

  isSilentOn(service: string): boolean {
    return this.#statements === undefined
      ? !this.#text.includes(`"${service}:`)
      : !this.#statements.some(({ actions }) => actions.patterns.some((pattern) => pattern.startsWith(`${service}:`)));
  }
}

function compileText(hash: string, text: string, interners: Interners): Policy {
  let document: unknown;
  try {
    // files of a bundle may have been saved with a byte order mark
    document = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    return unreadPolicy(hash, `the document is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isElements(document)) return unreadPolicy(hash, "the document is not a JSON object");
  const { Statement: written, Version: version } = toCanonical(document);
  if (written === undefined) return unreadPolicy(hash, "the document has no Statement");
  const faults = new Faults();
  const statements: Statement[] = [];
  const list: unknown[] = Array.isArray(written) ? written : [written];
  for (const raw of list) {
    const statement = compileStatement(raw, version === VARIABLES_VERSION, interners, faults);
    if (statement) statements.push(statement);
    faults.index++;
  }
  return { hash, statements, problems: faults.found ?? NO_PROBLEMS, isOpaque: statements.length < list.length };
}

/** Collects problems of one statement after the other. */
class Faults {
  /** Of the statement at hand. */
  index = 0;
  found: PolicyProblem[] | undefined;

  report(message: string, part = ""): undefined {
    this.found ??= [];
    this.found.push({ where: `Statement[${this.index}]${part}`, message });
    return undefined;
  }
}

const NO_PROBLEMS: readonly PolicyProblem[] = [];

function isElements(value: unknown): value is Elements {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Undefined when the statement could mean anything; the problem is named. */
function compileStatement(
  raw: unknown,
  hasVariables: boolean,
  interners: Interners,
  faults: Faults,
): Statement | undefined {
  if (!isElements(raw)) return faults.report("the statement is not a JSON object");
  const elements = toCanonical(raw);
  const isAllow = elements.Effect === "Allow" || /^allow$/i.test(toText(elements.Effect ?? ""));
  if (!isAllow && !/^deny$/i.test(toText(elements.Effect ?? "")))
    return faults.report("Effect is neither Allow nor Deny");
  const actions = toList(elements.Action);
  const notActions = toList(elements.NotAction);
  if (!actions && !notActions) return faults.report("the statement has no Action");
  if (actions && notActions) faults.report("the statement has Action and NotAction; only Action is read");
  for (const name of LISTS) reportOddList(name, elements[name], faults);
  const condition = compileCondition(elements.Condition, hasVariables, interners, faults);
  if (condition === "broken") return undefined;
  const sid = elements.Sid;
  return {
    index: faults.index,
    sid: typeof sid === "string" && sid !== "" ? sid : undefined,
    isAllow,
    actions: interners.actionSets.intern(actions ?? notActions ?? [], !actions),
    resources: compileResources(elements, hasVariables, interners.resourceSets),
    principals: compilePrincipals(elements, faults),
    condition,
  };
}

const LISTS = ["Action", "NotAction", "Resource", "NotResource"] as const;

/** AWS refuses these when a policy is written; in a document from elsewhere they name nothing, and people should know. */
function reportOddList(name: (typeof LISTS)[number], raw: unknown, faults: Faults): void {
  if (raw === undefined || raw === null || typeof raw === "string") return;
  if (!Array.isArray(raw)) faults.report(`${name} is neither a text nor a list of texts`);
  else if (raw.length === 0) faults.report(`${name} is an empty list, which names nothing`);
  else if (raw.some((text) => typeof text !== "string")) faults.report(`${name} has an element that is no text`);
}

/** A text or a list of texts; undefined when the element is not there. */
function toList(raw: unknown): readonly string[] | undefined {
  if (raw === undefined || raw === null) return undefined;
  if (typeof raw === "string") return [raw];
  return Array.isArray(raw) ? raw.map(toText) : [toText(raw)];
}

/** Anything but a text is kept readable: it matches nothing, and people see what stands there. */
function toText(raw: unknown): string {
  return typeof raw === "string" ? raw : JSON.stringify(raw);
}

const EVERYTHING = ["*"];

function compileResources(elements: NamedElements, hasVariables: boolean, sets: ResourceSets): ResourceSet {
  const resources = toList(elements.Resource);
  if (resources) return sets.intern(resources, false, hasVariables);
  const others = toList(elements.NotResource);
  // trust policies have no Resource: they are about the role that holds them
  return others ? sets.intern(others, true, hasVariables) : sets.intern(EVERYTHING, false, hasVariables);
}

function compileCondition(
  block: unknown,
  hasVariables: boolean,
  interners: Interners,
  faults: Faults,
): Condition | undefined | "broken" {
  if (block === undefined || block === null) return undefined;
  if (!isElements(block)) {
    faults.report("Condition is not a JSON object", ".Condition");
    return "broken";
  }
  const problems: ConditionProblem[] = [];
  const condition = interners.condition(block, hasVariables, problems);
  for (const { where, message } of problems) faults.report(message, `.Condition ${where}`.trimEnd());
  return condition;
}

const NOBODY: readonly string[] = [];

function compilePrincipals({ Principal, NotPrincipal }: NamedElements, faults: Faults): PrincipalSet | undefined {
  const element = Principal ?? NotPrincipal;
  if (element === undefined || element === null) return undefined;
  const byKind: NamedElements = isElements(element) ? toCanonical(element) : { AWS: element };
  const aws = toList(byKind.AWS) ?? NOBODY;
  for (const text of aws) {
    if (text !== "*" && /[*?]/.test(text))
      faults.report(`"${text}": wildcards do not work in a principal`, ".Principal");
  }
  return {
    isNegated: Principal === undefined,
    isEveryone: aws.includes("*"),
    aws,
    services: toList(byKind.Service) ?? NOBODY,
    federated: toList(byKind.Federated) ?? NOBODY,
    canonicalUsers: toList(byKind.CanonicalUser) ?? NOBODY,
  };
}
