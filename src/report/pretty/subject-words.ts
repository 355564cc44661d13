// How many things a rule found, in words: `14 secrets in 9 functions of account prod`, `4 roles in 2 accounts`.
import type { Finding } from "../../model/finding.js";
import type { ReportScope } from "../../model/report.js";
import { scopeWordsAndNumber } from "../../model/scope-words.js";
import { counted } from "../count.js";

/** Types whose own word says too little or too much; of every other the words after the provider. */
const WORDS: { readonly [type: string]: string } = {
  "aws.iam-role": "role",
  "aws.iam-user": "user",
  "aws.iam-group": "group",
  "aws.role-trust": "trust",
  "aws.plaintext-secret": "secret",
  "aws.secret": "secret",
  "github.plaintext-variable": "variable",
  "github.repository-writers": "repository",
  "github.repositories": "set of repositories",
  "gitlab.project-writers": "project",
  "workspace.oauth-client": "OAuth client",
  "workspace.delegation": "delegation",
};

/** Plurals of words of several, and of those whose first word changes. */
const PLURALS: { readonly [word: string]: string } = { "set of repositories": "sets of repositories" };

/** How many findings, of what, in what, and where. `findings` has at least two of one rule. */
export function subjectsText(findings: readonly Finding[], scopes: ReadonlyMap<string, ReportScope>): string {
  const words = new Set(findings.map(({ subject }) => typeWord(subject.type)));
  const [word = "", second] = words;
  const holders = holdersText(findings);
  const place = placeText([...new Set(findings.map(({ scope }) => scope))], scopes);
  return `${countedWord(findings.length, second === undefined ? word : "subject")}${holders} ${holders === "" ? "in" : "of"} ${place}`;
}

/** ` in 9 functions` where all belong to resources of AWS of one sort, which their ARNs name. */
function holdersText(findings: readonly Finding[]): string {
  const parents = new Set(findings.map(({ subject }) => subject.parent));
  const sorts = new Set([...parents].map(sortOf));
  const [sort, second] = sorts;
  if (sort === undefined || second !== undefined || sorts.size > 1) return "";
  return ` in ${countedWord(parents.size, sort)}`;
}

function sortOf(arn: string | undefined): string | undefined {
  return /^arn:[^:]*:[^:]*:[^:]*:[^:]*:([a-z]+(?:-[a-z]+)*)[:/]/.exec(arn ?? "")?.[1]?.replaceAll("-", " ");
}

function placeText(ids: readonly string[], scopes: ReadonlyMap<string, ReportScope>): string {
  const [only = "", second] = ids;
  const known = scopes.get(only);
  if (second === undefined) return (known && scopeWordsAndNumber(only, { kind: "scope", ...known })) ?? only;
  const types = new Set(ids.map((id) => scopes.get(id)?.type));
  const [type, another] = types;
  return countedWord(ids.length, type === undefined || another !== undefined ? "scope" : typeWord(type));
}

function typeWord(type: string): string {
  return WORDS[type] ?? type.slice(type.indexOf(".") + 1).replaceAll("-", " ");
}

function countedWord(count: number, word: string): string {
  return counted(
    count,
    word,
    PLURALS[word] ??
      word
        .replace(/(?<=[^aeiou])y$/, "ie")
        .replace(/(?<=s|x|ch)$/, "e")
        .concat("s"),
  );
}
