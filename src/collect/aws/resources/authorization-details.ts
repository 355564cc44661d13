// aws/iam:account-authorization-details: users, roles, groups, policies and trusts of an account, in two filtered passes so
// that the documents of policies come first.
import type { Coverage, GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { listOf } from "../../fields.js";
import type { Page } from "../../page.js";
import { PartBuilder } from "../../part.js";
import type { AccountCrawl } from "../account.js";
import type { AwsCall } from "../call.js";
import { DETAILS, toManagedPolicy } from "../policies.js";
import { toGroup, toRole, toUser, type UserFacts } from "../principals.js";
import type { AwsResource } from "../resource.js";
import { noteRole } from "./roles.js";

const GET_DETAILS: AwsCall = {
  call: "iam:GetAccountAuthorizationDetails",
  path: ["iam", "get-account-authorization-details"],
  dataSet: DETAILS,
  count: "2, and 1 more per further 1,000 principals or policies",
  lists: ["UserDetailList", "RoleDetailList", "GroupDetailList", "Policies"],
  next: "Marker",
  input: { MaxItems: 1000 },
};

const PASSES = [
  ["LocalManagedPolicy", "AWSManagedPolicy"],
  ["User", "Role", "Group"],
];

export const authorizationDetails: AwsResource = {
  dataSet: DETAILS,
  calls: [GET_DETAILS],
  async *collect(account: AccountCrawl): AsyncGenerator<GraphBatch> {
    account.facts.triedUsers = true;
    const reader = new DetailsReader(account);
    let read = false;
    try {
      for await (const page of account.answers.pages(account.question(GET_DETAILS), () => fetchDetails(account))) {
        const part = reader.toPart(page);
        read = true;
        yield account.batch(DETAILS, GET_DETAILS, part);
      }
      account.facts.hasAllUsers = true;
      account.facts.hasAllRoles = true;
      account.facts.trustsSaml = reader.trustsSaml;
      yield account.close(DETAILS, GET_DETAILS, reader.doubt, reader.rest());
    } catch (fault) {
      const closing = account.closeAfter(DETAILS, GET_DETAILS, fault, read);
      yield { ...closing, edges: reader.rest().edges };
    }
  },
};

async function* fetchDetails(account: AccountCrawl): AsyncGenerator<Page> {
  for (const filter of PASSES) yield* account.live(GET_DETAILS, { input: { Filter: filter } });
}

/** Turns pages into parts; holds what crosses pages: users of groups that come later, and what was counted. */
class DetailsReader {
  trustsSaml = false;
  readonly #account: AccountCrawl;
  readonly #groups = new Map<string, string>();
  /** Memberships in groups that were not seen yet. */
  #waiting: { user: string; group: string }[] = [];
  readonly #counts = new Map<string, number>();
  /** Roles of which not every statement of the trust policy could be read: whom it lets in is not all known. */
  readonly #oddTrusts: string[] = [];

  constructor(account: AccountCrawl) {
    this.#account = account;
  }

  toPart(page: Page): PartBuilder {
    const out = new PartBuilder();
    const { documents } = this.#account;
    for (const policy of this.#list(page, "Policies", "policies")) toManagedPolicy(policy, documents, out);
    for (const group of this.#list(page, "GroupDetailList", "groups")) {
      const node = toGroup(group, documents, out);
      if (node !== undefined) this.#groups.set(node.name, node.id);
    }
    for (const user of this.#list(page, "UserDetailList", "users")) {
      const facts = toUser(user, documents, out);
      if (facts !== undefined) this.#know(facts, out);
    }
    for (const role of this.#list(page, "RoleDetailList", "roles")) toRole(role, documents, out);
    this.#note(out);
    return out;
  }

  /** What others ask about later. */
  #note(out: PartBuilder): void {
    for (const node of out.nodes) {
      if (node.properties["trust_in_part"] === true) this.#oddTrusts.push(node.id);
      if (node.type === "aws.instance-profile") this.#account.facts.instanceProfiles.set(node.name, node.id);
      else if (node.type === "aws.iam-role") noteRole(node.id, this.#account.facts);
      else if (node.properties["provider_kind"] === "saml") this.trustsSaml = true;
    }
  }

  /** What stands against all having been read, after the last page. */
  get doubt(): Partial<Coverage> {
    const [first] = this.#oddTrusts;
    if (first === undefined) return {};
    const more = this.#oddTrusts.length === 1 ? "" : ` and of ${this.#oddTrusts.length - 1} more`;
    return { state: "partial", message: `the trust policy of ${first}${more} could not be read whole` };
  }

  /** Memberships that waited for their group; a group that never came has the path `/` as far as anyone can tell. */
  rest(): PartBuilder {
    const out = new PartBuilder();
    for (const { user, group } of this.#waiting)
      out.edge("member_of", user, this.#groups.get(group) ?? this.#guess(group));
    this.#waiting = [];
    return out;
  }

  #know(user: UserFacts, out: PartBuilder): void {
    this.#account.facts.users.set(user.name, { arn: user.arn, id: user.id });
    for (const name of user.groups) {
      const group = this.#groups.get(name);
      if (group === undefined) this.#waiting.push({ user: user.arn, group: name });
      else out.edge("member_of", user.arn, group);
    }
  }

  #guess(group: string): string {
    return `arn:${this.#account.partition}:iam::${this.#account.account}:group/${group}`;
  }

  #list(page: Page, key: string, word: string): readonly unknown[] {
    const elements = listOf(page[key]);
    if (elements.length > 0) {
      const count = (this.#counts.get(word) ?? 0) + elements.length;
      this.#counts.set(word, count);
      this.#account.progress(word, count);
    }
    return elements;
  }
}

/** Sees to it that the users are known: by the details of this crawl, or read again when it is resumed after them. */
export async function ensureUsers(account: AccountCrawl): Promise<void> {
  if (account.facts.triedUsers) return;
  account.facts.triedUsers = true;
  const reader = new DetailsReader(account);
  const live = (): AsyncIterable<Page> => account.live(GET_DETAILS, { input: { Filter: ["User"] } });
  try {
    for await (const page of account.answers.isLive ? live() : account.ask(GET_DETAILS)) {
      reader.toPart({ UserDetailList: page["UserDetailList"] });
    }
    account.facts.hasAllUsers = true;
  } catch (fault) {
    // What the users are needed for says itself what it could not read.
    if (!(fault instanceof AnswerFault)) throw fault;
  }
}
