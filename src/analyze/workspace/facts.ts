// Facts about what Workspace holds: what applications were consented to, by the reviewed table; who has which role; what clients
// of domain-wide delegation may do for everybody, and how they prove themselves.
import type { AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { JsonRecord } from "../../model/words.js";
import type { WorkspaceRoleRow } from "../../model/workspace-tables.js";
import { directoryOf } from "../facts/directory.js";
import { createOwners } from "../facts/owners.js";
import { isServiceLike } from "../facts/service-like.js";
import { listedTexts } from "../properties.js";
import type { DrawFrame } from "./draw-frame.js";
import { factsOf, wordOf } from "./estate.js";
import { createHolderOf, isOutside } from "./holders.js";

const MOST_NAMED = 20;

/** Columns of users, clients, delegations and role assignments of one customer. */
export function* customerFacts(
  input: AnalysisInput,
  frame: DrawFrame,
  roles: readonly WorkspaceRoleRow[],
): Iterable<DerivedFact> {
  const owners = createOwners(input.config, directoryOf(input));
  for (const user of frame.customer.users) {
    yield { node: user.id, columns: { ...userColumns(user), ...owners.columnsOf(user) } };
  }
  yield* clientFacts(frame);
  yield* delegationFacts(input, frame);
  yield* assignmentFacts(frame, roles);
}

function userColumns(node: StoredNode): JsonRecord {
  const { login, token_count: tokens, app_password_count: passwords } = factsOf(node);
  const name = typeof login === "string" ? login.replace(/@.*$/, "") : node.name;
  return {
    service_like: isServiceLike({ name, path: "/", tags: undefined }),
    ...(typeof tokens === "number" && { consent_count: tokens }),
    ...(typeof passwords === "number" && { app_password_count: passwords }),
  };
}

/** Of each application what all its consents amount to. */
function* clientFacts({ customer, summarize, publisherOf }: DrawFrame): Iterable<DerivedFact> {
  const consents = new Map<string, StoredNode[]>();
  for (const consent of customer.consents) {
    addTo(consents, consent.parent ?? "", consent);
  }
  for (const client of customer.clients) {
    const own = consents.get(client.id) ?? [];
    const { publisher } = publisherOf(wordOf(client.properties["client_id"]));
    const scopesOf = (nodes: readonly StoredNode[]) =>
      summarize([...new Set(nodes.flatMap(({ properties }) => listedTexts(properties["scopes"])))]);
    const all = scopesOf(own);
    const ofAdmins = own.filter(({ properties }) => Number(properties["super_admin_count"]) > 0);
    const admins = new Set(ofAdmins.flatMap(({ properties }) => listedTexts(properties["super_admins"])));
    yield {
      node: client.id,
      columns: {
        publisher,
        publisher_known: publisher !== "unknown",
        is_third_party: isOutside(publisher),
        restricted_scopes: all.restricted,
        directory_scopes: all.admin,
        mail_scopes: mailAndFiles(all.restricted),
        super_admin_scopes: scopesOf(ofAdmins).admin,
        super_admins: [...admins].sort().slice(0, MOST_NAMED),
      },
    };
  }
}

/** Whole mailboxes and drives, not what is said of them. */
function mailAndFiles(restricted: readonly string[]): readonly string[] {
  return restricted.filter((scope) =>
    /^(?:https:\/\/mail\.|gmail\.(?:readonly|modify)$|drive(?:\.readonly)?$)/.test(scope),
  );
}

function* delegationFacts(input: AnalysisInput, { customer, cloud, summarize }: DrawFrame): Iterable<DerivedFact> {
  if (customer.delegations.length === 0) return;
  const keys = activeKeys(input);
  for (const delegation of customer.delegations) {
    const { client_id: client, scopes } = delegation.properties;
    const summary = summarize(listedTexts(scopes));
    const isAccount = /^\d+$/.test(wordOf(client));
    const account = cloud.accounts.get(wordOf(client));
    const isKeyed = account?.supplements["gcp/iam:service-account-keys"] !== undefined;
    yield {
      node: delegation.id,
      columns: {
        broad_scopes: summary.broad,
        control_scopes: [...summary.control, ...summary.cloud].sort(),
        opened_data: [...summary.data.keys()].sort(),
        client_kind: isAccount ? "service-account" : "application",
        ...(account !== undefined && {
          holder: account.name,
          client_account: account.id,
          client_status: account.properties["disabled"] === true ? "inactive" : "active",
        }),
        ...(isKeyed && account !== undefined && { client_keys: keys.get(account.id) ?? 0 }),
        ...(!isAccount && { client_keys: 0, client_status: "active" }),
      },
    };
  }
}

/** Account → keys of it that work. */
function activeKeys(input: AnalysisInput): ReadonlyMap<string, number> {
  const keys = new Map<string, number>();
  for (const { parent, properties } of input.nodes(["gcp.service-account-key"])) {
    if (parent !== undefined && properties["status"] === "active") keys.set(parent, (keys.get(parent) ?? 0) + 1);
  }
  return keys;
}

function* assignmentFacts(
  { customer, cloud }: Pick<DrawFrame, "customer" | "cloud">,
  roles: readonly WorkspaceRoleRow[],
): Iterable<DerivedFact> {
  const holderOf = createHolderOf(customer, cloud);
  const tiers = new Map(roles.map(({ role, tier }) => [role, tier]));
  for (const assignment of customer.assignments) {
    const { kind, node } = holderOf(assignment);
    const { role, assignee } = assignment.properties;
    const facts = node === undefined ? {} : factsOf(node);
    const name = typeof facts["login"] === "string" ? facts["login"].replace(/@.*$/, "") : undefined;
    yield {
      node: assignment.id,
      columns: {
        holder: node?.name ?? wordOf(assignee),
        ...(kind !== "unknown" && { holder_kind: kind }),
        ...(kind === "user" && {
          holder_status: wordOf(facts["status"]),
          holder_service_like: name !== undefined && isServiceLike({ name, path: "/", tags: undefined }),
          ...(typeof facts["two_step_enrolled"] === "boolean" && { holder_two_step: facts["two_step_enrolled"] }),
        }),
        ...(typeof role === "string" && tiers.has(role) && { role_tier: tiers.get(role) ?? 2 }),
      },
    };
  }
}
