// The organisation of a drawn estate, with its service and resource control policies.

import { ACCOUNT, OTHER, type Scene } from "../scene.js";
import type { Plan } from "./plan.js";
import { type ActionList, ALL, type Statement, type Write } from "./statements.js";
import type { Writing } from "./writing.js";

/** An organisation of both accounts: each place with policies of the kind where any place has some. */
export function addOrganization(
  scene: Scene,
  plan: Plan,
  write: Write,
  lists: readonly ActionList[],
  writing: Writing,
): void {
  const listed = ["aws/iam:account-authorization-details", "aws/iam:access-keys", "aws/lambda:functions"];
  const coverage = listed.map((dataSet) => ({ dataSet, state: "complete" as const }));
  for (const id of [ACCOUNT, OTHER]) scene.account(id, coverage);
  scene.organized([ACCOUNT, OTHER]);
  addControls(
    scene,
    "aws.scp",
    plan.scp.map(write),
    plan.ceilings.map((at) => toCeiling(at, lists, writing)),
  );
  addControls(scene, "aws.rcp", plan.rcp.map(write), []);
}

/** Where control policies are attached. */
export const CONTROLLED: readonly string[] = ["r-1", `aws:${ACCOUNT}`, `aws:${OTHER}`];

function toCeiling(
  at: number | undefined,
  lists: readonly ActionList[],
  { isDenied }: Writing,
): readonly Statement[] | undefined {
  if (at === undefined) return undefined;
  const allowed = lists[at % lists.length] ?? "*";
  return isDenied ? [ALL, { Effect: "Deny", NotAction: allowed, Resource: "*" }] : [{ ...ALL, Action: allowed }];
}

function addControls(
  scene: Scene,
  type: "aws.scp" | "aws.rcp",
  policies: readonly (readonly Statement[])[],
  ceilings: readonly (readonly Statement[] | undefined)[],
): void {
  if (policies.every((one) => one.length === 0) && ceilings.every((one) => one === undefined)) return;
  for (const [at, place] of CONTROLLED.entries()) {
    const statements = [...(ceilings[at] ?? [ALL]), ...(policies[at] ?? [])];
    const document = type === "aws.rcp" ? statements.map((one) => ({ ...one, Principal: "*" })) : statements;
    const id = `arn:aws:organizations::1:policy/${type}-${at}`;
    scene.node("grant", type, id, { account: "o-1", document });
    scene.edge("references", id, place);
  }
}
