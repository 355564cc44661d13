// federates: who outside the cloud can present a token that a trust accepts, from what the trust's own verdict says.
import type { AnalysisInput, DerivedFact } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import { issuerOf } from "../trust/conditions.js";
import { ANYONE, drawAnyone } from "./anyone.js";
import type { Drawing } from "./drawing.js";
import { GRANTED, type Judgement, uncertain } from "./judge.js";
import { isOutboundIssuer } from "./outbound.js";
import { samlUsersOf, toSamlUsers } from "./saml-users.js";

/** What is known better: owners whose repositories were read, and the trusts that accept some of their runs. */
export interface Crawled {
  /** Issuer and login in lower case, with a space between. */
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
    else if (typeof columns["issuer_sharing"] === "string") {
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
  const sources = columns["issuer_vendor"] === "github" ? named.flatMap((subject) => toRepository(subject) ?? []) : [];
  if (columns["breadth"] === "tenants" && columns["issuer_sharing"] === "shared") drawNeighbours(trust, doubt, drawing);
  if (sources.length === 0) {
    // pinned by other claims to what was read
    if (crawled.matched.has(trust)) return;
    const id = `oidc:${provider}`;
    drawing.node({
      id,
      kind: "set",
      type: "oidc.subjects",
      name: `subjects of ${provider}`,
      scope: "",
      properties: {},
    });
    drawing.edge({ kind: "federates", from: id, to: trust, judgement: doubt });
  }
  const issuer = provider.toLowerCase();
  for (const source of sources) {
    if (!crawled.owners.has(`${issuer} ${source.owner.toLowerCase()}`)) drawRepository(source, trust, doubt, drawing);
  }
}

/** Names that fit a pattern which ends before the owner does can be registered by anyone. */
function drawNeighbours(trust: string, doubt: Judgement, drawing: Drawing): void {
  drawAnyone(drawing);
  const condition = "whoever registers a name that fits the pattern has such a subject";
  const settable: Judgement = { ...GRANTED, state: "attacker-settable", condition };
  drawing.edge({ kind: "federates", from: ANYONE, to: trust, judgement: doubt.state === "none" ? settable : doubt });
}

interface Repository {
  readonly owner: string;
  /** Undefined for any repository of the owner. */
  readonly name: string | undefined;
  /** What the subject asks for besides: a branch, an environment; undefined when any will do. */
  readonly context: string | undefined;
}

const SUBJECT = /^repo:([^/:@*?]+)(?:@\d+)?\/([^:@]+)(?:@\d+)?(?::(.*))?$/;

function toRepository(subject: string): Repository | undefined {
  const [, owner, name = "*", rest = "*"] = SUBJECT.exec(subject) ?? [];
  if (owner === undefined) return undefined;
  const isOpen = /^\*+$/.test(rest) || rest === "pull_request" || /^ref:(refs\/(heads\/)?)?\*$/.test(rest);
  return { owner, name: /[*?]/.test(name) ? undefined : name, context: isOpen ? undefined : rest };
}

function drawRepository({ owner, name, context }: Repository, trust: string, doubt: Judgement, drawing: Drawing): void {
  const id = name === undefined ? `github:${owner}` : `github:${owner}/${name}`;
  const scope = `github:${owner}`;
  drawing.node(
    name === undefined
      ? { id, kind: "set", type: "github.repositories", name: `any repository of ${owner}`, scope, properties: {} }
      : { id, kind: "workload", type: "github.repository-writers", name: `${owner}/${name}`, scope, properties: {} },
  );
  const isLimited = context !== undefined && doubt.state === "none";
  const limits = `the subject has to be ${context}; who can run a job as that was not read`;
  drawing.edge({ kind: "federates", from: id, to: trust, judgement: isLimited ? uncertain(limits) : doubt });
}

function drawSaml(trust: string, columns: JsonRecord, drawing: Drawing): void {
  const id = samlUsersOf(providerOf(trust) ?? "");
  drawing.node(toSamlUsers(id));
  const judgement = columns["decided"] === false ? uncertain("a condition of the trust decides") : GRANTED;
  drawing.edge({ kind: "federates", from: id, to: trust, judgement });
}
