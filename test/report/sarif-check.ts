// Plays GitHub code scanning: what it refuses or drops, as far as it is documented or known from its issues. The
// published validators let some of it pass (a result with logical locations only), hence a check of our own.
import type { Location, Log, Result, Run } from "sarif";

const MAX_RUNS = 20;
const MAX_RESULTS = 25_000;
const MAX_RULES = 25_000;
const MAX_TAGS = 20;
const MAX_STEPS = 10_000;
const MAX_LOCATIONS = 1000;
const MAX_DESCRIPTION = 1024;

/** Faults of a log, each with its place; an empty list means that GitHub takes it. */
export function checkSarifLocations(log: Log): string[] {
  const faults: string[] = [];
  const fault = (place: string, text: string): void => void faults.push(`${place}: ${text}`);
  if (log.version !== "2.1.0") fault("log", "not version 2.1.0");
  if (!log.$schema?.includes("sarif-2.1.0")) fault("log", "no $schema");
  if (log.runs.length === 0) fault("log", "no run");
  if (log.runs.length > MAX_RUNS) fault("log", `${log.runs.length} runs`);
  const categories = log.runs.map(categoryOf);
  if (new Set(categories).size !== categories.length) fault("log", `categories not unique: ${categories.join(", ")}`);
  for (const [at, run] of log.runs.entries()) checkRun(run, `runs[${at}]`, fault);
  checkTexts(log, "log", fault);
  return faults;
}

type Fault = (place: string, text: string) => void;

/** Category as GitHub reads it: all of the id up to the last slash. */
export function categoryOf(run: Run): string {
  const id = run.automationDetails?.id ?? "";
  return id.slice(0, id.lastIndexOf("/"));
}

function checkRun(run: Run, place: string, fault: Fault): void {
  const rules = run.tool.driver.rules ?? [];
  if (categoryOf(run) === "") fault(place, "no category");
  if (rules.length > MAX_RULES) fault(place, `${rules.length} rules`);
  if (new Set(rules.map(({ id }) => id)).size !== rules.length) fault(place, "a rule is declared twice");
  for (const rule of rules) {
    const where = `${place} rule ${rule.id}`;
    for (const text of [rule.shortDescription?.text, rule.fullDescription?.text]) {
      if (!text || text.length > MAX_DESCRIPTION) fault(where, "description absent, empty or too long");
    }
    if (!rule.help?.text) fault(where, "no help text");
    const severity = Number(rule.properties?.["security-severity"]);
    if (!(severity > 0 && severity <= 10)) fault(where, "no security-severity");
    if (!rule.properties?.tags?.includes("security")) fault(where, "not tagged as security");
    if ((rule.properties?.tags?.length ?? 0) > MAX_TAGS) fault(where, "too many tags");
    if (rule.name === rule.id) fault(where, "name is the id");
  }
  const results = run.results ?? [];
  if (results.length > MAX_RESULTS) fault(place, `${results.length} results`);
  const hashes = new Set<string>();
  for (const [at, result] of results.entries()) checkResult(run, result, `${place}.results[${at}]`, hashes, fault);
}

function checkResult(run: Run, result: Result, place: string, hashes: Set<string>, fault: Fault): void {
  if (!result.message.text) fault(place, "no message");
  if (run.tool.driver.rules?.[result.ruleIndex ?? -1]?.id !== result.ruleId)
    fault(place, "ruleIndex is not its rule's");
  const hash = result.partialFingerprints?.["primaryLocationLineHash"] ?? "";
  if (!/^[0-9a-f]{16}:\d+$/.test(hash)) fault(place, `fingerprint ${hash}`);
  const alert = `${result.ruleId} ${hash}`;
  if (hashes.has(alert)) fault(place, "two results would be one alert");
  hashes.add(alert);
  const locations = result.locations ?? [];
  if (locations.length === 0 || locations.length > MAX_LOCATIONS) fault(place, `${locations.length} locations`);
  for (const location of locations) checkLocation(location, place, fault);
  for (const flow of result.codeFlows ?? []) {
    for (const thread of flow.threadFlows) {
      if (thread.locations.length === 0 || thread.locations.length > MAX_STEPS) fault(place, "steps");
      for (const step of thread.locations) {
        if (step.location === undefined) fault(place, "a step without a location");
        else checkLocation(step.location, `${place} step`, fault);
        if (!step.location?.message?.text) fault(place, "a step without a message");
      }
    }
  }
}

function checkLocation(location: Location, place: string, fault: Fault): void {
  const physical = location.physicalLocation;
  const uri = physical?.artifactLocation?.uri;
  if (!uri) {
    fault(place, "no physical location");
    return;
  }
  if (!/^(?:[A-Za-z0-9._~@$&+,;=-]|%[0-9A-F]{2}|\/)+$/.test(uri)) fault(place, `not an encoded URI: ${uri}`);
  if (uri.startsWith("/") || uri.includes("//")) fault(place, `not relative, or an empty segment: ${uri}`);
  if (uri.split("/").some((segment) => /^\.{1,2}$/.test(decodeURIComponent(segment)))) fault(place, `dots: ${uri}`);
  const { startLine = 0, startColumn = 0, endLine = 0, endColumn = 0 } = physical?.region ?? {};
  if (startLine < 1 || startColumn < 1 || endLine < startLine || endColumn < startColumn) fault(place, "region");
}

/** Empty strings are refused in required texts, and characters that a reader does not see belong in no text. */
function checkTexts(value: unknown, place: string, fault: Fault): void {
  if (typeof value === "string") {
    if (value === "") fault(place, "empty text");
    if (/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(value))
      fault(place, `unseen characters: ${JSON.stringify(value)}`);
    return;
  }
  if (value === null || typeof value !== "object") return;
  for (const [key, inner] of Object.entries(value)) checkTexts(inner, `${place}.${key}`, fault);
}
