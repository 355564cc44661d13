// What users consented to, put together by application: as many applications as there are, however many users. Pure.
import { hashText } from "../../model/hash.js";

/** Users that are named; the rest is counted. */
const MOST_NAMED = 20;

/** One consent of one user, as the Directory API says it. */
export interface Consent {
  readonly client: string;
  readonly name: string | undefined;
  readonly scopes: readonly string[];
  readonly isNative: boolean;
  readonly isAnonymous: boolean;
}

export interface Consenter {
  readonly email: string;
  readonly isSuperAdmin: boolean;
}

/** Consents to the same scopes of one application. */
export interface ConsentGroup {
  /** Of its scopes: the same scopes are the same group tomorrow. */
  readonly key: string;
  readonly scopes: readonly string[];
  users: number;
  superAdmins: number;
  /** The first by address. */
  readonly named: Names;
  readonly namedSuperAdmins: Names;
}

export interface ConsentedApp {
  readonly client: string;
  name: string | undefined;
  users: number;
  isNative: boolean;
  isAnonymous: boolean;
  readonly groups: Map<string, ConsentGroup>;
}

export class Consents {
  readonly #apps = new Map<string, ConsentedApp>();

  /** Adds the consents of one user. An application that the answer names twice has been consented to once, to both. */
  add(user: Consenter, consents: readonly Consent[]): void {
    const byClient = new Map<string, Consent>();
    for (const one of consents) {
      const before = byClient.get(one.client);
      byClient.set(one.client, before === undefined ? one : { ...before, scopes: [...before.scopes, ...one.scopes] });
    }
    for (const one of byClient.values()) this.#addOne(user, one);
  }

  #addOne({ email, isSuperAdmin }: Consenter, { client, name, scopes, isNative, isAnonymous }: Consent): void {
    const app: ConsentedApp = this.#apps.get(client) ?? {
      client,
      name,
      users: 0,
      isNative: false,
      isAnonymous: false,
      groups: new Map(),
    };
    this.#apps.set(client, app);
    app.users += 1;
    app.isNative ||= isNative;
    app.isAnonymous ||= isAnonymous;
    // names are the same for everybody; should they differ, the same one is taken whatever the order
    if (name !== undefined && (app.name === undefined || name < app.name)) app.name = name;
    const sorted = [...new Set(scopes)].sort();
    const text = sorted.join(" ");
    const group: ConsentGroup = app.groups.get(text) ?? {
      key: hashText(text).slice(0, 12),
      scopes: sorted,
      users: 0,
      superAdmins: 0,
      named: new Names(),
      namedSuperAdmins: new Names(),
    };
    app.groups.set(text, group);
    group.users += 1;
    group.named.add(email);
    if (!isSuperAdmin) return;
    group.superAdmins += 1;
    group.namedSuperAdmins.add(email);
  }

  /** Sorted by client id, and so are the groups of each by key. */
  apps(): readonly ConsentedApp[] {
    return [...this.#apps.values()].sort((a, b) => (a.client < b.client ? -1 : 1));
  }
}

/** The first of many names in their order, in little memory. */
export class Names {
  #list: string[] = [];

  /** Takes a name; it may come more than once. What cannot be among the first any more is dropped now and then. */
  add(name: string): void {
    this.#list.push(name);
    if (this.#list.length >= 4 * MOST_NAMED) this.#list = this.list();
  }

  /** The first names in their order, each once, at most MOST_NAMED. */
  list(): string[] {
    return [...new Set(this.#list)].sort().slice(0, MOST_NAMED);
  }
}
