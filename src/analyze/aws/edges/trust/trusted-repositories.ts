// Those whose runs a trust names, as starts of ways: one repository or project, or those that a pattern covers.
import type { DerivedNode } from "../../../../model/analysis.js";
import type { NamedRepositories } from "../../../trust/named-repositories.js";
import type { Drawing } from "../builder/edge-builder.js";
import { type Judgement, uncertain } from "../evaluation/decision.js";

/** Draws that writers of these may use a trust. `home` is `github`, or `gitlab:<host>`, since there are many of GitLab. */
export function drawRepositories(
  { path, context }: NamedRepositories,
  { trust, home }: { readonly trust: string; readonly home: string },
  doubt: Judgement,
  drawing: Drawing,
): void {
  const node = toNode(path, home);
  drawing.node(node);
  const isLimited = context !== undefined && doubt.state === "none";
  const limits = `the token has to say ${context}; who can run a job as that was not read`;
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
