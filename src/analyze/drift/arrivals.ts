// Static credentials that something new came with: the usual way to stay is a new user or application with a key of its own.
import type { ChangeKind } from "../../model/change.js";
import { addToSet } from "../../model/group-by.js";
import type { HistoricNode, History, Pair } from "../../model/history.js";
import type { JsonRecord } from "../../model/words.js";
import { ACCOUNT_KINDS } from "../facts/account-kinds.js";
import { CREDENTIAL_TYPES } from "../facts/credentials.js";
import { textOf } from "../properties.js";
import type { Comparable } from "./comparable.js";
import { standingOf } from "./subject.js";

/** Types of what somebody signs in with; other secrets, such as those of a pipeline, stand in a place and open another. */
const SIGNS_IN = new Set([
  ...CREDENTIAL_TYPES,
  ...ACCOUNT_KINDS.flatMap(({ credentials }) => credentials),
  "kubernetes.service-account-token",
  "workspace.app-password",
]);

export class Arrivals {
  readonly #history: History;
  readonly #comparable: Comparable;
  /** By id of the holder, or by the address of the service account that an API key acts as: types of credentials. */
  readonly #held = new Map<string, Set<string>>();

  constructor(history: History, comparable: Comparable) {
    this.#history = history;
    this.#comparable = comparable;
  }

  /**
   * Keeps who has a credential that was not there before. That it is there is enough, however much of its data set was read:
   * nobody had it who was not there. One that was there with another holder, such as a user by an earlier name, came with nobody.
   */
  keep({ before, after: node }: Pair<HistoricNode>): void {
    if (before !== undefined) return;
    const holder = node && isUsable(node) ? (textOf(node.properties["service_account"]) ?? node.parent) : undefined;
    if (node !== undefined && holder !== undefined) addToSet(this.#held, holder, node.type);
  }

  /** What rules ask of a new identity, or of a credential whose holder, such as a repository, is new and no identity. */
  factsOf(change: ChangeKind, node: HistoricNode): JsonRecord {
    if (change === "identity-new") {
      const types = [...this.#typesOf(node)].sort();
      return types.length === 0 ? {} : { came_with: types.join(", "), ...this.#adminOf(node.id) };
    }
    if (change !== "credential-new" || node.parent === undefined || !isUsable(node)) return {};
    const holder = this.#history.node(node.parent, "after");
    if (holder === undefined || holder.kind === "principal" || !this.#isNew(holder)) return {};
    return { came_with: node.type };
  }

  #typesOf({ id, name, type }: HistoricNode): ReadonlySet<string> {
    const byName = type === "gcp.service-account" ? (this.#held.get(name) ?? []) : [];
    return new Set([...(this.#held.get(id) ?? []), ...byName]);
  }

  #adminOf(id: string): JsonRecord {
    const { principal_admin: admin } = standingOf(this.#history, id);
    return admin === undefined ? {} : { principal_admin: admin };
  }

  #isNew(holder: HistoricNode): boolean {
    return this.#history.node(holder.id, "before") === undefined && this.#comparable.admitsNew(holder);
  }
}

function isUsable({ kind, type, properties }: HistoricNode): boolean {
  if (kind !== "credential" || !SIGNS_IN.has(type) || properties["static"] !== true) return false;
  // Google keeps and changes a key of its own for each account; a certificate that signs assertions lets nobody in.
  const isOthers = properties["key_type"] === "SYSTEM_MANAGED" || properties["usage"] === "sign";
  return properties["status"] === "active" && !isOthers;
}
