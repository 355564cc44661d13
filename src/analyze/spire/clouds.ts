// Which trusts of clouds take the tokens of SPIFFE ids. No entry names the issuer of the tokens of its server: a trust that asks for
// a subject of the trust domain is taken to be in that server's issuer, and the edge says so.
import type { AnalysisInput } from "../../model/analysis.js";
import type { PolicyCompiler } from "../aws/policy/compile.js";
import { acceptance } from "../ci/acceptance.js";
import type { CiDrawing } from "../ci/drawing.js";
import { type FederatedTrust, readFederatedTrusts } from "../trust/federated.js";
import { fillKind, type TokenKind } from "../trust/grammar.js";
import { OPAQUE } from "../trust/grammars-cloud.js";

/** An identity as far as it matters here. */
export interface SpiffeIdentity {
  readonly id: string;
  readonly type: string;
  readonly trustDomain: string;
}

/** Trusts that take some SPIFFE id; an identity of a host gets no token for what runs there. */
export function drawClouds(
  input: AnalysisInput,
  policies: PolicyCompiler,
  identities: readonly SpiffeIdentity[],
  drawing: CiDrawing,
): ReadonlySet<string> {
  const matched = new Set<string>();
  const workloads = identities.filter(({ type }) => type === "spire.workload");
  for (const trust of readFederatedTrusts(input, policies, () => true)) {
    const domains = domainsOf(trust);
    if (domains.size === 0) continue;
    for (const { id, trustDomain: domain } of workloads) {
      if (!domains.has(domain)) continue;
      const { state, condition } = acceptance(trust, [tokenOf(id)], input.now);
      if (state === "blocked") continue;
      matched.add(trust.id);
      const assumed = `${trust.issuer.name} is taken to be the issuer of trust domain ${domain}, whose subjects it asks for`;
      drawing.edge({
        kind: "federates",
        from: id,
        to: trust.id,
        state: "unknown",
        condition: [assumed, ...(condition === undefined ? [] : [condition])].join("; "),
        because: [trust.id],
      });
    }
  }
  return matched;
}

const SUBJECT = /^spiffe:\/\/([a-z0-9._-]+)(?:\/|$)/;

/** Trust domains that the conditions on the subject name; a pattern that leaves the domain open names none. */
function domainsOf({ conditions }: FederatedTrust): ReadonlySet<string> {
  const subjects = conditions.alternatives.flatMap((constraints) =>
    constraints.flatMap(({ key, texts }) => (/(^|:)sub$/.test(key) ? texts : [])),
  );
  return new Set(subjects.flatMap((subject) => SUBJECT.exec(subject)?.[1] ?? []));
}

/** The subject of a JWT-SVID is the SPIFFE id (spiffe/spiffe, standards/JWT-SVID.md); whoever asks chooses the audience. */
function tokenOf(id: string): TokenKind {
  const [kind] = OPAQUE.kinds;
  if (kind === undefined) throw new Error("no kind of token of an unknown issuer");
  return fillKind(kind, new Map([["subject", id]]));
}
