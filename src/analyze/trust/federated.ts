// Trusts of every provider in one form: which issuer's tokens they take, and what a token has to say. A matcher asks them
// about one kind of token at a time.
import { addAll } from "../../model/add-all.js";
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { compileDocument } from "../aws/attached-policy.js";
import type { PolicyCompiler } from "../aws/policy/compile.js";
import { textOf } from "../properties.js";
import { claimContext } from "./claim-context.js";
import { issuerOf, toTrustConditions } from "./conditions.js";
import { equalsConstraint } from "./constraint.js";
import { toCredentialConditions } from "./entra-credential.js";
import { estateIssuers } from "./estate-issuers.js";
import {
  type Closed,
  evaluateTrust,
  type TrustConditions,
  type TrustContext,
  type TrustOutcome,
  takesEvery,
} from "./evaluate-trust.js";
import { boundMembers, poolMemberId, trustIdFor } from "./google-members.js";
import { toMemberConditions, toProviderConditions } from "./google-provider.js";
import type { TokenKind } from "./grammar.js";
import type { IssuerTable } from "./issuers.js";
import { namesLeft } from "./names-left.js";
import { createProviders, type Providers } from "./providers.js";
import { createRoleControls, type RoleControls } from "./role-controls.js";
import { type Issuer, tokenContext } from "./token-context.js";

/** A trust in an issuer of tokens. */
export interface FederatedTrust {
  /** Node id of the trust. */
  readonly id: string;
  readonly scope: string;
  /** Scope without the account or tenant: aws, gcp, entra. */
  readonly cloud: string;
  readonly issuer: Issuer;
  /** What a token has to say to become what the trust yields. */
  readonly conditions: TrustConditions;
  /** Stored node that it is part of: a provider of Google is a trust for each identity of its pool; all others are themselves. */
  readonly about: string;
  /** Principal that it yields, by node id. */
  readonly yields: string;
}

/** Stands for the issuer of AWS identities, which Google asks AWS itself about. */
export const AWS_IDENTITIES = "sts.amazonaws.com";

/** Node types that federate. */
const TRUST_TYPES = ["aws.role-trust", "entra.federated-credential", "gcp.workload-identity-provider"] as const;

const CLOUD_OF: { readonly [type: string]: string } = {
  "aws.role-trust": "aws",
  "entra.federated-credential": "entra",
  "gcp.workload-identity-provider": "gcp",
};

/** Whether a token of this kind, with what is open about it, gets in. */
export function accepts(
  trust: Pick<FederatedTrust, "cloud" | "issuer" | "conditions">,
  kind: TokenKind,
  now: Date,
): TrustOutcome {
  return evaluateTrust(trust.conditions, contextOf(trust, kind, now));
}

/** Whether a token of this kind gets in whatever is in its holes; of those in `chosen` this is what they are. */
export function acceptsEvery(
  trust: Pick<FederatedTrust, "cloud" | "issuer" | "conditions">,
  kind: TokenKind,
  { chosen, now }: { readonly chosen: Closed; readonly now: Date },
): boolean {
  return takesEvery(trust.conditions, contextOf(trust, kind, now), chosen);
}

/** Globs over the values that the trust leaves a hole at the end of a claim of this kind of token; undefined where any will do. */
export function namesLeftBy(
  trust: Pick<FederatedTrust, "cloud" | "issuer" | "conditions">,
  kind: TokenKind,
  { hole, now }: { readonly hole: string; readonly now: Date },
): readonly string[] | undefined {
  return namesLeft(trust.conditions, contextOf(trust, kind, now), hole);
}

function contextOf(
  { cloud, issuer }: Pick<FederatedTrust, "cloud" | "issuer">,
  kind: TokenKind,
  now: Date,
): TrustContext {
  return cloud === "aws" ? tokenContext(issuer, kind, now) : claimContext(issuer, kind);
}

/** Trusts in the issuers that are asked for; statements of one document, party and account are compiled once. */
export function readFederatedTrusts(
  input: AnalysisInput,
  policies: PolicyCompiler,
  isWanted: (issuer: string, cloud: string) => boolean,
): FederatedTrust[] {
  const issuers = estateIssuers(input);
  const providers = createProviders(input);
  const compiled = new Map<string, TrustConditions | undefined>();
  const trusts: FederatedTrust[] = [];
  const members = boundMembers(input);
  const controlsOf = createRoleControls(input, policies);
  for (const node of input.nodes(TRUST_TYPES)) {
    const { provider, issuer: named, aws_account: account } = node.properties;
    const issuer = issuerOf(textOf(provider) ?? textOf(named) ?? (account === undefined ? "" : AWS_IDENTITIES));
    if (issuer === "" || !isWanted(issuer.toLowerCase(), CLOUD_OF[node.type] ?? "")) continue;
    if (node.type !== "aws.role-trust") {
      addAll(trusts, toOther(node, issuer, issuers, members));
      continue;
    }
    if (node.properties["provider_kind"] !== "oidc" || isProviderGone(node, providers)) continue;
    const controls = controlsOf(node.parent ?? "", node.scope);
    const key = JSON.stringify([node.document, node.properties["statement"], issuer, node.scope, controls.key]);
    if (!compiled.has(key)) compiled.set(key, awsConditions(node, input, policies, { providers, controls }));
    const conditions = compiled.get(key);
    if (conditions)
      trusts.push({
        id: node.id,
        scope: node.scope,
        cloud: "aws",
        issuer: issuerFor(issuer, conditions, issuers),
        conditions,
        about: node.id,
        yields: node.parent ?? node.id,
      });
  }
  return trusts;
}

/**
 * Whether a trust names a provider that its account does not have: deleting one leaves the trusts in it, and STS then takes
 * no token for them.
 */
function isProviderGone({ scope, properties }: StoredNode, providers: Providers): boolean {
  const provider = textOf(properties["provider"]) ?? "";
  return providers.find(scope, "oidc", provider, textOf(properties["provider_arn"])).exists === false;
}

function awsConditions(
  node: StoredNode,
  input: AnalysisInput,
  policies: PolicyCompiler,
  { providers, controls }: { readonly providers: Providers; readonly controls: RoleControls },
): TrustConditions | undefined {
  const policy = node.document === undefined ? undefined : compileDocument(node.document, input, policies);
  const statement = policy?.statements.find(({ index }) => index === node.properties["statement"]);
  if (policy === undefined || statement === undefined) return undefined;
  const provider = textOf(node.properties["provider"]) ?? "";
  const { audiences } = providers.find(node.scope, "oidc", provider, textOf(node.properties["provider_arn"]));
  const extra = audiences === undefined ? [] : equalsConstraint(`${issuerOf(provider)}:aud`, audiences);
  return toTrustConditions(policy, statement, { kind: "oidc", provider }, extra, controls);
}

/** A credential of Entra is one trust; a provider of Google is one for each identity of its pool that is bound to something. */
function toOther(
  { id, type, scope, parent, properties }: StoredNode,
  name: string,
  issuers: IssuerTable,
  members: ReadonlyMap<string, readonly string[]>,
): FederatedTrust[] {
  const isGoogle = type === "gcp.workload-identity-provider";
  const whole = isGoogle ? toProviderConditions(properties) : toCredentialConditions(properties);
  const issuer = issuerFor(name, whole, issuers);
  const cloud = isGoogle ? "gcp" : "entra";
  const own = { id, scope, cloud, issuer, conditions: whole, about: id, yields: isGoogle ? id : (parent ?? id) };
  const pool = textOf(properties["pool"]) ?? "";
  const bound = isGoogle ? (members.get(pool) ?? []) : [];
  if (bound.length === 0) return [own];
  return bound.map((rest) => {
    const conditions = toMemberConditions(properties, rest);
    const told = issuerFor(name, conditions, issuers);
    return { ...own, id: trustIdFor(id, rest), issuer: told, conditions, yields: poolMemberId(pool, rest) };
  });
}

/** The issuer of a name, with the grammar that its subjects tell where no table knows it. */
export function issuerFor(name: string, { alternatives }: TrustConditions, issuers: IssuerTable): Issuer {
  return issuers.issuer(name, () =>
    alternatives.flatMap((constraints) =>
      constraints.flatMap(({ key, texts }) => (/(^|:)sub$/.test(key) ? texts : [])),
    ),
  );
}
