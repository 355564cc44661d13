// aws/iam:service-last-accessed: which services an identity may use, and when it last did. AWS works it out one identity at a
// time: only on request, and in bundles that hold the answers, by the name `role/NAME` or `user/NAME`.
import type { GraphBatch } from "../../../model/batch.js";
import { toRefusal, wholeOf } from "../../answers.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Page } from "../../page.js";
import type { Part } from "../../part.js";
import { toIso } from "../../time.js";
import type { AccountCrawl } from "../account.js";
import type { AwsCall } from "../call.js";
import { Reader } from "../reader.js";
import type { AwsResource } from "../resource.js";
import { ensureUsers } from "./authorization-details.js";
import { ensureRoles } from "./roles.js";

const DATA_SET = "aws/iam:service-last-accessed";
const COUNT = "1 per user and role";

const GENERATE: AwsCall = {
  call: "iam:GenerateServiceLastAccessedDetails",
  path: ["iam", "generate-service-last-accessed-details"],
  dataSet: DATA_SET,
  count: COUNT,
};

const GET: AwsCall = {
  call: "iam:GetServiceLastAccessedDetails",
  path: ["iam", "get-service-last-accessed-details"],
  dataSet: DATA_SET,
  count: `${COUNT}, more while AWS works it out`,
  lists: ["ServicesLastAccessed"],
  next: "Marker",
  input: { MaxItems: 1000 },
};

/** Seconds between attempts while AWS works one out; it takes a few. */
const WAITS = [1, 2, 3, 5, 10, 20, 30, 30];

export const serviceLastAccessed: AwsResource = {
  dataSet: DATA_SET,
  calls: [GET, GENERATE],
  isOnRequest: true,
  async isWanted(account: AccountCrawl): Promise<boolean> {
    if (account.answers.isLive) return account.everyUser;
    return account.answers.wasAsked(DATA_SET) === true || (await account.names(GET)).length > 0;
  },
  async *collect(account: AccountCrawl): AsyncGenerator<GraphBatch> {
    const reader = new Reader(account, DATA_SET);
    await ensureUsers(account);
    await ensureRoles(account);
    const { facts } = account;
    if (!facts.hasAllUsers || !facts.hasAllRoles) reader.note("asked only of the users and roles that could be read");
    let answered = 0;
    try {
      const arns = [...[...facts.users.values()].map(({ arn }) => arn), ...facts.roles].sort();
      const isStarted = await account.hasAny([GENERATE]);
      const parts = reader.each(arns, "services used", async (arn, out) => {
        const about = { subject: arn, name: nameOf(arn), input: { Arn: arn } };
        const start = isStarted ? await reader.detail(GENERATE, about) : {};
        if (typeof start === "string") return;
        const answer = await reader.detail(GET, about, () => fetchUse(account, about.name, start["JobId"]));
        if (typeof answer === "string") return;
        answered += 1;
        out.append(toUse(arn, answer));
      });
      for await (const part of parts) yield account.batch(DATA_SET, GET, part);
      const { coverage, gaps } = reader.outcome();
      const refused = coverage.permission === undefined ? "failed" : "denied";
      const isRefused = answered === 0 && coverage.code !== undefined;
      yield account.close(DATA_SET, GET, { ...coverage, ...(isRefused && { state: refused }) }, { gaps });
    } catch (fault) {
      yield account.closeAfter(DATA_SET, GET, fault, false);
    }
  },
};

/** `role/NAME`: names are unique in an account, whatever their path. */
function nameOf(arn: string): string {
  const resource = arn.slice(arn.lastIndexOf(":") + 1);
  return `${resource.slice(0, resource.indexOf("/"))}/${resource.slice(resource.lastIndexOf("/") + 1)}`;
}

async function fetchUse(account: AccountCrawl, name: string, job: unknown): Promise<Page | AnswerFault> {
  const question = account.question(GET, { name });
  try {
    return await wholeOf(account.answers.pages(question, () => fetchLive(account, job)));
  } catch (fault) {
    if (fault instanceof AnswerFault) return fault;
    throw fault;
  }
}

async function* fetchLive(account: AccountCrawl, job: unknown): AsyncGenerator<Page> {
  for (const seconds of WAITS) {
    const answer = await wholeOf(account.live(GET, { input: { JobId: job } }));
    if (answer["JobStatus"] === "COMPLETED") {
      yield answer;
      return;
    }
    if (answer["JobStatus"] === "FAILED") {
      const { Code, Message } = fieldsOf(answer["Error"]);
      throw toRefusal(GET, { code: textOf(Code) ?? "JobFailed", message: textOf(Message) ?? "" });
    }
    await account.client?.pause(seconds * 1000);
  }
  throw toRefusal(GET, { code: "JobInProgress", message: "AWS is still working it out; try again later" });
}

/** How many services its policies allow, and those of them that it used within the 400 days that AWS looks back. */
function toUse(arn: string, answer: Page): Part {
  const services = listOf(answer["ServicesLastAccessed"]).map(fieldsOf);
  const used = services.flatMap((service): [string, string][] => {
    const name = textOf(service["ServiceNamespace"]);
    const at = toIso(service["LastAuthenticated"]);
    return name === undefined || at === undefined ? [] : [[name, at]];
  });
  if (answer["JobStatus"] !== "COMPLETED" && answer["JobStatus"] !== undefined) return {};
  const facts = {
    services_granted: services.length,
    services_used: Object.fromEntries(used.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  return { supplements: [{ node: arn, properties: properties(facts) }] };
}
