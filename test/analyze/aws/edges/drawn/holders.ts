// Users, roles, groups and managed policies of a drawn estate, and what they hold.
import { ACCOUNT, arn, type Scene } from "../scene.js";
import { accountOf, arnOf, ROLES } from "./names.js";
import type { Plan, PlanHolder } from "./plan.js";
import type { Statement, Write } from "./statements.js";
import { CERTIFICATES, TRUSTS } from "./trusts.js";
import type { Writing } from "./writing.js";

export const TAGS = [{}, { team: "web" }, { team: "ops" }];

/** A managed policy of an account; one for each statement where the writing is split. */
export function addManaged(
  scene: Scene,
  name: string,
  list: readonly Statement[],
  account: string,
  writing: Writing,
): void {
  if (!writing.isSplit) scene.managed(name, list, account);
  else for (const [at, one] of list.entries()) scene.managed(`${name}-${at}`, [one], account);
}

/** What a holder has of its own. */
export function addInline(
  scene: Scene,
  holder: string,
  list: readonly Statement[],
  { isSplit, isManaged }: Writing,
): void {
  const parts = isSplit ? list.map((one) => [one]) : [list];
  const account = holder.split(":")[4] ?? ACCOUNT;
  for (const [at, document] of parts.entries()) {
    const name = `${holder.slice(holder.lastIndexOf("/") + 1)}-own${at}`;
    if (isManaged) {
      scene.managed(name, document, account);
      scene.edge("has_grant", holder, arn(`policy/${name}`, account));
    } else {
      const id = `${holder}/inline/${name}`;
      scene.node("grant", "aws.inline-policy", id, { parent: holder, document, account });
      scene.edge("has_grant", holder, id);
    }
  }
}

/** A user or role with all that it holds. */
export function addHolder(
  scene: Scene,
  name: string,
  holder: PlanHolder | undefined,
  plan: Plan,
  write: Write,
  writing: Writing,
): void {
  if (holder === undefined) return;
  const account = accountOf(name);
  const isUser = name.startsWith("us");
  const own = {
    ...(holder.boundary > 0 && { boundary: `bo${holder.boundary - 1}` }),
    tags: TAGS[holder.tags] ?? {},
    ...(isUser && account === ACCOUNT && { groups: holder.groups.map((at) => `gr${at}`) }),
  };
  if (isUser) scene.user(name, own, account);
  else {
    const at = ROLES.indexOf(name);
    const trusts = (plan.trusts[at] ?? []).flatMap((one): readonly Statement[] => (TRUSTS[one] ? [TRUSTS[one]] : []));
    scene.role(name, name === "ro2" || name === "ro3" ? [...trusts, CERTIFICATES] : trusts, own, account);
  }
  const id = arnOf(name);
  const node = scene.nodes.find((one) => one.id === id);
  if (isUser && holder.mfa < 2)
    Object.assign(node?.supplements ?? {}, {
      "aws/iam:credential-report": { mfa_active: holder.mfa === 1, password_enabled: true },
    });
  addInline(scene, id, write(holder.inline), writing);
  for (const at of holder.managed) {
    const parts = writing.isSplit ? (plan.managed[at] ?? []).map((_, part) => `po${at}-${part}`) : [`po${at}`];
    for (const policy of parts) scene.edge("has_grant", id, arn(`policy/${policy}`, account));
    if (!writing.isDoubled || !isUser) continue;
    scene.group(`${name}-twice`, {}, account).edge("member_of", id, arn(`group/${name}-twice`, account));
    for (const policy of parts)
      scene.edge("has_grant", arn(`group/${name}-twice`, account), arn(`policy/${policy}`, account));
  }
}
