// Credentials that AWS lists one user at a time: read once, emitted in batches, each user that was refused a gap, and each of
// whose list something had to be left out.
import type { GraphBatch } from "../../model/batch.js";
import { AnswerFault } from "../fault.js";
import { listOf } from "../fields.js";
import { lackIn, lackOf } from "../lacking.js";
import type { Page } from "../page.js";
import { PartBuilder } from "../part.js";
import type { AccountCrawl } from "./account.js";
import type { AwsCall } from "./call.js";
import type { UserCredentials } from "./facts.js";
import { askEach } from "./read.js";

const USERS_A_BATCH = 500;

/** Where all users were refused alike. */
export const NONE_READ: UserCredentials<never> = { byUser: new Map(), lacks: new Map(), faults: new Map() };

export interface UserReading<T> {
  readonly call: AwsCall;
  readonly names: readonly string[];
  /** Word for the progress line. */
  readonly word: string;
  /** Field that identifies a credential. */
  readonly idField: string;
  toCredentials(page: Page): readonly T[];
}

/** Asks for the credentials of each name. A fault when all are refused alike; a user that is gone has none. */
export async function readByUser<T>(
  account: AccountCrawl,
  reading: UserReading<T>,
): Promise<UserCredentials<T> | AnswerFault> {
  const byUser = new Map<string, readonly T[]>();
  const lacks = new Map<string, string>();
  const faults = new Map<string, AnswerFault>();
  const asking = (name: string) => ({ name, input: { UserName: name }, tellsLacks: true });
  let count = 0;
  try {
    for await (const { name, answer } of askEach(account, { call: reading.call, names: reading.names, asking })) {
      if (answer instanceof AnswerFault) {
        if (answer.kind !== "absent") faults.set(name, answer);
        continue;
      }
      const credentials = reading.toCredentials(answer);
      byUser.set(name, credentials);
      const elements = (reading.call.lists ?? []).flatMap((list) => listOf(answer[list]));
      const lack = lackIn(account, account.question(reading.call, asking(name)), lackOf(elements, [reading.idField]));
      if (lack !== undefined) lacks.set(name, lack);
      count += credentials.length;
      account.progress(reading.word, count);
    }
  } catch (fault) {
    if (fault instanceof AnswerFault) return fault;
    throw fault;
  }
  return { byUser, lacks, faults };
}

export interface UserEmission<T> {
  readonly dataSet: string;
  readonly call: AwsCall;
  readonly read: UserCredentials<T> | AnswerFault;
  /** Why the data set cannot be complete even if every answer came; undefined when nothing stands against it. */
  readonly doubt?: string | undefined;
  add(credential: T, user: string, out: PartBuilder): void;
}

/** Batches of what was read, and the coverage. `add` gets the ARN of the user. */
export function* emitByUser<T>(account: AccountCrawl, emission: UserEmission<T>): Generator<GraphBatch> {
  const { dataSet, call, read, doubt } = emission;
  if (read instanceof AnswerFault) {
    yield account.closeAfter(dataSet, call, read, false);
    return;
  }
  let out = new PartBuilder();
  let users = 0;
  for (const [user, credentials] of read.byUser) {
    for (const credential of credentials) emission.add(credential, account.facts.userArn(user), out);
    users += 1;
    if (users % USERS_A_BATCH !== 0) continue;
    yield account.batch(dataSet, call, out);
    out = new PartBuilder();
  }
  for (const [user, fault] of read.faults) {
    const permission = fault.permission === undefined ? {} : { permission: fault.permission };
    out.gaps.push({ dataSet, subject: account.facts.userArn(user), message: fault.message, ...permission });
  }
  for (const [user, message] of read.lacks) {
    out.gaps.push({ dataSet, subject: account.facts.userArn(user), message });
  }
  const failed = `${read.faults.size} of ${read.byUser.size + read.faults.size} users could not be read`;
  const reason = read.faults.size > 0 ? failed : (doubt ?? inPart(read.lacks));
  yield account.close(
    dataSet,
    call,
    reason === undefined ? {} : { state: "partial", message: `${call.call}: ${reason}` },
    out,
  );
}

/** Why a data set is partial of which every answer came. */
function inPart(lacks: ReadonlyMap<string, string>): string | undefined {
  return lacks.size === 0 ? undefined : `the answers about ${lacks.size} users were read in part`;
}
