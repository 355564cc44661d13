// The built-in company refuses its scanner one call, so that the demo shows a gap; here it answers that call as well.
import { cpSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ACME, freshFolder } from "./nhi.js";

/** The one thing of the company that a scan cannot read. */
export const REFUSED = {
  scope: "aws:777788889999",
  dataSet: "aws/iam:service-specific-credentials",
  permission: "iam:ListServiceSpecificCredentials",
  /** The only rule that needs it. */
  rule: "AWS-006",
} as const;

const CALL = "aws/777788889999/iam/list-service-specific-credentials";

/** A copy of the recording in which nothing is refused. */
export function wholeAcme(folder: string = join(freshFolder(), "acme")): string {
  cpSync(ACME, folder, { recursive: true });
  renameSync(join(folder, `${CALL}.error.json`), join(folder, `${CALL}.json`));
  writeFileSync(join(folder, `${CALL}.json`), '{"ServiceSpecificCredentials":[]}');
  return folder;
}
