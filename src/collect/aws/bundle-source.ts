// AWS from a bundle: every account that it holds.
import type { GraphBatch } from "../../model/batch.js";
import type { CollectContext, PlannedCall } from "../../model/collector.js";
import { isAccountId, parseArn } from "../arn.js";
import type { Bundle } from "../bundle.js";
import { AnswerFault } from "../fault.js";
import { textOf } from "../fields.js";
import { decodeName } from "../paths.js";
import { RecordedAnswers } from "../recorded.js";
import { AccountCrawl } from "./account.js";
import { crawlAccount } from "./crawl.js";
import { NO_ORGANIZATION, readOrganization, toOrganization } from "./organization.js";
import { ORGANIZATION_POLICIES, readPolicies, toPoliciesBatch } from "./organization-policies.js";
import type { OrganizationView } from "./organization-view.js";
import { DETAILS_PATH, findOwnOwner, type Owner } from "./plain-file.js";
import { askOne } from "./read.js";
import { GET_CALLER_IDENTITY } from "./resources/caller-identity.js";
import { RESOURCES } from "./resources.js";
import { nameUnread } from "./unread-answers.js";

/** Batches of every account folder below `aws/`, one account after the other. */
export async function* collectAwsBundle(bundle: Bundle, context: CollectContext): AsyncGenerator<GraphBatch> {
  const answers = new RecordedAnswers(bundle, context.joinKey);
  const readers: AccountCrawl[] = [];
  const folders = await accountFolders(bundle);
  for (const folder of folders) {
    const owner = await ownerOf(bundle, answers, folder, context);
    if (owner === undefined) {
      context.log("warn", `${bundle.show(`aws/${folder}`)}: not read: no account id in its name or its answers`);
      continue;
    }
    readers.push(
      new AccountCrawl({
        ...owner,
        folder: decodeName(folder) ?? folder,
        organization: NO_ORGANIZATION,
        answers,
        context,
      }),
    );
  }
  const seen = yield* organizationsOf(readers, await Promise.all(readers.map(readOrganization)));
  for (const [index, reader] of readers.entries()) {
    const organization = viewOf(reader.account, seen, index);
    const name = organization.accounts.find((account) => account.id === reader.account)?.name;
    const account = reader.within(organization, name);
    yield* crawlAccount(account, RESOURCES);
  }
  await nameUnread(bundle, folders, context);
}

/** Each organisation once, by the first account that lists it; the views with what became of its control policies. */
async function* organizationsOf(
  readers: readonly AccountCrawl[],
  seen: readonly OrganizationView[],
): AsyncGenerator<GraphBatch, readonly OrganizationView[]> {
  const policies = new Map<string, OrganizationView["policies"]>();
  for (const [index, reader] of readers.entries()) {
    const view = seen[index] ?? NO_ORGANIZATION;
    if (view.id === undefined || view.fault !== undefined || policies.has(view.id)) continue;
    yield* toOrganization(reader, view);
    policies.set(view.id, undefined);
    if (reader.answers.wasAsked(ORGANIZATION_POLICIES) === false) continue;
    const reading = await readPolicies(reader, view);
    yield toPoliciesBatch(reader, view, reading);
    policies.set(view.id, reading instanceof AnswerFault ? reading : reading.coverage);
  }
  return seen.map((view) => {
    const known = policies.get(view.id ?? "");
    return known === undefined ? view : { ...view, policies: known };
  });
}

/** The organisation as the bundle knows it: by the account's own answer, else by that of an account that lists it. */
function viewOf(account: string, seen: readonly OrganizationView[], index: number): OrganizationView {
  const own = seen[index] ?? NO_ORGANIZATION;
  if (own.fault === undefined) return own;
  return seen.find((view) => view.accounts.some((listed) => listed.id === account)) ?? own;
}

/** Data sets that a bundle would be read for. */
export async function planAwsBundle(bundle: Bundle): Promise<readonly PlannedCall[]> {
  const folders = await accountFolders(bundle);
  return folders.flatMap((folder) =>
    RESOURCES.map(({ dataSet }) => ({ scope: `aws:${decodeName(folder)}`, call: `read ${dataSet}`, count: "1" })),
  );
}

async function accountFolders(bundle: Bundle): Promise<readonly string[]> {
  const entries = await bundle.entries("aws");
  return entries.filter((entry) => entry.isFolder && decodeName(entry.name) !== undefined).map((entry) => entry.name);
}

/** Account and partition: who asked, else whose ARNs the details hold, else the name of the folder. */
async function ownerOf(
  bundle: Bundle,
  answers: RecordedAnswers,
  folder: string,
  context: CollectContext,
): Promise<Owner | undefined> {
  const name = decodeName(folder) ?? folder;
  const frame = { folder: name, organization: NO_ORGANIZATION, answers, context };
  const probe = new AccountCrawl({ ...frame, account: name, partition: "aws" });
  const identity = await askOne(probe, GET_CALLER_IDENTITY);
  const account = identity instanceof AnswerFault ? undefined : textOf(identity["Account"]);
  const arn = identity instanceof AnswerFault ? undefined : parseArn(textOf(identity["Arn"]) ?? "");
  if (account !== undefined && isAccountId(account)) {
    if (isAccountId(name) && account !== name) {
      context.log("warn", `${bundle.show(`aws/${folder}`)}: holds the answers of account ${account}`);
    }
    return { account, partition: arn?.partition ?? "aws" };
  }
  // A file that cannot be used is no answer here; reading the details says what is wrong with it.
  const details = await bundle.find(`aws/${folder}/${DETAILS_PATH}`).catch(() => undefined);
  const found = details === undefined ? undefined : await findOwnOwner(details).catch(() => undefined);
  return found ?? (isAccountId(name) ? { account: name, partition: "aws" } : undefined);
}
