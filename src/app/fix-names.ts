// A change that cuts paths, as people call it: names instead of addresses, and where it is.
import { scopeWordsAndNumber } from "../model/scope-words.js";
import { fixText, KEY_GRANT, kindOf } from "../report/fix-words.js";
import type { Store } from "../store/index.js";

const INLINE = /^arn:[^:]*:iam::(\d+):(role|user|group)\/(?:.*\/)?([^/]+)\/inline\/(.+)$/;
const OF_IAM = /^arn:[^:]*:iam::(\d+):(role|user|group|policy)\/(?:.*\/)?([^/]+)$/;
const BINDING = /^gcp:[a-z]+\.googleapis\.com\/(.+?)#iam\/((?:.+\/)?roles\/[^/]+)\/(.+)$/s;
const ONE_TRUST = /^(.+)#trust\/(.+)\/\d+$/s;
const HELD = /^(\S+) (has_grant|runs_as|holds|stores) (.+)$/s;

/** Text of a fix from what the database knows of the things in it; what it does not know stays as it is. */
export function nameFix(fix: string, store: Pick<Store, "node">): string {
  const names = new Names(store);
  const [, on, role, member] = BINDING.exec(fix) ?? [];
  if (on !== undefined && role !== undefined && member !== undefined)
    return `${role} of ${names.member(member)} on ${names.place(fix.slice(0, fix.indexOf("#")), on)}`;
  const [, trusting, trusted] = ONE_TRUST.exec(fix) ?? [];
  if (trusting !== undefined) return `trust of ${names.holder(trusting)} in ${trusted}`;
  const [, key, grant] = KEY_GRANT.exec(fix) ?? [];
  if (key !== undefined) return `grant ${grant} of ${names.known(key) ?? key}`;
  const [, from, how, to] = HELD.exec(fix) ?? [];
  if (from !== undefined && to !== undefined)
    return how === "runs_as"
      ? `that ${names.known(from) ?? from} runs as ${names.known(to) ?? to}`
      : `${names.known(to) ?? to} of ${names.holder(from)}`;
  const whole = names.known(fix) ?? names.known(fix.replace(/#[a-z]+$/, ""));
  const at = fix.lastIndexOf("#");
  switch (kindOf(fix)) {
    case "trust":
      return `trust policy of ${names.holder(fix.slice(0, at))}`;
    case "permissions":
      return `permissions of ${names.holder(fix.slice(0, at))}`;
    case "statement":
      return `statement ${Number(fix.slice(at + 1)) + 1} of ${names.holder(fix.slice(0, at))}`;
    default:
      return whole ?? fixText(fix);
  }
}

class Names {
  readonly #store: Pick<Store, "node">;

  constructor(store: Pick<Store, "node">) {
    this.#store = store;
  }

  /** Name of a node with its sort; a job of GitLab with its project. */
  known(id: string): string | undefined {
    const node = this.#store.node(id);
    if (node === undefined) return undefined;
    const sort = node.type.slice(node.type.indexOf(".") + 1).replaceAll("-", " ");
    const project = /^(gitlab:.+)\/pipeline/.exec(id)?.[1];
    const place = project === undefined ? undefined : this.#store.node(project)?.name;
    return `${sort} ${node.name}${place === undefined ? "" : ` of ${place}`}`;
  }

  /** A holder of IAM with the account that it is in, by name. */
  holder(id: string): string {
    const [, owner, kind, holder, policy] = INLINE.exec(id) ?? [];
    if (owner !== undefined) return `inline policy ${policy} of ${kind} ${holder} of ${this.#account(owner)}`;
    const [, account, sort, name] = OF_IAM.exec(id) ?? [];
    if (account === undefined) return this.known(id) ?? id;
    // a role that Identity Center keeps is changed by its permission set
    const set = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(name ?? "")?.[1];
    return `${set === undefined ? `${sort} ${name}` : `permission set ${set}`} of ${this.#account(account)}`;
  }

  /** A member of Google: what is before the colon says nothing that its address does not. */
  member(member: string): string {
    const pool = /\/workloadIdentityPools\/([^/]+)\/(.+)$/.exec(member);
    if (pool !== null) return `${pool[2]} of pool ${pool[1]}`;
    return member.replace(/^(?:serviceAccount|user|group|domain):/, "");
  }

  place(id: string, path: string): string {
    const known = this.known(id);
    if (known !== undefined) return known;
    const [sort = "", name = ""] = path.split("/").slice(-2);
    return /^\d+$/.test(name) ? `${sort.replace(/s$/, "")} ${name}` : name;
  }

  #account(number: string): string {
    return scopeWordsAndNumber(`aws:${number}`, this.#store.node(`aws:${number}`)) ?? number;
  }
}
