// Gets the credential report: has it made, waits, reads it; or takes it from a bundle, as JSON or as the CSV itself.
import { decodeUtf } from "../../model/utf.js";
import { type Question, toRefusal, wholeOf } from "../answers.js";
import { AnswerFault } from "../fault.js";
import { textOf } from "../fields.js";
import type { Page } from "../page.js";
import type { AccountCrawl } from "./account.js";
import type { AwsCall } from "./call.js";
import type { CredentialReport } from "./facts.js";
import { askOne } from "./read.js";
import { parseReport, type ReportRow, ROOT_ROW } from "./report-rows.js";

export const REPORT = "aws/iam:credential-report";

export const GENERATE_REPORT: AwsCall = {
  call: "iam:GenerateCredentialReport",
  path: ["iam", "generate-credential-report"],
  dataSet: REPORT,
  count: "1",
};

export const GET_REPORT: AwsCall = {
  call: "iam:GetCredentialReport",
  path: ["iam", "get-credential-report"],
  dataSet: REPORT,
  count: "1, more while AWS prepares the report",
};

/** Seconds between attempts while the report is being made; a large account takes a minute or two. */
const WAITS = [1, 2, 3, 5, 5, 10, 10, 15, 15, 30, 30, 30, 30];
/** Has the report made, so that it is ready when it is needed. */
export function startReport(account: AccountCrawl): void {
  if (account.answers.isLive) account.facts.reportStart ??= askOne(account, GENERATE_REPORT);
}

/** The report, asked for once in a crawl; a fault when it cannot be had. Its users become known. */
export function reportOf(account: AccountCrawl): Promise<CredentialReport | AnswerFault> {
  account.facts.report ??= readReport(account).then((report) => {
    if (!(report instanceof AnswerFault)) knowUsers(account, report.rows);
    return report;
  });
  return account.facts.report;
}

async function readReport(account: AccountCrawl): Promise<CredentialReport | AnswerFault> {
  try {
    if (await isCsv(account)) return await readCsv(account);
    const answer = await wholeOf(account.answers.pages(account.question(GET_REPORT), () => fetchReport(account)));
    return {
      rows: await parseReport(toReportText(textOf(answer["Content"]) ?? "")),
      generatedAt: answer["GeneratedTime"],
    };
  } catch (fault) {
    if (!(fault instanceof AnswerFault)) throw fault;
    return isNotThere(fault) ? ((await whyNotMade(account)) ?? fault) : fault;
  }
}

async function* fetchReport(account: AccountCrawl): AsyncGenerator<Page> {
  account.facts.reportStart ??= askOne(account, GENERATE_REPORT);
  await account.facts.reportStart;
  for (const seconds of WAITS) {
    const answer = await wholeOf(account.live(GET_REPORT)).catch((fault: unknown) => fault);
    if (!(answer instanceof AnswerFault)) {
      if (answer instanceof Error) throw answer;
      yield answer as Page;
      return;
    }
    if (!/NotReady|InProgress/.test(answer.code)) throw answer;
    await account.client?.pause(seconds * 1000);
  }
  const message = "AWS is still making the report; try again later";
  throw toRefusal({ call: GET_REPORT.call }, { code: "ReportInProgress", message });
}

/** The refusal to make a report, when that is why there is none. */
async function whyNotMade(account: AccountCrawl): Promise<AnswerFault | undefined> {
  const start = await (account.facts.reportStart ?? askOne(account, GENERATE_REPORT));
  return start instanceof AnswerFault && start.kind !== "unrecorded" ? start : undefined;
}

function isNotThere(fault: AnswerFault): boolean {
  return fault.kind === "unrecorded" || /NotPresent|Expired|NoSuch/.test(fault.code);
}

// A bundle written by hand may hold the CSV itself.
async function isCsv(account: AccountCrawl): Promise<boolean> {
  if (account.answers.isLive || (await account.has(GET_REPORT))) return false;
  return account.answers.has(csvQuestion(account));
}

async function readCsv(account: AccountCrawl): Promise<CredentialReport> {
  const question = csvQuestion(account);
  const bytes = await account.answers.bytes(question, () => Promise.reject(new Error("only recorded")));
  const rows = await parseReport(decodeUtf(bytes));
  const file = account.answers.file(question);
  return { rows, generatedAt: undefined, ...(file === undefined ? {} : { file }) };
}

/** A report as the CLI's users keep it: its text, beside the answers. */
export const REPORT_FILE = "credential-report.csv";

function csvQuestion(account: AccountCrawl): Question {
  const question = account.question(GET_REPORT);
  return { ...question, path: [...question.path.slice(0, -1), REPORT_FILE] };
}

/** The CSV in the Content of an answer: the CLI prints base64, some tools the text. */
export function toReportText(content: string): string {
  return content.includes(",") ? content : Buffer.from(content, "base64").toString("utf8");
}

function knowUsers(account: AccountCrawl, rows: readonly ReportRow[]): void {
  const { users } = account.facts;
  for (const { user, arn } of rows) {
    if (user !== ROOT_ROW && !users.has(user)) users.set(user, { arn, id: undefined });
  }
}
