// federates: who outside the cloud can present a token that a trust accepts, from what the trust's own verdict says.
import type { AnalysisInput, DerivedFact } from "../../../../model/analysis.js";
import type { JsonRecord } from "../../../../model/words.js";
import { issuerOf } from "../../../trust/conditions.js";
import type { NamedRepositories } from "../../../trust/named-repositories.js";
import type { Drawing } from "../builder/edge-builder.js";
import { GRANTED, type Judgement, uncertain } from "../evaluation/decision.js";
import { isOutboundIssuer } from "./outbound-federation.js";
import { ANYONE, drawAnyone } from "./public-principal.js";
import { samlUsersOf, toSamlUsers } from "./saml-users.js";
import { drawRepositories } from "./trusted-repositories.js";

/** What is known better: owners whose repositories were read, and the trusts that accept some of their runs. */
export interface Crawled {
  /** Issuer and login, of GitLab a group at the top or the path of a project, in lower case, with a space between. */
  readonly owners: ReadonlySet<string>;
  readonly matched: ReadonlySet<string>;
}

export const NOTHING_CRAWLED: Crawled = { owners: new Set(), matched: new Set() };

/** Draws an edge from every kind of source that a federated trust accepts, as far as its text tells. */
export function drawFederation(
  input: Pick<AnalysisInput, "nodes">,
  trusts: readonly DerivedFact[],
  drawing: Drawing,
  crawled: Crawled,
): void {
  const issuers = issuersIn(input);
  for (const { node, columns } of trusts) {
    if (columns["dead"] === true || columns["breadth"] === "nobody") continue;
    if (node.includes(":saml-provider/")) drawSaml(node, columns, drawing);
    else if (typeof columns["issuer_sharing"] === "string" && columns["provider_exists"] !== false) {
      const issuer = providerOf(node) ?? issuers.get(node.split("#")[0] ?? "");
      if (issuer !== undefined) drawIssuer({ trust: node, issuer, columns }, drawing, crawled);
    }
  }
}

/** Issuers of the trusts of other clouds, by id; a provider of Google has several trusts, whose ids begin with its own. */
function issuersIn(input: Pick<AnalysisInput, "nodes">): ReadonlyMap<string, string> {
  const issuers = new Map<string, string>();
  for (const { id, properties } of input.nodes(["entra.federated-credential", "gcp.workload-identity-provider"]))
    if (typeof properties["issuer"] === "string") issuers.set(id, issuerOf(properties["issuer"]));
  return issuers;
}

/** Provider in the id of a trust: `<role>#trust/<provider>/<ordinal>`. */
function providerOf(trust: string): string | undefined {
  const start = trust.indexOf("#trust/");
  return start < 0 ? undefined : trust.slice(start + "#trust/".length, trust.lastIndexOf("/"));
}

interface JudgedTrust {
  readonly trust: string;
  readonly issuer: string;
  readonly columns: JsonRecord;
}

function drawIssuer({ trust, issuer: provider, columns }: JudgedTrust, drawing: Drawing, crawled: Crawled): void {
  const { decided, undecided_reason: reason } = columns;
  const doubt = decided === false ? uncertain(typeof reason === "string" ? reason : "a claim decides") : GRANTED;
  // AWS takes no tokens of its own outbound federation
  if (isOutboundIssuer(provider)) return;
  if (columns["breadth"] === "anyone") {
    drawAnyone(drawing);
    drawing.edge({ kind: "federates", from: ANYONE, to: trust, judgement: doubt });
    return;
  }
  const { subjects } = columns;
  const named = Array.isArray(subjects) ? subjects.filter((subject) => typeof subject === "string") : [];
  const vendor = columns["issuer_vendor"];
  const sources = repositoriesIn(columns);
  const issuer = provider.toLowerCase();
  const isCrawled = ({ path }: NamedRepositories): boolean => {
    const isOwner = crawled.owners.has(`${issuer} ${path.split("/", 1)[0]?.toLowerCase()}`);
    // an organisation is crawled whole, a group perhaps in part
    return vendor === "github"
      ? isOwner
      : crawled.owners.has(`${issuer} ${path.toLowerCase()}`) || (isOwner && crawled.matched.has(trust));
  };
  const unread = sources.filter((source) => !isCrawled(source));
  if (columns["breadth"] === "tenants" && columns["issuer_sharing"] === "shared") drawNeighbours(trust, doubt, drawing);
  if (sources.length === 0 || (vendor === "gitlab" && unread.length === 0)) {
    // pinned by other claims to what was read
    if (crawled.matched.has(trust)) return;
    for (const { id, name } of subjectsOf(provider, vendor, named)) {
      drawing.node({ id, kind: "set", type: "oidc.subjects", name, scope: "", properties: {} });
      drawing.edge({ kind: "federates", from: id, to: trust, judgement: doubt });
    }
  }
  const home = vendor === "github" ? "github" : `gitlab:${issuer}`;
  for (const source of unread) drawRepositories(source, { trust, home }, doubt, drawing);
}

/** What the judgement of the trust says of whose runs it names. */
function repositoriesIn({ repositories }: JsonRecord): readonly NamedRepositories[] {
  const listed = Array.isArray(repositories) ? repositories : [];
  return listed.flatMap((one) => {
    const { path, context } = one as JsonRecord;
    return typeof path === "string" ? [{ path, context: typeof context === "string" ? context : undefined }] : [];
  });
}

/**
 * Who has such subjects: those of the issuer. An organisation of Azure DevOps is the same one whether its own issuer says who a
 * service connection is or its tenant does, whose applications are not meant then.
 * Source: https://learn.microsoft.com/en-us/azure/devops/pipelines/release/configure-workload-identity
 */
function subjectsOf(provider: string, vendor: unknown, named: readonly string[]) {
  const organization = /^vstoken\.dev\.azure\.com\/([^/]+)$/i.exec(provider)?.[1];
  const organizations =
    organization === undefined ? named.flatMap((text) => CONNECTION.exec(text)?.[1] ?? []) : [organization];
  if (vendor !== "azure-devops" || organizations.length === 0)
    return [{ id: `oidc:${provider}`, name: `subjects of ${provider}` }];
  return [...new Set(organizations.map((one) => one.toLowerCase()))].map((one) => {
    return { id: `oidc:dev.azure.com/${one}`, name: `pipelines of the Azure DevOps organisation ${one}` };
  });
}

/** Organisation in the subject of a service connection that Entra vouches for. */
const CONNECTION = /^\/eid1\/.*\/sc\/([0-9a-f-]{36})\//i;

/** Names that fit a pattern which ends before the owner does can be registered by anyone. */
function drawNeighbours(trust: string, doubt: Judgement, drawing: Drawing): void {
  drawAnyone(drawing);
  const condition = "whoever registers a name that fits the pattern has such a subject";
  const settable: Judgement = { ...GRANTED, state: "attacker-settable", condition };
  drawing.edge({ kind: "federates", from: ANYONE, to: trust, judgement: doubt.state === "none" ? settable : doubt });
}

function drawSaml(trust: string, columns: JsonRecord, drawing: Drawing): void {
  const id = samlUsersOf(providerOf(trust) ?? "");
  drawing.node(toSamlUsers(id));
  const judgement = columns["decided"] === false ? uncertain("a condition of the trust decides") : GRANTED;
  drawing.edge({ kind: "federates", from: id, to: trust, judgement });
}
