// Which row of the reviewed issuer table an issuer belongs to.
import type { IssuerRow } from "../../model/tables.js";
import { matchesGlob, toGlob, toGlobText } from "../aws/policy/glob.js";
import { issuerOf } from "./conditions.js";
import { isUnstated } from "./constraint.js";
import { fillGrammar, type Grammar } from "./grammar.js";
import { grammarOf, guessGrammar } from "./grammars.js";
import type { Issuer } from "./token-context.js";

export interface IssuerTable {
  /** In: issuer host and path, or the ARN of its provider. Undefined when the table does not know it. */
  find(provider: string): IssuerRow | undefined;
  /** The issuer with its grammar; of one that is in no table the subjects that conditions demand may tell it. */
  issuer(provider: string, subjects: () => readonly string[]): Issuer;
}

/** Looks up the row of an issuer: the exact one first, then the pattern with the most fixed characters. */
export function createIssuerTable(all: readonly IssuerRow[]): IssuerTable {
  const rows = all.filter(({ subject }) => subject === undefined);
  const parts = all.flatMap((row) => {
    const { issuer, subject } = row;
    return subject === undefined ? [] : { row, segments: issuer.split("/"), subject: toGlob(toGlobText(subject)) };
  });
  const partFor = (name: string, subjects: readonly string[]): IssuerRow | undefined =>
    subjects.length === 0
      ? undefined
      : parts.find(
          ({ segments, subject }) =>
            matchesIssuer(segments, name.split("/")) && subjects.every((text) => matchesGlob(subject, text)),
        )?.row;
  const exact = new Map(
    rows.filter(({ issuer }) => !issuer.includes("*")).map((row) => [row.issuer.toLowerCase(), row]),
  );
  const patterns = rows
    .filter(({ issuer }) => issuer.includes("*"))
    .map((row) => ({ row, segments: row.issuer.split("/"), fixed: row.issuer.replaceAll("*", "").length }))
    .sort((a, b) => b.fixed - a.fixed || (a.row.issuer < b.row.issuer ? -1 : 1));
  const found = new Map<string, IssuerRow | undefined>();
  const find = (provider: string): IssuerRow | undefined => {
    const issuer = issuerOf(provider);
    if (!found.has(issuer)) {
      const byPattern = () => patterns.find(({ segments }) => matchesIssuer(segments, issuer.split("/")))?.row;
      found.set(issuer, exact.get(issuer.toLowerCase()) ?? byPattern());
    }
    return found.get(issuer);
  };
  const made = new Map<string, Issuer>();
  return {
    find,
    issuer(provider, subjects) {
      const name = issuerOf(provider);
      const row = (parts.length > 0 ? partFor(name, subjects()) : undefined) ?? find(provider);
      const grammar = row ? grammarOf(row.grammar) : (guessGrammar(subjects(), name) ?? grammarOf("opaque"));
      const key = `${grammar.name} ${name}`;
      const issuer = made.get(key) ?? { name, row, grammar: row ? ofIssuer(grammar, row, name) : grammar };
      made.set(key, issuer);
      return issuer;
    },
  };
}

/** The grammar with what the name of the issuer says of its tokens. */
function ofIssuer(grammar: Grammar, { issuer, issuer_names: hole }: IssuerRow, name: string): Grammar {
  const at = issuer.split("/").indexOf("*");
  const value = hole === undefined ? undefined : name.split("/")[at];
  return hole === undefined || value === undefined || isUnstated(value) ? grammar : fillGrammar(grammar, hole, value);
}

/** A `*` stands for a run without slash; the host is matched in any case. */
function matchesIssuer(pattern: readonly string[], issuer: readonly string[]): boolean {
  if (pattern.length !== issuer.length) return false;
  return pattern.every((segment, i) => {
    const text = issuer[i] ?? "";
    return text !== "" && matchesGlob(toGlob(toGlobText(segment)), i === 0 ? text.toLowerCase() : text);
  });
}
