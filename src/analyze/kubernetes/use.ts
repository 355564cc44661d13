// What runs as each service account, told apart by what people made, and when its tokens were last used.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { textOf } from "../properties.js";

export interface Use {
  /** Part-of label, Helm release, or the thing that people made. */
  readonly applications: Set<string>;
  /** Workloads into which its token is mounted. */
  mounting: number;
  /** Tokens that are good for ever. */
  tokens: number;
  /** Newest use of one of them. */
  tokenLastUsed: string | undefined;
}

const TYPES = ["pod", "deployment", "daemonset", "statefulset", "job", "cronjob"].map((one) => `kubernetes.${one}`);

/** Service account → use. */
export function readUse(input: Pick<AnalysisInput, "nodes">): ReadonlyMap<string, Use> {
  const uses = new Map<string, Use>();
  const useOf = (account: string): Use => {
    const known = uses.get(account) ?? { applications: new Set(), mounting: 0, tokens: 0, tokenLastUsed: undefined };
    uses.set(account, known);
    return known;
  };
  const mounts = new Map<string, boolean>();
  for (const { id, properties } of input.nodes(["kubernetes.service-account"])) {
    mounts.set(id, properties["automount"] !== false);
  }
  for (const node of input.nodes(TYPES)) {
    const { role, automount, state } = node.properties;
    if (typeof role !== "string" || state === "Succeeded" || state === "Failed") continue;
    const use = useOf(role);
    use.applications.add(applicationOf(node));
    // what the pod says wins over what the account says
    if (typeof automount === "boolean" ? automount : (mounts.get(role) ?? true)) use.mounting += 1;
  }
  for (const { parent, properties } of input.nodes(["kubernetes.service-account-token"])) {
    if (parent === undefined || properties["status"] !== "active") continue;
    const use = useOf(parent);
    use.tokens += 1;
    const last = textOf(properties["last_used_at"]);
    if (last !== undefined && last > (use.tokenLastUsed ?? "")) use.tokenLastUsed = last;
  }
  return uses;
}

/** What belongs together by its labels counts once, and so do a template and its pods. */
function applicationOf({ name, properties }: StoredNode): string {
  return textOf(properties["part_of"]) ?? textOf(properties["instance"]) ?? textOf(properties["owner"]) ?? name;
}
