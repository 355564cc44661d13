// Trusts whose callers are others than before, by identity: what lies in the order or the wording of statements is none.
import type { Change, ChangeKind, NotCompared } from "../../model/change.js";
import { compareText } from "../../model/compare.js";
import type { HistoricNode, History } from "../../model/history.js";
import type { JsonRecord } from "../../model/words.js";
import { createPolicyCompiler } from "../aws/policy/compile.js";
import { textOf } from "../properties.js";
import { issuerOf, toTrustConditions } from "../trust/conditions.js";
import { toCredentialConditions } from "../trust/entra-credential.js";
import type { TrustConditions } from "../trust/evaluate-trust.js";
import { toProviderConditions } from "../trust/google-provider.js";
import type { Comparable } from "./comparable.js";
import { principalOf, standingOf, subjectOf } from "./subject.js";
import { type Accepted, coversParty, inclusionIn } from "./trust-inclusion.js";

/** Columns about a trust that rules ask for, as analysis worked them out. */
const FACTS = ["account_relation", "breadth", "pins_tenant", "issuer_sharing", "issuer_vendor", "verdict"];

/** In: the identities of which a trust changed. Out: trusts that let in more, or fewer, than all of before together. */
export function trustChanges(
  history: History,
  principals: ReadonlySet<string>,
  comparable: Comparable,
): { readonly changes: readonly Change[]; readonly notCompared: readonly NotCompared[] } {
  const changes: Change[] = [];
  const notCompared: NotCompared[] = [];
  const toAccepted = createReader(history);
  for (const [principal, { before, after }] of history.trustsOf(principals)) {
    if (![...before, ...after].every((node) => comparable.admits(node))) continue;
    const [was, is] = [before.map(toAccepted), after.map(toAccepted)];
    const add = (
      nodes: readonly HistoricNode[],
      accepted: readonly Accepted[],
      others: readonly Accepted[],
      kinds: Kinds,
    ) =>
      nodes.forEach((node, at) => {
        const one = accepted[at];
        const found = one === undefined ? "covered" : inclusionIn(others, one);
        if (one === undefined || found === "covered") return;
        if (found === "undecided") {
          const reason = `the trust ${node.name} reads otherwise, and whether it lets in others could not be told`;
          if (kinds === MORE)
            notCompared.push({ scope: node.scope, reason, about: WIDENING, subject: subjectOf(node) });
          return;
        }
        const isSame = (other: Accepted) => coversParty(other, one) || coversParty(one, other);
        const isKnown = others.some(isSame);
        const sides = isKnown ? ([was.filter(isSame), is.filter(isSame)] as const) : undefined;
        changes.push(toChange(history, isKnown ? kinds.same : kinds.other, node, principal, sides));
      });
    add(after, is, was, MORE);
    add(before, was, is, FEWER);
  }
  return { changes, notCompared };
}

const WIDENING: readonly ChangeKind[] = ["trust-widened", "trust-new"];

interface Kinds {
  /** The party was there, and lets in more or fewer. */
  readonly same: ChangeKind;
  readonly other: ChangeKind;
}
const MORE: Kinds = { same: "trust-widened", other: "trust-new" };
const FEWER: Kinds = { same: "trust-narrowed", other: "trust-gone" };

function toChange(
  history: History,
  change: ChangeKind,
  node: HistoricNode,
  principal: string,
  sides: readonly [readonly Accepted[], readonly Accepted[]] | undefined,
): Change {
  const facts = history.factsOf(node.id) ?? {};
  const kept = Object.fromEntries(FACTS.flatMap((name) => (facts[name] === undefined ? [] : [[name, facts[name]]])));
  const { id, type, name, scope } = node;
  const provider = textOf(node.properties["provider"]) ?? textOf(node.properties["issuer"]);
  return {
    change,
    id,
    type,
    name,
    scope,
    ...principalOf(history, principal),
    ...(sides && whatChanged(...sides)),
    facts: { ...kept, ...(provider !== undefined && { provider }), ...standingOf(history, principal) },
  };
}

/** What is demanded before and after; of whom as well, where a wider party took the place of a narrower one. */
function whatChanged(was: readonly Accepted[], is: readonly Accepted[]): Pick<Change, "before" | "after"> {
  const parties = new Set([...was, ...is].map(({ provider }) => provider));
  const [before, after] = [demands(was), demands(is)];
  if (parties.size < 2) return { before, after };
  const said = (accepted: readonly Accepted[], demanded: string) =>
    `${[...new Set(accepted.map(({ provider }) => provider))].sort(compareText).join(", ")}: ${demanded}`;
  return { before: said(was, before), after: said(is, after) };
}

/** What is demanded, in short: the values of the conditions. */
function demands(accepted: readonly Accepted[]): string {
  const texts = accepted.flatMap(({ conditions }) =>
    conditions.alternatives.flatMap((way) =>
      way
        .filter(({ kind }) => kind !== "presence")
        .flatMap(({ key, texts }) => `${key.split(":").at(-1)} ${texts.join(" or ")}`),
    ),
  );
  return texts.length === 0 ? "no condition" : [...new Set(texts)].sort(compareText).join(", ");
}

/** Conditions of trusts of any cloud in one form. */
function createReader(history: History): (node: HistoricNode) => Accepted {
  const policies = createPolicyCompiler();
  return (node) => {
    const { type, properties, document } = node;
    if (type === "entra.federated-credential") return token(properties, toCredentialConditions(properties));
    if (type === "gcp.workload-identity-provider") return token(properties, toProviderConditions(properties));
    const party = {
      kind: textOf(properties["provider_kind"]) ?? "unknown",
      provider: textOf(properties["provider"]) ?? "",
      account: textOf(properties["account"]),
    };
    const text = document === undefined ? undefined : history.document(document);
    const policy = document === undefined || text === undefined ? undefined : policies.compile(document, text);
    const statement = policy?.statements.find(({ index }) => index === properties["statement"]);
    if (policy === undefined || statement === undefined) return { ...party, conditions: UNREAD };
    return { ...party, conditions: toTrustConditions(policy, statement, party) };
  };
}

const UNREAD: TrustConditions = { alternatives: [[]], blockedBy: undefined, doubts: ["its text was not kept"] };

function token(properties: JsonRecord, conditions: TrustConditions): Accepted {
  const provider = textOf(properties["issuer"]) ?? textOf(properties["aws_account"]) ?? "";
  return { kind: "oidc", provider: issuerOf(provider), account: undefined, conditions };
}
