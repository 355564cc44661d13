// aws/glue:sessions: interactive sessions that people run code in, and the roles they run as.
import { fieldsOf, listOf, textOf } from "../../fields.js";
import type { Part } from "../../part.js";
import { addPlainSecrets, variablesOfMap } from "../../plain-secrets.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { addWorkload, toRoleArn } from "../workload.js";

const DATA_SET = "aws/glue:sessions";
/** States of a session that takes code, or soon will; ended ones stay in the list. */
const OPEN = ["PROVISIONING", "READY"];

const LIST_SESSIONS: AwsCall = {
  call: "glue:ListSessions",
  path: ["glue", "list-sessions"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 1,000 sessions",
  lists: ["Sessions"],
  next: "NextToken",
  secrets: ["Sessions.*.DefaultArguments.*"],
};

export const glueSessions = toResource({
  dataSet: DATA_SET,
  calls: [LIST_SESSIONS],
  async *read(reader: Reader): AsyncGenerator<Part> {
    for await (const page of reader.pages(LIST_SESSIONS)) {
      const open = listOf(page["Sessions"])
        .map(fieldsOf)
        .filter(({ Status }) => OPEN.includes(textOf(Status) ?? "READY"));
      yield* reader.each(open, "Glue sessions", (session, out) => {
        const name = textOf(session["Id"]);
        if (name === undefined) return;
        const id = reader.arn("glue", `session/${name}`);
        const given = session["DefaultArguments"];
        const properties = {
          status: textOf(session["Status"]),
          created_at: toIso(session["CreatedOn"]),
          session_type: textOf(session["SessionType"]),
          ...(given === undefined ? {} : addPlainSecrets(id, "arguments", variablesOfMap(fieldsOf(given)), out)),
        };
        const runsAs = toRoleArn(session["Role"], reader.account);
        addWorkload({ id, type: "aws.glue-session", name, runsAs, properties }, out);
      });
    }
  },
});
