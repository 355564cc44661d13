// Facts of service accounts: where they belong, whose they are, and how many unrelated things run as them.
import type { AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import { directoryOf } from "../facts/directory.js";
import { createEnvironments } from "../facts/environments.js";
import { createOwners } from "../facts/owners.js";
import { statedTag } from "../facts/values.js";
import { textOf } from "../properties.js";
import type { GoogleEstate } from "./environment.js";

/** Labels that say which application a workload is a part of, the surest first. */
const APPLICATION_LABELS = ["app", "application", "app-name", "service", "component", "goog-k8s-cluster-name"];
const MOST_LISTED = 20;

/** One fact a service account, and one a workload or resource that the labels of its project say something of. */
export function* accountFacts(input: AnalysisInput, estate: GoogleEstate): Iterable<DerivedFact> {
  const scopes = [...input.scopes()];
  const environments = createEnvironments(input.config, scopes);
  const owners = createOwners(input.config, directoryOf(input), { scopes });
  const applications = applicationsOf(input, estate);
  const keys = boundKeys(input);
  for (const { node, email } of estate.accounts.values()) {
    const { id, name, scope } = node;
    const names = [...(applications.get(email) ?? [])].sort();
    const columns: JsonRecord = {
      ...owners.columnsOf(node),
      ...environments.columnsOf({ id, name: email.split("@")[0] ?? name, scope, tags: undefined }),
      application_count: names.length,
      applications: names.slice(0, MOST_LISTED),
      ...(keys.has(email) && { bound_api_keys: keys.get(email) ?? 0 }),
      jit: "session",
    };
    yield { node: id, columns };
  }
}

/** Address of an account → the applications that run as it; copies of one thing count once. */
function applicationsOf(input: AnalysisInput, { accounts }: GoogleEstate): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const types = input.types("workload").filter((type) => type.startsWith("gcp."));
  for (const node of types.length === 0 ? [] : input.nodes(types)) {
    const email = textOf(node.properties["service_account"]) ?? "";
    if (!accounts.has(email)) continue;
    const known = found.get(email);
    if (known) known.add(applicationOf(node));
    else found.set(email, new Set([applicationOf(node)]));
  }
  return found;
}

/** A label says it; else the group that makes the copies, which names them after itself; else it stands for itself. */
function applicationOf({ name, type, properties }: StoredNode): string {
  const label = statedTag(properties["tags"], APPLICATION_LABELS);
  if (label !== undefined) return label.value;
  if (type !== "gcp.instance") return name;
  // members of a managed group end in four letters and digits of their own
  return name.replace(/-[a-z0-9]{4}$/, "");
}

/** Address → API keys that act as it: Google counts none of their calls as use of the account. */
function boundKeys(input: AnalysisInput): ReadonlyMap<string, number> {
  const keys = new Map<string, number>();
  for (const { properties } of input.nodes(["gcp.api-key"])) {
    const email = textOf(properties["service_account"]) ?? "";
    if (email !== "" && properties["status"] === "active") keys.set(email, (keys.get(email) ?? 0) + 1);
  }
  return keys;
}
