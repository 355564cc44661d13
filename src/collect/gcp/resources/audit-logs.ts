// What the policy of a container says of audit logs. Pure.
import type { Json } from "../../../model/words.js";
import { fieldsOf, listOf, textOf } from "../../fields.js";

/** Which calls a policy has written to the audit logs. */
export function auditLogs(policy: unknown): Json[] {
  return listOf(fieldsOf(policy)["auditConfigs"])
    .map(fieldsOf)
    .flatMap((config) => {
      const service = textOf(config["service"]);
      if (service === undefined) return [];
      return listOf(config["auditLogConfigs"])
        .map(fieldsOf)
        .flatMap((one): Json[] => {
          const type = textOf(one["logType"]);
          const exempted = listOf(one["exemptedMembers"]).flatMap((member) => textOf(member) ?? []);
          return type === undefined ? [] : [{ service, type, exempts: exempted.length > 0, exempted }];
        });
    });
}
