// Where a finding stands in SARIF: the file that causes it, or a relative pseudo-path made of the id of what it is about.
import type { Location, PhysicalLocation } from "sarif";
import type { FileLocation, Finding, FindingSubject } from "../model/finding.js";
import { sarifText } from "./escape.js";
import { uriSegment } from "./uri.js";

const ARN = /^arn:[^:]*:([^:]*):([^:]*):([^:]*):([^#]*)(?:#(.*))?$/s;

function joined(segments: readonly string[]): string {
  return segments.map(uriSegment).join("/");
}

/** `nhi/aws/111122223333/iam/user/ci`: account, service, region where there is one, resource; what follows `#` last. */
function arnSegments(arn: string): string[] | undefined {
  const match = ARN.exec(arn);
  if (match === null) return undefined;
  const [, service = "", region = "", account = "", resource = "", suffix] = match;
  // The kind of resource ends at the first `/` or `:`; further colons belong to names (function versions, times).
  const [, kind = resource, rest] = /^([^/:]*)[/:](.*)$/s.exec(resource) ?? [];
  const parts = [kind, ...(rest === undefined ? [] : rest.split("/"))];
  const more = suffix === undefined ? [] : suffix.split("/");
  return ["nhi", "aws", account || "global", service, ...(region === "" ? [] : [region]), ...parts, ...more];
}

/** `github:acme/site` → provider and the segments of the rest. */
function addressSegments(id: string): string[] | undefined {
  const match = /^([a-z][a-z0-9-]*):(.+)$/s.exec(id);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  return [match[1], ...match[2].split("/")];
}

function scopeSegments(scope: string): string[] {
  return ["nhi", ...(addressSegments(scope) ?? [scope])];
}

function subjectSegments(subject: FindingSubject, scope: string): string[] {
  const kind = subject.type.split(".").at(-1) ?? "";
  if (subject.id === scope) return [...scopeSegments(scope), kind];
  const own = arnSegments(subject.id);
  if (own !== undefined) return own;
  const parent = subject.parent === undefined ? undefined : arnSegments(subject.parent);
  return [...(parent ?? scopeSegments(scope)), kind, ...subject.id.split("/")];
}

/** Relative URI of a subject: stable, one for each id, never leaving its folder. */
export function subjectUri(subject: FindingSubject, scope: string): string {
  return joined(subjectSegments(subject, scope));
}

/** Relative URI of any node of a path, of which only the id is known. */
export function nodeUri(id: string, scope: string): string {
  const address = addressSegments(id);
  return joined(
    arnSegments(id) ?? (address ? ["nhi", ...address] : [...scopeSegments(scope), "node", ...id.split("/")]),
  );
}

/** Relative URI of a file; one outside of any checkout (an absolute path) is put below its scope. */
export function fileUri(file: string, scope: string): string {
  const path = file.replaceAll("\\", "/");
  const absolute = path.startsWith("/") || /^[a-z]:\//i.test(path);
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
  return joined([...(absolute ? scopeSegments(scope) : []), ...(segments.length === 0 ? [""] : segments)]);
}

function positive(number: number | undefined): number {
  return number !== undefined && Number.isInteger(number) && number > 0 ? number : 1;
}

/** Physical location of a file, one character wide: the format has no "whole line", and GitHub wants all four numbers. */
export function fileLocation(location: FileLocation, scope: string): PhysicalLocation {
  const line = positive(location.line);
  const column = positive(location.column);
  return {
    artifactLocation: { uri: fileUri(location.file, scope) },
    region: { startLine: line, startColumn: column, endLine: line, endColumn: column + 1 },
  };
}

/** Physical location of something that is no file: the first place of its pseudo-path. */
export function pseudoLocation(uri: string): PhysicalLocation {
  return { artifactLocation: { uri }, region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 } };
}

/** Location of a finding: GitHub refuses a whole file for one result without a physical location. */
export function findingLocation(finding: Finding): Location {
  const { subject, scope } = finding;
  const id = sarifText(subject.id, "unnamed");
  return {
    physicalLocation:
      finding.location === undefined
        ? pseudoLocation(subjectUri(subject, scope))
        : fileLocation(finding.location, scope),
    logicalLocations: [{ fullyQualifiedName: id, name: sarifText(subject.name, id), kind: "resource" }],
  };
}
