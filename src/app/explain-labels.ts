// Who owns something and where it belongs, with what says so: part of nhi explain.
import type { Json } from "../model/words.js";
import { toText } from "./rows-out.js";

type Row = { readonly [column: string]: Json };

/** Lines about owner and environment; none for rows of views that know neither. */
export function labelLines(row: Row): string[] {
  return ["owner", "environment"].flatMap((name) =>
    `${name}_source` in row || name in row ? [lineOf(name, row)] : [],
  );
}

function lineOf(name: string, row: Row): string {
  const value = toText(row[name]);
  const label = name.padEnd(12);
  if (value === "") return `${label} ${name === "owner" ? NOBODY : UNLABELLED}`;
  const source = toText(row[`${name}_source`]);
  const confidence = toText(row[`${name}_confidence`]);
  const said = [
    ...(source === "" ? [] : [sourceText(source)]),
    ...(confidence === "" || confidence === "1" ? [] : [`confidence ${confidence}`]),
  ].join(", ");
  const standing = name === "owner" ? standingText(row) : "";
  return `${label} ${value}${said === "" ? "" : `: ${said}`}${standing === "" ? "" : `; ${standing}`}`;
}

const NOBODY = "nobody says: not in owners of nhi.yaml, no tag that names one, no creator on record";
const UNLABELLED =
  "not known: not in environments of nhi.yaml, no tag, and no name that says so alone; rules about it are not evaluated";

/** `account tag:env` → the tag env of the account. */
function sourceText(source: string): string {
  const isOfAccount = source.startsWith("account ");
  const [kind = "", key = ""] = split(isOfAccount ? source.slice("account ".length) : source);
  const of = isOfAccount ? " of the account" : "";
  switch (kind) {
    case "config":
      return isOfAccount ? "nhi.yaml, for the account" : "nhi.yaml";
    case "tag":
      return `tag ${key}${of}`;
    case "name":
      return isOfAccount ? "suggested by the name of the account" : "suggested by its name";
    case "creator tag":
      return `tag ${key}, which says who made it`;
    case "CODEOWNERS":
      return "CODEOWNERS of the repository";
    case "creator":
      return "who made it";
    default:
      return source;
  }
}

/** At the first colon: keys of tags may hold more of them. */
function split(source: string): string[] {
  const at = source.indexOf(":");
  return at < 0 ? [source] : [source.slice(0, at), source.slice(at + 1)];
}

function standingText(row: Row): string {
  const evidence = toText(row["owner_evidence"]);
  const because = evidence === "" ? "" : ` (${evidence})`;
  switch (row["owner_status"]) {
    case "present":
      return `still there${because}`;
    case "departed":
      return `gone${because}`;
    case "unknown":
      return `not known whether still there${because}`;
    default:
      return "";
  }
}
