// aws/iam:credential-report: passwords, MFA, keys and certificates of every user and of root. Key ids are not in it, so the
// keys are listed first and joined here.
import type { Coverage, GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { PartBuilder } from "../../part.js";
import type { AccountCrawl } from "../account.js";
import { GENERATE_REPORT, GET_REPORT, REPORT, reportOf, startReport } from "../report.js";
import { toReportPart } from "../report-facts.js";
import type { AwsResource } from "../resource.js";
import { keysOf, readKeys } from "./access-keys.js";
import { ensureUsers } from "./authorization-details.js";
import { certificatesOf } from "./signing-certificates.js";

const ROWS_A_BATCH = 500;

export const credentialReport: AwsResource = {
  dataSet: REPORT,
  calls: [GENERATE_REPORT, GET_REPORT],
  async begin(account: AccountCrawl, isWanted: boolean): Promise<void> {
    if (isWanted) startReport(account);
  },
  async *collect(account: AccountCrawl): AsyncGenerator<GraphBatch> {
    await ensureUsers(account);
    const report = await reportOf(account);
    if (report instanceof AnswerFault) {
      yield account.closeAfter(REPORT, GET_REPORT, report, false);
      return;
    }
    const keys = await keysOf(account);
    const certificates = await certificatesOf(account);
    const from = (batch: GraphBatch): GraphBatch =>
      report.file === undefined ? batch : { ...batch, evidence: { ...batch.evidence, file: report.file } };
    let out = new PartBuilder();
    for (const [index, row] of report.rows.entries()) {
      toReportPart(row, { account, keys, certificates, generatedAt: report.generatedAt }, out);
      if (index % ROWS_A_BATCH !== ROWS_A_BATCH - 1) continue;
      yield from(account.batch(REPORT, GET_REPORT, out));
      out = new PartBuilder();
    }
    yield from(account.close(REPORT, GET_REPORT, await withoutIds(account), out));
  },
};

/**
 * Where keys that are listed at other times were not, what the report says of these is no more on the keys than it was: a later
 * run would take it for gone, and what stands for them for new keys. Who may not list them never does.
 */
async function withoutIds(account: AccountCrawl): Promise<Partial<Coverage>> {
  const keys = await readKeys(account);
  if (keys instanceof AnswerFault) {
    return keys.kind === "failed" ? { state: "partial", message: "ids of the keys could not be read" } : {};
  }
  const unread = keys.faults.size + keys.lacks.size;
  if (unread === 0) return {};
  // Who they are is said with the keys. Not of how many users: that changes with each new one, and what is missing does not.
  return { state: "partial", message: `ids of the keys of ${unread} user${unread === 1 ? "" : "s"} could not be read` };
}
