// Google Workspace: what applications and service accounts may do in the name of people, who administers the domain, and what
// follows on Google Cloud. Pure; nothing is drawn where no customer was crawled.
import { addAll } from "../../model/add-all.js";
import type { AnalysisInput, DerivedFact } from "../../model/analysis.js";
import type { Json } from "../../model/words.js";
import type { PartResult } from "../part-result.js";
import { drawCustomer, drawSignatures } from "./draw.js";
import { isWhole, readCloudSide, readCustomers } from "./estate.js";
import { customerFacts } from "./facts.js";
import { createPublisherOf, isActiveSuperAdmin } from "./holders.js";
import { createSummarize } from "./scopes.js";

/** In: the stored estate. Out: facts, edges and standings of every customer. */
export function analyzeWorkspace(input: AnalysisInput): PartResult {
  const customers = readCustomers(input);
  if (customers.length === 0) return {};
  const { scopes = [], clients = [], roles = [] } = input.tables.workspace ?? {};
  const cloud = readCloudSide(input);
  const summarize = createSummarize(scopes);
  const facts: DerivedFact[] = [];
  const { nodes, edges } = drawSignatures(customers, cloud);
  const standings = new Map<string, Json | undefined>();
  for (const customer of customers) {
    const publisherOf = createPublisherOf(customer, cloud, clients);
    const frame = { customer, cloud, summarize, publisherOf };
    const drawn = drawCustomer(frame);
    addAll(nodes, drawn.nodes);
    addAll(edges, drawn.edges);
    addAll(facts, customerFacts(input, frame, roles));
    const other = isWhole(customer) ? undefined : "unknown";
    for (const user of customer.users) standings.set(user.id, isActiveSuperAdmin(user) ? "effective" : other);
    for (const { id } of [...customer.groups, ...customer.clients]) standings.set(id, other);
    for (const { id, type } of drawn.nodes) if (type === "workspace.oauth-client") standings.set(id, other);
  }
  return { facts, nodes, edges, standings };
}
