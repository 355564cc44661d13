// A boundary for a principal of AWS: what it may do at most, and the change that it would be to the estate.
import { hashText } from "../model/hash.js";
import type { Json, JsonRecord } from "../model/words.js";
import { awsBoundary, BOUNDARY_LIMIT, statementsOf, statementsWithin, type Wanted } from "../plan/boundaries.js";
import type { KnownNode, Store } from "../store/index.js";
import { type Ground, type Proposal, type Refusal, stored } from "./boundary-proposal.js";
import { heldPolicies } from "./held-policies.js";
import { ask, sqlText } from "./store-rows.js";

/** A boundary of the actions asked for, else of the services that were used; refused where neither is known or it is too long. */
export function proposeAws(
  { id, name, scope }: KnownNode,
  wanted: readonly Wanted[],
  { store }: Ground,
): Proposal | Refusal {
  const used = wanted.length > 0 ? undefined : servicesUsed(id, store);
  if (wanted.length === 0 && used === undefined) {
    return {
      refused: `what ${name} uses was not read: scan with --every-user (service last accessed), or list what it needs with --action`,
    };
  }
  const statements = used === undefined ? statementsOf(wanted) : statementsWithin(documentsOf(id, store), used);
  if (statements.length === 0)
    return { refused: `${name} was not seen to use anything in 400 days: nothing to keep; remove it instead` };
  const { text, size, files, notes } = awsBoundary(name, statements);
  if (size > BOUNDARY_LIMIT) {
    return {
      refused: `the boundary has ${size} characters, and AWS takes ${BOUNDARY_LIMIT}: list fewer actions, or use wildcards`,
    };
  }
  const policy = `${id.replace(/:(?:role|user)\/.*$/, "")}:policy/nhi-boundary`;
  const document = hashText(text);
  const edge = {
    kind: "references",
    from: id,
    to: policy,
    scope,
    state: "none",
    confidence: 1,
    properties: { role: "boundary" },
  } as const;
  return {
    title:
      used === undefined
        ? "permissions boundary with the actions that were listed"
        : `permissions boundary with the services that it used: ${used.join(", ")}`,
    files,
    notes,
    change: {
      addedNodes: [
        stored({ id: policy, kind: "grant", type: "aws.managed-policy", name: "nhi-boundary", scope, document }),
      ],
      keeps: ({ kind, from, properties }) => kind !== "references" || from !== id || properties["role"] !== "boundary",
      addedEdges: [edge],
      documents: new Map([[document, text]]),
    },
  };
}

/** Policies that the principal holds, taken apart. */
function documentsOf(id: string, store: Store): Json[] {
  return heldPolicies(store, id).flatMap(({ text }) => (text === undefined ? [] : [JSON.parse(text) as Json]));
}

/** Services by the 400 days that AWS looks back; undefined where that was not read. */
function servicesUsed(id: string, store: Store): string[] | undefined {
  const [row] = [...ask(store, `SELECT services_used FROM identity WHERE id = ${sqlText(id)}`)];
  const used = row?.["services_used"];
  return typeof used === "string" ? Object.keys(JSON.parse(used) as JsonRecord).sort() : undefined;
}
