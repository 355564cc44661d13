// Identity Center: an assignment gives a person or group the role that the permission set has in the account.
import type { AnalysisInput } from "../../model/analysis.js";
import type { Estate } from "../aws/estate.js";
import { textOf } from "../facts/values.js";
import type { Drawing } from "./drawing.js";
import { reservedPrefix } from "./identity-center.js";
import { GRANTED } from "./judge.js";

/** People and groups of Identity Center. */
export const ASSIGNEES: readonly string[] = ["aws.sso-group", "aws.sso-user"];

/** Draws can_assume from whoever is assigned to the role of the account; one that was not read is not known. */
export function drawAssignments(input: AnalysisInput, estate: Estate, drawing: Drawing): void {
  const assignments = [...input.nodes(["aws.sso-assignment"])];
  if (assignments.length === 0) return;
  const roles = new Map<string, string>();
  for (const principal of estate.principals) {
    const prefix = principal.kind === "role" ? reservedPrefix(principal) : undefined;
    if (prefix !== undefined) roles.set(`${principal.account} ${prefix}`, principal.id);
  }
  for (const { id, parent, properties } of assignments) {
    const account = textOf(properties["account"]) ?? "";
    const prefix = textOf(properties["role_prefix"]) ?? "";
    const role = roles.get(`${account} ${prefix}`);
    if (role === undefined || parent === undefined) continue;
    drawing.edge({ kind: "can_assume", from: parent, to: role, judgement: GRANTED, because: [`${id}#assignment`] });
  }
}
