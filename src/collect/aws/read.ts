// The two shapes that most data sets have: one list, and one answer a name.
import type { GraphBatch } from "../../model/batch.js";
import { wholeOf } from "../answers.js";
import { mapInOrder } from "../concurrency.js";
import { AnswerFault } from "../fault.js";
import type { Page } from "../page.js";
import { type Part, PartBuilder } from "../part.js";
import type { AccountCrawl, Asking } from "./account.js";
import type { AwsCall } from "./call.js";

/** Calls for one account at a time; adaptive retry slows them down further when AWS says so. */
const AT_A_TIME = 8;
/** A refusal of so many names in a row is a refusal of all. */
const REFUSED_IN_A_ROW = 3;
/** Answers that become one batch. */
const BATCH = 200;

export interface ListReading {
  readonly dataSet: string;
  readonly call: AwsCall;
  toPart(page: Page): Part;
}

/** A data set that is one list: one batch a page, and its coverage. */
export async function* readList(account: AccountCrawl, reading: ListReading): AsyncGenerator<GraphBatch> {
  const { dataSet, call } = reading;
  let read = false;
  try {
    for await (const page of account.ask(call)) {
      const batch = account.batch(dataSet, call, reading.toPart(page));
      read = true;
      yield batch;
    }
    yield account.close(dataSet, call);
  } catch (fault) {
    yield account.closeAfter(dataSet, call, fault, read);
  }
}

export interface NamedAnswer {
  readonly name: string;
  readonly page: Page;
}

export interface EachReading {
  readonly dataSet: string;
  readonly call: AwsCall;
  readonly names: readonly string[];
  /** Node id that a gap about a name is about. */
  subjectOf(name: string): string;
  asking(name: string): Asking;
  toPart(answer: NamedAnswer): Part;
  /** Word for the progress line. */
  readonly word: string;
}

/** A data set that is one answer for each name: a name that is refused is a gap, all refused a refusal of the data set. */
export async function* readEach(account: AccountCrawl, reading: EachReading): AsyncGenerator<GraphBatch> {
  const { dataSet, call } = reading;
  const answers = askEach(account, reading);
  let faults = 0;
  let out = new PartBuilder();
  let count = 0;
  try {
    for await (const { name, answer } of answers) {
      count += 1;
      if (answer instanceof AnswerFault) {
        if (answer.kind === "absent") continue;
        faults += 1;
        out.gaps.push(toGap(reading, name, answer));
      } else out.append(reading.toPart({ name, page: answer }));
      account.progress(reading.word, count);
      if (count % BATCH === 0) {
        yield account.batch(dataSet, call, out);
        out = new PartBuilder();
      }
    }
    const state = faults === 0 ? "complete" : "partial";
    yield account.close(dataSet, call, { state, ...(faults === 0 ? {} : missing(faults, reading)) }, out);
  } catch (fault) {
    yield account.closeAfter(dataSet, call, fault, false);
  }
}

function missing(faults: number, reading: EachReading): { message: string } {
  return { message: `${reading.call.call}: ${faults} of ${reading.names.length} could not be read` };
}

function toGap(reading: EachReading, name: string, fault: AnswerFault) {
  return {
    dataSet: reading.dataSet,
    subject: reading.subjectOf(name),
    message: fault.message,
    ...(fault.permission === undefined ? {} : { permission: fault.permission }),
  };
}

/**
 * Asks for each name, several at a time, in order. Throws the fault when the first few are refused alike: the others would
 * be too.
 */
export async function* askEach(
  account: AccountCrawl,
  reading: Pick<EachReading, "call" | "names" | "asking">,
): AsyncGenerator<{ name: string; answer: Page | AnswerFault }> {
  const { call, names } = reading;
  await requireRecords(account, reading);
  const first = names.slice(0, REFUSED_IN_A_ROW);
  const answered: { name: string; answer: Page | AnswerFault }[] = [];
  for (const name of first) answered.push({ name, answer: await askOne(account, call, reading.asking(name)) });
  const refused = answered.map(({ answer }) => answer).filter((answer) => isRefusalOfAll(answer));
  const [fault] = refused;
  if (fault instanceof AnswerFault && refused.length === answered.length) throw fault;
  yield* answered;
  yield* mapInOrder(names.slice(first.length), AT_A_TIME, async (name) => {
    account.context.signal.throwIfAborted();
    return { name, answer: await askOne(account, call, reading.asking(name)) };
  });
}

/** A bundle without any answer of the call is one gap, not one a name. */
async function requireRecords(account: AccountCrawl, reading: Pick<EachReading, "call" | "names">): Promise<void> {
  if (account.answers.isLive || reading.names.length === 0) return;
  if ((await account.names(reading.call)).length > 0) return;
  const { call, path } = account.question(reading.call);
  throw new AnswerFault("unrecorded", "NotRecorded", `${call}: not in the bundle (${path.join("/")}/)`);
}

/** A whole answer, or the fault that stands for it. */
export async function askOne(account: AccountCrawl, call: AwsCall, asking: Asking = {}): Promise<Page | AnswerFault> {
  try {
    return await wholeOf(account.ask(call, asking));
  } catch (fault) {
    if (fault instanceof AnswerFault) return fault;
    throw fault;
  }
}

function isRefusalOfAll(answer: Page | AnswerFault): boolean {
  return answer instanceof AnswerFault && (answer.kind === "denied" || answer.kind === "failed");
}
