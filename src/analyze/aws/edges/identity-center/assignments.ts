// Assignments of Identity Center: each gives a person or group the role that the permission set has in the account.
import type { AnalysisInput } from "../../../../model/analysis.js";
import { textOf } from "../../../properties.js";
import type { Estate } from "../../estate.js";
import type { Drawing } from "../builder/edge-builder.js";
import { GRANTED } from "../evaluation/decision.js";

/** People and groups of Identity Center. */
export const ASSIGNEES: readonly string[] = ["aws.sso-group", "aws.sso-user"];

/** `AWSReservedSSO_<permission set>_` and sixteen more characters. */
const RESERVED = /^(AWSReservedSSO_.+_)[0-9a-f]{16}$/;

/** Beginning of the name that all roles of one permission set have; undefined for a role that Identity Center did not make. */
export function reservedPrefix({ id, name }: { readonly id: string; readonly name: string }): string | undefined {
  return id.includes(":role/aws-reserved/") ? RESERVED.exec(name)?.[1] : undefined;
}

export interface Assignment {
  readonly id: string;
  readonly account: string;
  /** ARN of the permission set, where it was told. */
  readonly set: string | undefined;
  /** Beginning of the names of its roles, likewise. */
  readonly prefix: string | undefined;
  /** Id of the person or group. */
  readonly assignee: string;
}

/** Every assignment whose account and assignee are known. */
export function readAssignments(input: AnalysisInput): readonly Assignment[] {
  return [...input.nodes(["aws.sso-assignment"])].flatMap(({ id, parent, properties }) => {
    const account = textOf(properties["account"]);
    if (account === undefined || parent === undefined) return [];
    const [set, prefix] = [textOf(properties["permission_set"]), textOf(properties["role_prefix"])];
    return [{ id, account, set, prefix, assignee: parent }];
  });
}

/** Draws can_assume from whoever is assigned to the role of the account; one that was not read is not known. */
export function drawAssignments(input: AnalysisInput, estate: Estate, drawing: Drawing): void {
  const assignments = readAssignments(input);
  if (assignments.length === 0) return;
  const roles = new Map<string, string>();
  for (const principal of estate.principals) {
    const prefix = principal.kind === "role" ? reservedPrefix(principal) : undefined;
    if (prefix !== undefined) roles.set(`${principal.account} ${prefix}`, principal.id);
  }
  for (const { id, account, prefix, assignee } of assignments) {
    const role = prefix === undefined ? undefined : roles.get(`${account} ${prefix}`);
    if (role === undefined) continue;
    drawing.edge({ kind: "can_assume", from: assignee, to: role, judgement: GRANTED, because: [`${id}#assignment`] });
  }
}
