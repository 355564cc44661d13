// What each action of a technique asks about for a target: the target itself, or what its template says of it.
import { oncePer } from "../../../../model/once.js";
import type { Technique, TechniqueAction } from "../../../../model/technique.js";
import { accountOfArn, accountOfScope } from "../../attached-policy.js";
import type { Estate } from "../../estate.js";
import { partitionOf } from "../../partition.js";
import { withoutVariables } from "../../policy/glob.js";
import { findWritten } from "../builder/indirect-targets.js";
import type { TargetAction } from "../builder/mechanism-spec.js";
import { roleMoving } from "../data/data-transfer-roles.js";
import { commonResource, pickResource } from "../evaluation/pattern-intersection.js";
import { fillCenterTemplate, isBeyondAccount } from "../identity-center/center-targets.js";
import type { Claim } from "../similarity/claims.js";
import { samlProviderOf } from "../trust/saml-users.js";
import { fillTemplate } from "./arn-template.js";
import { policiesOf, type TechniqueFrame } from "./frame.js";
import { toldContexts } from "./instance-profile-conditions.js";
import type { Plan } from "./plan.js";

/** The action as a mechanism asks about it. */
export function toTargetAction(action: TechniqueAction, { shape, service }: Plan, frame: TechniqueFrame): TargetAction {
  const passed = action.passed_to && service !== undefined ? { "iam:PassedToService": service } : {};
  const base = { action: action.action, ...toContext({ ...action.with, ...passed }, frame) };
  if (shape.changes !== undefined && action.on !== "target") return { ...base, resources: changedBy(shape, frame) };
  if (action.on === "target-policy") return { ...base, resources: (target) => policiesOf(target, frame.judge) };
  if (shape.target === "saml-users")
    return { ...base, resources: (target) => [samlProviderOf(target)], isFindable: true };
  if (shape.yields === "data") return { ...base, resources: (target) => [roleMoving(target)], isFindable: true };
  const { resource } = action;
  if (resource === undefined) return base;
  if (shape.target === "organization-account") {
    const { estate } = frame.judge;
    return {
      ...base,
      resources: (target, claim) => pickWritten(fillAccountTemplate(resource, target, estate), "", claim),
    };
  }
  if (isBeyondAccount(shape))
    return {
      ...base,
      resources: (target, claim) => pickWritten(fillCenterTemplate(resource, target, frame.around.centers), "", claim),
      isFindable: shape.target === "member-account",
    };
  const written = (target: string) => fillTemplate(resource, target, frame.around);
  return {
    ...base,
    resources: (target, claim) => pickWritten(written(target), accountOfArn(target), claim),
    finder: oncePer(({ ids }) => findWritten(ids, written)),
  };
}

/** What a request brings, which may name its target, or its partition. */
function toContext(
  context: { readonly [key: string]: string },
  { around }: Pick<TechniqueFrame, "around">,
): Pick<TargetAction, "context" | "contexts" | "choices"> {
  const choices = toldContexts(context, around);
  if (choices !== undefined) return { choices };
  if (!Object.values(context).some((text) => /\{(target|partition)\}/.test(text))) return { context };
  const entries = Object.entries(context);
  const fill = (text: string, target: string) =>
    text.replace("{target}", target).replace("{partition}", partitionOf(target));
  return {
    contexts: (target) => [Object.fromEntries(entries.map(([key, text]) => [key, fill(text, target)]))],
  };
}

/** What a caller would name: the ARN itself, or where that is a pattern what its policies have in common with it. */
function pickWritten(written: string, account: string, { resources }: Claim): readonly string[] {
  if (!/[*?]/.test(written)) return [written];
  return resources.flatMap(({ texts, isNegated, isEverything }) => {
    if (isNegated || isEverything) return [pickResource(written, account)];
    return texts.flatMap((text) => commonResource(withoutVariables(text), written) ?? []);
  });
}

/** {partition}, {account}, {organization} and {management} of an account put into an ARN. */
function fillAccountTemplate(template: string, target: string, { organizations, ...estate }: Estate): string {
  const account = accountOfScope(target);
  const place = organizations.placeOf(account);
  return template
    .replace("{partition}", estate.partitionOf(account))
    .replace("{account}", account)
    .replace("{organization}", place?.organization ?? "*")
    .replace("{management}", place?.management ?? "*");
}

/** Policies of a target that are worth changing. */
function changedBy(technique: Technique, { judge, changes }: TechniqueFrame): (target: string) => readonly string[] {
  return (target) => {
    const principal = judge.estate.principal(target);
    return principal ? changes.of(principal, technique).map(({ resource }) => resource) : [];
  };
}
