// Jenkinsfiles: which credentials of Jenkins a pipeline binds, by their ids, and whether its scripts take in what others write. Groovy is a
// program: what it works out is said to be undecided, and nothing is run. Pure.
import { properties } from "../../fields.js";
import { PartBuilder } from "../../part.js";
import { scrubText } from "../../secrets.js";
import type { OtherCiOwner } from "./graph.js";
import { injectedInto } from "./groovy-scripts.js";

const FILE = /(?:^|\/)(?:Jenkinsfile(?:[.-][\w.-]{1,80})?|[\w.-]{1,80}\.jenkinsfile)$/i;

/** Texts in quotes, three or one of them, and comments; the first that begins wins. */
const TEXT_OR_COMMENT =
  /'''[\s\S]*?'''|"""[\s\S]*?"""|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const ID = "(['\"])([^'\"$\\s]{1,200})\\1";
/** Steps and helpers that take an id: bindings, checkouts, registries, clouds. */
const NAMED: readonly RegExp[] = [
  new RegExp(`\\bcredentialsId\\s{0,20}[:=]\\s{0,20}${ID}`, "g"),
  new RegExp(`\\bcredentials\\s{0,20}\\(\\s{0,20}${ID}\\s{0,20}\\)`, "g"),
  new RegExp(`\\bwithAWS\\s{0,20}\\([^)]{0,300}?\\bcredentials\\s{0,20}:\\s{0,20}${ID}`, "g"),
  new RegExp(`\\bwithRegistry\\s{0,20}\\([^,)]{0,300},\\s{0,20}${ID}`, "g"),
  new RegExp(`\\bazureServicePrincipal\\s{0,20}\\(\\s{0,20}${ID}\\s{0,20}\\)`, "g"),
];
/** `sshagent(['a', 'b'])`, `sshagent(credentials: ['a'])`. */
const AGENT = /\bsshagent\s{0,20}\(?\s{0,20}(?:credentials\s{0,20}:\s{0,20})?\[([^\]]{0,1000})\]/g;
const WORKED_OUT =
  /\bcredentialsId\s{0,20}[:=]\s{0,20}(?!\s|'[^'$\n]*'|"[^"$\n]*")|\bcredentials\s{0,20}\(\s{0,20}(?!\s|'[^'$\n]*'|"[^"$\n]*")/;

interface NamedCredential {
  readonly id: string;
  readonly line: number;
}

/** Whether Jenkins, or people who set it up, would take a file for a pipeline. */
function isJenkinsfile(path: string): boolean {
  return FILE.test(path) && !/\.(?:md|txt|rst|adoc)$/i.test(path);
}

/** What is commented out becomes blank, so that lines stay where they are. */
function withoutComments(text: string): string {
  return text.replace(TEXT_OR_COMMENT, (part) => (part.startsWith("/") ? part.replace(/[^\n]/g, " ") : part));
}

/** Credentials that a pipeline names, each once, in the order of their ids; and whether it works out others. */
function credentialsNamed(code: string): {
  readonly named: readonly NamedCredential[];
  readonly isWorkedOut: boolean;
} {
  const found = new Map<string, number>();
  const note = (id: string, offset: number): void => {
    if (!found.has(id)) found.set(id, code.slice(0, offset).split("\n").length);
  };
  for (const pattern of NAMED) for (const match of code.matchAll(pattern)) note(match[2] ?? "", match.index);
  for (const match of code.matchAll(AGENT)) {
    for (const [, , id = ""] of (match[1] ?? "").matchAll(new RegExp(ID, "g"))) note(id, match.index);
  }
  const named = [...found].map(([id, line]) => ({ id, line })).sort((a, b) => (a.id < b.id ? -1 : 1));
  return { named, isWorkedOut: WORKED_OUT.test(code) };
}

/** A workload for each Jenkinsfile; other files are left alone. */
export function jenkinsPart(
  owner: Pick<OtherCiOwner, "id" | "name">,
  files: readonly { readonly path: string; readonly text: string }[],
): PartBuilder {
  const out = new PartBuilder();
  for (const { path, text } of files.filter((file) => isJenkinsfile(file.path))) {
    const code = withoutComments(text);
    const { named, isWorkedOut } = credentialsNamed(code);
    const injections = injectedInto(code);
    const [first] = injections;
    out.nodes.push({
      id: `${owner.id}/${path}#pipeline`,
      kind: "workload",
      type: "jenkins.pipeline",
      name: `${path}#pipeline`,
      parent: owner.id,
      properties: properties({
        repository: owner.name,
        file: path,
        line: first?.line ?? named[0]?.line ?? 1,
        column: first?.column ?? 1,
        job: "pipeline",
        id_token: false,
        credential_ids: named.map(({ id }) => scrubText(id)),
        ...(first && { injections: injections.map((one) => ({ ...one })), way_in: "injection" }),
        undecided: isWorkedOut ? ["a credential whose id only a run knows"] : undefined,
      }),
    });
  }
  return out;
}
