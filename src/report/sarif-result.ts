// A finding as a SARIF result.
import type { CodeFlow, Location, Result, ThreadFlowLocation } from "sarif";
import { edgeWords } from "../model/edge-words.js";
import type { Finding, FindingPath, PathHop } from "../model/finding.js";
import { hashText } from "../model/hash.js";
import type { Json } from "../model/words.js";
import { cutText, sarifText } from "./escape.js";
import { nodeName, nodeNameAndId } from "./path-names.js";
import { fileLocation, findingLocation, nodeUri, pseudoLocation } from "./sarif-place.js";
import { LEVELS, SECURITY_SEVERITY } from "./sarif-rules.js";

const MAX_MESSAGE = 4000;
/** GitHub shows 1,000 steps. */
const MAX_STEPS = 1000;

/** The result of one finding; `ruleIndex` is the place of its rule among those declared. */
export function toResult(finding: Finding, ruleIndex: number): Result {
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: LEVELS[finding.severity],
    message: { text: cutText(sarifText(finding.message, sarifText(finding.title, finding.rule)), MAX_MESSAGE) },
    locations: [findingLocation(finding)],
    partialFingerprints: {
      // The only one GitHub reads; its own is computed from files of the checkout, which cloud findings do not have.
      primaryLocationLineHash: `${shortHash(finding.fingerprint)}:1`,
      "nhi/v1": finding.fingerprint,
    },
    ...(finding.path === undefined ? {} : { codeFlows: [toCodeFlow(finding.path, finding.scope)] }),
    ...(finding.isNew === undefined ? {} : { baselineState: finding.isNew ? "new" : "unchanged" }),
    properties: toProperties(finding),
  };
}

function shortHash(fingerprint: string): string {
  return (/^[0-9a-f]{16,}$/.test(fingerprint) ? fingerprint : hashText(fingerprint)).slice(0, 16);
}

function toProperties(finding: Finding): NonNullable<Result["properties"]> {
  const { subject, evidence } = finding;
  return {
    "security-severity": SECURITY_SEVERITY[finding.severity],
    severity: finding.severity,
    scope: finding.scope,
    ...(finding.region === undefined ? {} : { region: finding.region }),
    subjectType: subject.type,
    firstSeen: finding.firstSeen,
    // Its data set was not re-read in this run: reported so that an upload does not close it.
    carriedForward: finding.carried,
    ...(finding.newRule === undefined ? {} : { newRule: finding.newRule }),
    fix: sarifText(finding.fix, "see the rule", "many"),
    evidence: evidence.map((note) =>
      sarifText(note.file === undefined ? note.call : `${note.call} (${note.file})`, "unnamed"),
    ),
  };
}

function toCodeFlow(path: FindingPath, scope: string): CodeFlow {
  const steps: ThreadFlowLocation[] = [
    { location: toStep(path, path.source, "starts here", scope) },
    ...path.hops
      .slice(0, MAX_STEPS - 1)
      .map((hop) => ({ location: toStep(path, hop.to, hopText(hop), scope, hop.evidence) })),
  ];
  return { threadFlows: [{ locations: steps }] };
}

function toStep(path: FindingPath, id: string, text: string, scope: string, evidence?: Json): Location {
  const file = fileOf(evidence);
  const full = sarifText(id, "unnamed");
  const name = nodeName(path, id);
  return {
    physicalLocation: file === undefined ? pseudoLocation(nodeUri(id, scope)) : fileLocation(file, scope),
    logicalLocations: [
      { fullyQualifiedName: full, ...(name !== id && { name: sarifText(name, "unnamed") }), kind: "resource" },
    ],
    message: { text: sarifText(`${nodeNameAndId(path, id)}: ${text}`, "step") },
  };
}

function hopText(hop: PathHop): string {
  const kind = edgeWords(hop.edge);
  const technique = hop.technique === undefined ? "" : ` (${hop.technique})`;
  const condition = hop.condition === undefined ? "" : `, ${hop.condition}`;
  const state = hop.state === "none" || hop.state === "met" ? "" : `, condition ${hop.state}`;
  return `${kind}${technique}${condition}${state}, confidence ${hop.confidence}`;
}

/** File and line of a hop's evidence, where it has them. */
function fileOf(evidence: Json | undefined): { file: string; line: number } | undefined {
  if (evidence === undefined || evidence === null || typeof evidence !== "object" || !("file" in evidence))
    return undefined;
  const line = evidence["line"];
  const file = evidence["file"];
  return typeof file === "string" && typeof line === "number" ? { file, line } : undefined;
}
