// A live crawl from one set of credentials: their own account, and with them the other accounts of the organisation.
import type { GraphBatch } from "../../model/batch.js";
import type { CollectContext } from "../../model/collector.js";
import { interleave } from "../concurrency.js";
import { AnswerFault } from "../fault.js";
import type { LiveAnswers } from "../live.js";
import type { CollectOptions } from "../options.js";
import type { Page } from "../page.js";
import { AccountCrawl } from "./account.js";
import { assumeRole } from "./assume.js";
import { ASSUME_ROLE, memberCalls } from "./calls.js";
import { type AwsClient, openClient } from "./client.js";
import { crawlAccount } from "./crawl.js";
import { NO_ORGANIZATION, ORGANIZATION, readOrganization, toOrganization } from "./organization.js";
import { ORGANIZATION_POLICIES, readPolicies, toPoliciesBatch } from "./organization-policies.js";
import type { OrganizationAccount, OrganizationView } from "./organization-view.js";
import { DEFAULT_ROLE } from "./permissions.js";
import { GET_CALLER_IDENTITY } from "./resources/caller-identity.js";
import { IDENTITY_RESOURCES, resourcesFor } from "./resources.js";

/** Data sets that are known of an account without asking it. */
const OF_ORGANIZATION: ReadonlySet<string> = new Set([ORGANIZATION, ORGANIZATION_POLICIES]);
/** Accounts crawled at a time; each has up to eight calls of its own in flight. */
const ACCOUNTS_AT_A_TIME = 4;

export interface Crawl {
  readonly profile: string | undefined;
  readonly options: CollectOptions;
  readonly context: CollectContext;
}

/** The credentials that a crawl starts from, and who they are. */
export interface Base {
  readonly crawl: Crawl;
  readonly client: AwsClient;
  readonly answers: LiveAnswers;
  readonly account: string;
  readonly partition: string;
  readonly identity: Page;
}

/** The account of the credentials; with `organization` the others too, several at a time. */
export async function* crawlFrom(base: Base): AsyncGenerator<GraphBatch> {
  const reader = toAccountCrawl(base, NO_ORGANIZATION);
  const listed = await readOrganization(reader);
  base.answers.noteAsked(ORGANIZATION);
  if (!isDone(base, listed, ORGANIZATION)) yield* toOrganization(reader, listed);
  const organization = yield* withPolicies(base, reader, listed);
  const own = toAccountCrawl(base, organization);
  if (base.crawl.options.organization !== true) {
    yield* crawlAccount(own, resourcesFor(base.crawl.options));
    return;
  }
  if (organization.fault !== undefined) {
    base.crawl.context.log(
      "warn",
      `${organization.fault.message}: only account ${base.account} is read; run it with the management account`,
    );
  }
  const members = organization.accounts.filter((account) => account.status === "ACTIVE" && account.id !== base.account);
  const sources = members.map((member) => () => crawlMember(base, organization, member));
  yield* interleave([() => crawlAccount(own, resourcesFor(base.crawl.options)), ...sources], ACCOUNTS_AT_A_TIME);
}

/** The view with what became of the control policies, which are read by the account that may list the others. */
async function* withPolicies(
  base: Base,
  reader: AccountCrawl,
  view: OrganizationView,
): AsyncGenerator<GraphBatch, OrganizationView> {
  if (view.id === undefined || view.fault !== undefined) return view;
  if (isDone(base, view, ORGANIZATION_POLICIES)) return view;
  base.answers.noteAsked(ORGANIZATION_POLICIES);
  const reading = await readPolicies(reader, view);
  yield toPoliciesBatch(reader, view, reading);
  return { ...view, policies: reading instanceof AnswerFault ? reading : reading.coverage };
}

function isDone(base: Base, { id }: OrganizationView, dataSet: string): boolean {
  return id === undefined || base.crawl.context.isDone(`aws:${id}`, dataSet, "");
}

function toAccountCrawl(base: Base, organization: OrganizationView): AccountCrawl {
  const name = organization.accounts.find((account) => account.id === base.account)?.name;
  return new AccountCrawl({
    account: base.account,
    partition: base.partition,
    folder: base.account,
    organization,
    answers: base.answers,
    client: withIdentity(base.client, base.identity),
    context: base.crawl.context,
    everyUser: base.crawl.options.everyUser ?? false,
    regions: base.crawl.options.regions ?? [],
    ...(name === undefined ? {} : { name }),
  });
}

/** A client that knows the answer of the first call already. */
function withIdentity(client: AwsClient, identity: Page): AwsClient {
  return {
    ...client,
    pages: (call, input, region) => (call === GET_CALLER_IDENTITY ? once(identity) : client.pages(call, input, region)),
  };
}

async function* once(page: Page): AsyncGenerator<Page> {
  yield page;
}

/** Another account of the organisation, through the role. When the role cannot be had, all of it is a gap. */
async function* crawlMember(
  base: Base,
  organization: OrganizationView,
  member: OrganizationAccount,
): AsyncGenerator<GraphBatch> {
  const { crawl, partition } = base;
  const { context, options } = crawl;
  const role = `arn:${partition}:iam::${member.id}:role/${options.role ?? DEFAULT_ROLE}`;
  const onCall = (call: string): void => context.called(`aws:${member.id}`, call);
  const client = openClient({
    region: base.client.region,
    allowed: new Set(memberCalls(options).map((call) => call.call)),
    signal: context.signal,
    onCall,
    credentials: assumeRole({
      role,
      calls: memberCalls(options),
      profile: crawl.profile,
      region: base.client.region,
      signal: context.signal,
      onCall,
    }),
  });
  try {
    const frame = { partition, folder: member.id, organization, answers: base.answers, context, name: member.name };
    const probe = new AccountCrawl({ ...frame, account: member.id, client });
    const identity = await identify(probe);
    if (identity instanceof AnswerFault) {
      yield* refuseAll(probe, identity);
      return;
    }
    const { everyUser = false, regions = [] } = options;
    const own = { ...frame, account: member.id, client: withIdentity(client, identity), everyUser, regions };
    yield* crawlAccount(new AccountCrawl(own), resourcesFor(options));
  } finally {
    client.close();
  }
}

async function identify(account: AccountCrawl): Promise<Page | AnswerFault> {
  try {
    for await (const page of account.live(GET_CALLER_IDENTITY)) return page;
    return {};
  } catch (fault) {
    if (fault instanceof AnswerFault) return fault;
    throw fault;
  }
}

/** Every data set about the identities of an account, refused for the same reason; only its organisation is known. */
async function* refuseAll(account: AccountCrawl, fault: AnswerFault): AsyncGenerator<GraphBatch> {
  account.context.log("warn", `aws ${account.account}: ${fault.message}`);
  const calls = memberCalls();
  for (const resource of IDENTITY_RESOURCES) {
    const isOfOrganization = OF_ORGANIZATION.has(resource.dataSet);
    const call = isOfOrganization ? undefined : resource.calls.find((known) => calls.includes(known));
    if (isOfOrganization) yield* resource.collect(account);
    else if (call !== undefined)
      yield { ...account.closeAfter(resource.dataSet, call, fault, false), evidence: { call: ASSUME_ROLE.call } };
  }
}
