// Which environment something belongs to: the config knows, a tag says, a name suggests. What nothing labels stays open.
import type { EstateConfig, StoredScope } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import { createGlobMap } from "./glob-map.js";
import { statedTag } from "./values.js";

export interface Labelled {
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  readonly tags: unknown;
}

export interface Environments {
  /** Columns environment, environment_confidence and environment_source; none when unlabelled, or when names disagree. */
  columnsOf(node: Labelled): JsonRecord;
}

const NONE: JsonRecord = {};
const CONFIG = 1;
const TAG = 0.9;
const NAME = 0.5;
const MANAGEMENT = "management";

/** Words that people use, and the environment they mean. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ...["prod", "prd", "production", "live"].map((word) => [word, "production"] as const),
  ...["stage", "staging", "stg", "preprod", "uat"].map((word) => [word, "staging"] as const),
  ...["dev", "develop", "development"].map((word) => [word, "development"] as const),
  ...["test", "testing", "qa"].map((word) => [word, "test"] as const),
  ...["sandbox", "sbx", "playground"].map((word) => [word, "sandbox"] as const),
]);

/** What whole accounts are for, by the names that landing zones give them; a role called so may be anything. */
const SCOPE_WORDS: ReadonlyMap<string, string> = new Map([
  ...["security", "sec", "audit"].map((word) => [word, "security"] as const),
  ...["shared", "tooling", "tools", "network", "logs", "log"].map((word) => [word, "shared"] as const),
  ...["ci", "cicd", "deploy", "deployment", "build"].map((word) => [word, "ci"] as const),
  ...["management", "mgmt", "root", "master", "payer"].map((word) => [word, "management"] as const),
]);

/**
 * Whether a label is only what the name of an account sounds like. One that is called security or shared is not thereby known
 * to be allowed into production; what builds and deploys is expected to be.
 */
export function isGuessedPurpose({ environment, confidence }: Pick<Label, "environment" | "confidence">): boolean {
  return confidence <= NAME && environment !== "ci" && PURPOSES.has(environment);
}

/** Whether the label in these columns is only what a name sounds like. */
export function isGuess({ environment_confidence: confidence }: JsonRecord): boolean {
  return typeof confidence === "number" && confidence <= NAME;
}

const PURPOSES: ReadonlySet<string> = new Set(SCOPE_WORDS.values());

/** The word after them says what it is not, and so nothing. */
const NEGATIONS = new Set(["non", "not", "no"]);

interface Label {
  readonly environment: string;
  readonly confidence: number;
  /** config, tag:<key>, organization or name; behind `account ` when it is said of the account. */
  readonly source: string;
}

/** Looks up the environment of a node: what the configuration says of it, else what tags and names say. */
export function createEnvironments(config: EstateConfig, scopes: readonly StoredScope[]): Environments {
  const patterns = createGlobMap(
    Object.entries(config.environments).flatMap(([name, globs]) => globs.map((glob) => [glob, name] as const)),
  );
  const managers = new Set(
    scopes.flatMap(({ properties: { management_account: id } }) => (typeof id === "string" ? [`aws:${id}`] : [])),
  );
  const namedIn = new Map(scopes.map(({ id, name }) => [id, managers.has(id) ? managerNamed(name) : scopeNamed(name)]));
  const ofScope = new Map(scopes.map((scope) => [scope.id, scopeLabel(scope, config, patterns.find)]));
  const made = new Map<string, JsonRecord>();
  const toColumns = ({ environment, confidence, source }: Label): JsonRecord => {
    const key = `${source} ${environment}`;
    const columns = made.get(key) ?? {
      environment,
      environment_confidence: confidence,
      environment_source: source,
    };
    made.set(key, columns);
    return columns;
  };
  return {
    columnsOf(node) {
      const scope = ofScope.get(node.scope);
      const configured = patterns.isEmpty ? undefined : patterns.find([node.id, node.name]);
      const own =
        configured === undefined
          ? tagLabel(node.tags, config.environmentTags)
          : { environment: configured, confidence: CONFIG, source: "config" };
      const label = best(own, scope) ?? nameLabel(environmentsIn(node.name), namedIn.get(node.scope) ?? []);
      if (label === undefined) return NONE;
      // The organisation says so, not the name.
      const isKnown = label.environment === MANAGEMENT && managers.has(node.scope);
      return toColumns(isKnown ? { environment: MANAGEMENT, confidence: TAG, source: "organization" } : label);
    },
  };
}

/** What is said of the thing itself counts before what is said of its scope, unless the scope is more certain. */
function best(own: Label | undefined, scope: Label | undefined): Label | undefined {
  if (own === undefined || scope === undefined) return own ?? scope;
  return scope.confidence > own.confidence ? scope : own;
}

function scopeLabel(
  scope: StoredScope,
  config: EstateConfig,
  find: (texts: readonly string[]) => string | undefined,
): Label | undefined {
  const configured = find([scope.id, scope.name]);
  if (configured !== undefined) return { environment: configured, confidence: CONFIG, source: "account config" };
  const label = tagLabel(scope.properties["tags"], config.environmentTags);
  return label && { ...label, source: `account ${label.source}` };
}

function tagLabel(tags: unknown, keys: readonly string[]): Label | undefined {
  const tag = statedTag(tags, keys);
  if (tag === undefined) return undefined;
  const value = tag.value.toLowerCase();
  return { environment: WORDS.get(value) ?? value, confidence: TAG, source: `tag:${tag.key}` };
}

/** One environment that all names suggest; names that disagree suggest none. */
function nameLabel(own: readonly string[], scope: readonly string[]): Label | undefined {
  const [environment] = own.length > 0 ? own : scope;
  if (environment === undefined) return undefined;
  const isOne = [...own, ...scope].every((other) => other === environment);
  return isOne ? { environment, confidence: NAME, source: own.length > 0 ? "name" : "account name" } : undefined;
}

/** The account that runs the organisation is for that, unless it is called an environment and so is used as one too. */
function managerNamed(name: string): readonly string[] {
  const environments = environmentsIn(name);
  return environments.length > 0 ? environments : [MANAGEMENT];
}

/** A word for an environment counts before one for a purpose: `security-dev` is a place to try things. */
function scopeNamed(name: string): readonly string[] {
  const environments = environmentsIn(name);
  if (environments.length > 0) return environments;
  const purposes = wordsIn(name).flatMap((word) => SCOPE_WORDS.get(word) ?? []);
  return new Set(purposes).size === 1 ? purposes : [];
}

const ANY_WORD = new RegExp([...WORDS.keys()].join("|"), "i");

function environmentsIn(name: string): readonly string[] {
  if (!ANY_WORD.test(name)) return [];
  const words = wordsIn(name);
  return words.flatMap((word, i) => {
    const environment = WORDS.get(word);
    const before = words[i - 1] ?? "";
    if (environment === undefined || NEGATIONS.has(before)) return [];
    return environment === "production" && before === "pre" ? ["staging"] : [environment];
  });
}

function wordsIn(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .split(/[^a-z]+/);
}
