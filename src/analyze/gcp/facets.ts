// What can be had of a service account without being it: its delegation (who it may impersonate), and its identity tokens (which a
// workload identity pool may take).
import type { AnalysisInput, DerivedEdge } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { ScopedTechnique } from "../../model/scoped-technique.js";
import { identityTokenOf, SIGNATURE, IDENTITY_TOKEN as TOKEN } from "../../model/signature.js";
import { known } from "../aws/condition/key-state.js";
import type { Drawing } from "../aws/edges/builder/edge-builder.js";
import { both, GRANTED, type Judgement } from "../aws/edges/evaluation/decision.js";
import { textOf } from "../properties.js";
import { evaluateTrust, type TrustOutcome } from "../trust/evaluate-trust.js";
import { accepts, type FederatedTrust } from "../trust/federated.js";
import { fillKind } from "../trust/grammar.js";
import type { GoogleCaller } from "./caller.js";
import type { GoogleEstate } from "./environment.js";
import type { ServiceAccount } from "./member.js";
import { SIGNS } from "./signatures.js";
import type { GoogleWorld } from "./world.js";

export const TAKES_TOKEN = "iam.serviceAccounts.getAccessToken";
const DELEGATES = "iam.serviceAccounts.implicitDelegation";
const TAKES_IDENTITY_TOKEN = "iam.serviceAccounts.getOpenIdToken";
export const FACET_PERMISSIONS: readonly string[] = [TAKES_TOKEN, DELEGATES, TAKES_IDENTITY_TOKEN, ...SIGNS];
/** Issuer of the identity tokens of service accounts. */
export const GOOGLE_ISSUER = "accounts.google.com";

/** What an account passes on to who delegates through it: permission → facet of its target. */
const THROUGH: readonly (readonly [permission: string, facet: string | undefined])[] = [
  [TAKES_TOKEN, undefined],
  [DELEGATES, "delegation"],
  [TAKES_IDENTITY_TOKEN, TOKEN],
  ...SIGNS.map((permission) => [permission, SIGNATURE] as const),
];

/**
 * Techniques that give identity tokens of an account besides the account: code that runs as it asks the metadata server for one, and
 * what it signed, with a key or by Google, is exchanged for one. An access token is not.
 * https://cloud.google.com/docs/authentication/get-id-token
 */
export function identityTokenTechniques(techniques: readonly ScopedTechnique[]): readonly ScopedTechnique[] {
  return techniques
    .filter(({ target, yields, edge, facet, withholds }) => {
      if (target !== "identity" || yields !== "target" || withholds?.includes(TOKEN) === true) return false;
      return facet === SIGNATURE || (facet === undefined && edge !== "impersonates");
    })
    .map((technique) => ({ ...technique, facet: TOKEN }));
}

/**
 * Without what these give an account of itself: a key that it makes of itself is no step on. Whoever is on its machine, or has a key of it
 * already, has its tokens (`drawFacets`); and where it may ask for one, a technique of its own says so. `techniques`: those as they are read.
 */
export function withoutOwnTokens(
  edges: readonly DerivedEdge[],
  techniques: readonly ScopedTechnique[],
): readonly DerivedEdge[] {
  const asking = new Set(techniques.filter(({ facet }) => facet === TOKEN).map(({ id }) => id));
  const isAsked = (technique: string | undefined) => technique === undefined || asking.has(technique);
  return edges.filter(({ from, to, technique }) => to !== identityTokenOf(from) || isAsked(technique));
}

interface FacetFrame {
  readonly estate: GoogleEstate;
  readonly callers: readonly GoogleCaller[];
  readonly world: GoogleWorld;
  readonly drawing: Drawing;
  /** Trusts of any cloud in Google's own tokens. */
  readonly tokenTrusts: readonly FederatedTrust[];
}

/** Draws the nodes that techniques have asked for, and where they lead. */
export function drawFacets(input: AnalysisInput, frame: FacetFrame): void {
  drawDelegations(frame);
  drawTokens(input, frame);
}

/**
 * Whoever delegates through an account gets tokens of those whose tokens it may get, has signed what it may have signed, and goes on
 * through those it delegates to. https://cloud.google.com/iam/docs/create-short-lived-credentials-delegated
 */
function drawDelegations({ estate, callers, world, drawing }: FacetFrame): void {
  const byId = new Map(callers.map((caller) => [caller.id, caller]));
  const done = new Set<string>();
  for (let waiting = [...(world.facets.get("delegation") ?? [])]; waiting.length > 0; ) {
    for (const account of waiting) {
      done.add(account);
      const caller = byId.get(account);
      drawFacet(account, "delegation", "through", estate, drawing);
      if (caller === undefined) continue;
      for (const [permission, facet] of THROUGH) {
        for (const { place, judgement } of caller.holds(permission, "identity")) {
          const to = world.node("identity", place, facet);
          if (to !== undefined) drawing.edge({ kind: "impersonates", from: `${account}#delegation`, to, judgement });
        }
      }
    }
    waiting = [...(world.facets.get("delegation") ?? [])].filter((account) => !done.has(account));
  }
}

function drawFacet(account: string, facet: string, word: string, estate: GoogleEstate, drawing: Drawing): void {
  const found = [...estate.accounts.values()].find(({ node }) => node.id === account);
  drawing.node({
    id: `${account}#${facet}`,
    kind: "session",
    type: `gcp.${facet}`,
    name: `${word} ${found?.email ?? account}`,
    scope: found?.node.scope ?? "",
    properties: {},
  });
}

/**
 * Trusts that take the identity tokens which Google gives to service accounts: of AWS roles, Entra credentials and pools of its own.
 * Who acts as an account has none by that alone: its key signs for one, its machines are given one, others have to be let ask for one.
 */
function drawTokens(input: AnalysisInput, { estate, world, drawing, tokenTrusts }: FacetFrame): void {
  const asked = world.facets.get(TOKEN) ?? new Set<string>();
  for (const account of asked) drawFacet(account, TOKEN, "identity token of", estate, drawing);
  if (tokenTrusts.length === 0) return;
  const bearers = bearersOf(input, estate);
  for (const trust of tokenTrusts) {
    for (const account of estate.accounts.values()) {
      const own = bearers.get(account.node.id) ?? [];
      if (account.isDisabled || (own.length === 0 && !asked.has(account.node.id))) continue;
      const judgement = trust.cloud === "gcp" ? judgeClaims(trust, account) : judgeToken(trust, account, input.now);
      if (judgement === undefined) continue;
      drawFacet(account.node.id, TOKEN, "identity token of", estate, drawing);
      const token = identityTokenOf(account.node.id);
      for (const { kind, from } of own) drawing.edge({ kind, from, to: token, judgement: GRANTED });
      drawing.edge({ kind: "federates", from: token, to: trust.id, judgement, because: [trust.about] });
    }
  }
}

type Bearer = { readonly kind: "authenticates_as" | "runs_as"; readonly from: string };

/** Keys and workloads by the account whose tokens they get. */
function bearersOf(input: AnalysisInput, { accounts }: GoogleEstate): ReadonlyMap<string, readonly Bearer[]> {
  const bearers = new Map<string, Bearer[]>();
  const add = (account: string, bearer: Bearer) => {
    addTo(bearers, account, bearer);
  };
  for (const { id, parent, properties } of input.nodes(["gcp.service-account-key"]))
    if (parent !== undefined && properties["status"] === "active") add(parent, { kind: "authenticates_as", from: id });
  const types = input.types("workload").filter((type) => type.startsWith("gcp."));
  for (const { id, properties } of types.length === 0 ? [] : input.nodes(types)) {
    const account = accounts.get(textOf(properties["service_account"]) ?? "");
    if (account !== undefined) add(account.node.id, { kind: "runs_as", from: id });
  }
  return bearers;
}

/** Whether a provider of Google's own takes an account's token, whose claims it reads by name; undefined when it does not. */
function judgeClaims({ conditions }: FederatedTrust, { email, node }: ServiceAccount): Judgement | undefined {
  const claims: { readonly [claim: string]: string } = {
    email,
    sub: node.incarnation ?? "",
    azp: node.incarnation ?? "",
  };
  const outcome = evaluateTrust(conditions, {
    keyRole(key) {
      // whoever asks for a token says for whom it is
      if (key === "aud") return { role: "settable" };
      const value = claims[key];
      return value === undefined
        ? { role: "absent", why: "tokens of service accounts have no such claim" }
        : { role: "known", state: known(value) };
    },
  });
  return toJudgement(outcome);
}

/** Whether AWS or Entra takes an account's token: its subject, and for AWS its audience, is the number of the account. */
function judgeToken(trust: FederatedTrust, { node }: ServiceAccount, now: Date): Judgement | undefined {
  const [kind] = trust.issuer.grammar.kinds;
  const { incarnation: number } = node;
  if (kind === undefined || number === undefined) return undefined;
  const values = new Map([["subject", number], ...(trust.cloud === "aws" ? [["client", number] as const] : [])]);
  return toJudgement(accepts(trust, fillKind(kind, values), now));
}

function toJudgement({ verdict, because }: TrustOutcome): Judgement | undefined {
  if (verdict === "blocked") return undefined;
  if (verdict === "met") return GRANTED;
  return both(GRANTED, { truth: 3, state: "unknown", condition: because.slice(0, 2).join("; "), because: [] });
}
