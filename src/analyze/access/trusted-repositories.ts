// Whose runs the subjects of a trust name, as far as their text tells: one repository or project, or those that a pattern covers.
// Of GitHub "OpenID Connect reference" (example subject claims), of GitLab "OpenID Connect (OIDC) Authentication Using ID Tokens".
import type { DerivedNode } from "../../model/analysis.js";
import type { Drawing } from "./drawing.js";
import { type Judgement, uncertain } from "./judgement.js";

/** Repositories or projects whose runs have a subject. */
export interface TrustedRepositories {
  /** `acme/site`, or a pattern of such paths: `acme/*`. */
  readonly path: string;
  /** What the subject asks for besides: a branch, an environment; undefined when any will do. */
  readonly context: string | undefined;
}

const GITHUB = /^repo:([^/:@*?]+)(?:@\d+)?\/([^:@]+)(?:@\d+)?(?::(.*))?$/;
const GITLAB = /^project_path:([^/:*?]+\/[^:]+)(?::(.*))?$/;

/** Undefined where the subject is of another form, or leaves open whose organisation or group it is. */
export function toRepositories(subject: string, vendor: unknown): TrustedRepositories | undefined {
  if (vendor === "github") {
    const [, owner, name = "", rest = "*"] = GITHUB.exec(subject) ?? [];
    const isOpen = /^\*+$/.test(rest) || rest === "pull_request" || /^ref:(refs\/(heads\/)?)?\*$/.test(rest);
    return owner === undefined ? undefined : { path: `${owner}/${name}`, context: isOpen ? undefined : rest };
  }
  if (vendor !== "gitlab") return undefined;
  const [, path, rest = "*"] = GITLAB.exec(subject) ?? [];
  // who writes to a project makes branches and tags of it
  const isOpen = /^\*+$/.test(rest) || /^ref_type:(\*|(branch|tag|\*):ref:\*)$/.test(rest);
  return path === undefined ? undefined : { path, context: isOpen ? undefined : rest };
}

/** Draws that writers of these may use a trust. `home` is `github`, or `gitlab:<host>`, since there are many of GitLab. */
export function drawRepositories(
  { path, context }: TrustedRepositories,
  { trust, home }: { readonly trust: string; readonly home: string },
  doubt: Judgement,
  drawing: Drawing,
): void {
  const node = toNode(path, home);
  drawing.node(node);
  const isLimited = context !== undefined && doubt.state === "none";
  const limits = `the subject has to be ${context}; who can run a job as that was not read`;
  drawing.edge({ kind: "federates", from: node.id, to: trust, judgement: isLimited ? uncertain(limits) : doubt });
}

function toNode(path: string, home: string): DerivedNode {
  const isGitHub = home === "github";
  const [owner = ""] = path.split("/", 1);
  const id = isGitHub ? `github:${path}` : `${home}/${path}`;
  const rest = { scope: isGitHub ? `github:${owner}` : "", properties: {} };
  const type = isGitHub ? "github.repository" : "gitlab.project";
  if (!/[*?]/.test(path)) return { id, kind: "workload", type: `${type}-writers`, name: path, ...rest };
  const words = isGitHub ? { one: "repository", many: "repositories" } : { one: "project", many: "projects" };
  const set = { kind: "set", type: `${home.split(":", 1)[0]}.${words.many}`, ...rest } as const;
  if (path !== `${owner}/*`) return { ...set, id, name: `${words.many} called ${path}` };
  return { ...set, id: isGitHub ? `github:${owner}` : id, name: `any ${words.one} of ${owner}` };
}
