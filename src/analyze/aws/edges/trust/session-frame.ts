// What every kind of session from outside is made of.
import type { AnalysisInput, DerivedNode } from "../../../../model/analysis.js";
import type { AttachedPolicy, PolicyReader } from "../../attached-policy.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import type { Judgement } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import type { ANYONE } from "./public-principal.js";

/** Someone outside who gets a role or a session of it, when the trust policy of the role agrees. */
export interface Entry {
  readonly source: DerivedNode | typeof ANYONE;
  readonly to: string;
  readonly role: string;
  readonly because: readonly string[];
  judge(judge: Judge): Judgement;
}

/** What the readers of sessions add to. */
export interface Found {
  readonly sessions: AwsPrincipal[];
  readonly nodes: DerivedNode[];
  readonly entries: Entry[];
}

/** What they read. */
export interface Frame {
  readonly input: AnalysisInput;
  readonly estate: Estate;
  readonly read: PolicyReader;
}

/** The role as a caller within what narrows it, if anything does; or a user without its boundary. */
export function toSession(
  id: string,
  name: string,
  role: AwsPrincipal,
  limits: readonly AttachedPolicy[],
): AwsPrincipal {
  return { ...role, index: -1, id, name, session: { of: role.id, limits } };
}

/** Node of a session. */
export function toNode({ id, name, account, session }: AwsPrincipal): DerivedNode {
  const scope = `aws:${account}`;
  return { id, kind: "session", type: "aws.session", name, scope, properties: { role: session?.of ?? "" } };
}
