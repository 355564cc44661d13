// Access on Azure: who can become whom and reach what, as derived edges, and what follows for every principal. Pure.
import type { AnalysisGap, AnalysisInput } from "../../model/analysis.js";
import type { ScopedTechnique } from "../../model/scoped-technique.js";
import type { Json } from "../../model/words.js";
import { createDrawing, type Drawing } from "../aws/edges/builder/edge-builder.js";
import { GRANTED, uncertain } from "../aws/edges/evaluation/decision.js";
import type { PartResult } from "../part-result.js";
import { textOf } from "../properties.js";
import { drawTechniques } from "../scoped/engine.js";
import { drawControl } from "./admin.js";
import { drawAppSettings } from "./app-settings.js";
import { GRANTS_ROLES } from "./assignment.js";
import { type AzureCaller, callersOf, type Lookups } from "./callers.js";
import { drawClusterNodes } from "./cluster-nodes.js";
import { drawCodePackages } from "./code-packages.js";
import { createSplit } from "./denied-members.js";
import type { AzureEstate } from "./environment.js";
import { readAzureEstate } from "./estate.js";
import { exemptHolders } from "./exempt.js";
import { azureFacts } from "./facts.js";
import { createGivable } from "./givable.js";
import { drawKeys } from "./keys.js";
import { drawRegistryImages } from "./registry-images.js";
import { ANY_WRITE, createOperations } from "./roles.js";
import { drawTies } from "./ties.js";
import { readersOfUnlisted } from "./unlisted-data.js";
import { markUndecided } from "./unread-control.js";
import { drawVaultCertificates } from "./vault-certificates.js";
import { createWorld } from "./world.js";

/**
 * Ways on Azure as nodes, edges and facts. In: the stored estate with the techniques among its tables; nothing where no Azure
 * was read.
 */
export function analyzeAzure(input: AnalysisInput): PartResult {
  const techniques = (input.tables.scopedTechniques ?? []).filter(({ provider }) => provider === "azure");
  const estate = readAzureEstate(input, operationsOf(techniques));
  if (estate === undefined) return {};
  const drawing = createDrawing();
  for (const node of estate.derived) drawing.node(node);
  const world = createWorld(input, estate, drawing);
  const lookups: Lookups = {
    estate,
    enumerate: (kind, place) => world.list(kind, place),
    scopesBelow: (place) => world.scopesBelow(place),
    givable: createGivable(techniques, estate.roles, estate.places),
    split: createSplit(input, estate),
  };
  const callers = [...estate.holders.values(), ...exemptHolders(estate)].flatMap((holder) =>
    callersOf(holder, lookups),
  );
  const standings = new Map<string, Json | undefined>();
  for (const caller of callers) {
    const verdict = drawControl(caller, world, drawing);
    // those outside are no principals of the estate, but where ways begin
    if (caller.holder.isOutside) continue;
    // of a group its people come last, who have all that it has
    standings.set(caller.holder.id, verdict ?? (caller.unreadRoles.length > 0 ? "unknown" : undefined));
  }
  drawTechniques(techniques, callers, world, drawing);
  drawMembers(callers, estate, drawing);
  drawIdentities(estate, drawing);
  drawRoots(input, drawing);
  drawTies(input, drawing, drawVaultCertificates(input, drawing));
  drawKeys(input, drawing);
  drawAppSettings(input, drawing);
  drawClusterNodes(input, drawing);
  const registries = drawRegistryImages(input, drawing);
  const packages = drawCodePackages(input, drawing);
  world.drawContents();
  for (const { id } of estate.identities.values()) if (!standings.has(id)) standings.set(id, undefined);
  markUndecided(input, estate, standings);
  return {
    facts: [...azureFacts(input, estate)],
    nodes: drawing.nodes(),
    edges: drawing.edges(),
    standings,
    undecidedReaders: readersOfUnlisted(input, callers),
    gaps: [...unreadRoles(callers), ...registries, ...packages],
  };
}

function operationsOf(techniques: readonly ScopedTechnique[]): ReturnType<typeof createOperations> {
  const actions = techniques.flatMap((technique) => technique.actions);
  const data = actions.filter((one) => one.data === true).map(({ action }) => action);
  return createOperations([GRANTS_ROLES, ANY_WRITE, ...actions.map(({ action }) => action)], new Set(data));
}

/** Members of groups of whom some are denied what the group holds, as sets of those who are denied less of it. */
function drawMembers(callers: readonly AzureCaller[], { inEntra }: AzureEstate, drawing: Drawing): void {
  for (const { id, holder, members } of callers) {
    if (members === undefined) continue;
    const group = inEntra(holder.objectId, holder.tenant)?.name ?? holder.objectId;
    const name = `members of ${group} to whom ${id.includes("/denied/") ? "less" : "nothing"} is denied`;
    const scope = `entra:${holder.tenant ?? ""}`;
    drawing.node({ id, kind: "set", type: "azure.group-members", name, scope, properties: { group: holder.id } });
    for (const { from, state, confidence } of members) {
      if (confidence === 0) continue;
      const judgement = state === "none" ? GRANTED : uncertain("it lets itself into the group");
      drawing.edge({ kind: "member_of", from, to: id, judgement, because: [holder.id] });
    }
  }
}

/** What runs as an identity resource acts as the service principal of it. */
function drawIdentities({ identities, inEntra }: AzureEstate, drawing: Drawing): void {
  for (const [objectId, { id, properties }] of identities) {
    const { tenant } = properties;
    const principal = inEntra(objectId, typeof tenant === "string" ? tenant : undefined);
    if (principal === undefined) continue;
    drawing.edge({ kind: "impersonates", from: id, to: principal.id, judgement: GRANTED, hops: 0 });
  }
}

/** Who controls the tenant gives himself access to its root: every Global Administrator may. */
function drawRoots(input: AnalysisInput, drawing: Drawing): void {
  const tenants = new Set([...input.scopes()].filter(({ type }) => type === "entra.tenant").map(({ id }) => id));
  const roots = input.types("scope").includes("azure.tenant") ? [...input.nodes(["azure.tenant"])] : [];
  for (const { id, properties } of roots) {
    const tenant = `entra:${textOf(properties["tenant"]) ?? ""}`;
    if (tenants.has(tenant)) drawing.edge({ kind: "contains", from: tenant, to: id, judgement: GRANTED });
  }
}

function unreadRoles(callers: readonly AzureCaller[]): readonly AnalysisGap[] {
  const gaps = new Map<string, AnalysisGap>();
  for (const { unreadRoles: unread, assignments } of callers) {
    for (const name of unread) {
      if (gaps.has(name)) continue;
      const place = assignments.find(({ role }) => role.name === name)?.place ?? "";
      const subscription = /^\/subscriptions\/([^/]+)/.exec(place)?.[1];
      gaps.set(name, {
        scope: subscription === undefined ? "" : `azure:${subscription}`,
        subject: `azure:role/${name}`,
        message: `the permissions of the role ${name} were not read: what its holders can do is not known`,
      });
    }
  }
  return [...gaps.values()].sort((a, b) => (a.subject < b.subject ? -1 : 1));
}
