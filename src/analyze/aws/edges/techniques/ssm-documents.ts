// Documents of Systems Manager that a caller writes itself before it uses them.
import type { TechniqueAction } from "../../../../model/technique.js";
import type { AwsPrincipal } from "../../estate.js";
import { bestOn } from "../evaluation/best-resource.js";
import type { Judgement } from "../evaluation/decision.js";
import { allowedPatterns, candidatesOf, commonOf } from "../evaluation/named-resources.js";
import type { Judge } from "../evaluation/requests.js";

/** What makes a document; the name must not be taken: CreateDocument, AWS Systems Manager API Reference. */
export const DOCUMENT_MAKING = "ssm:CreateDocument";

/**
 * Whether the caller may make a document of its account and use it for the action. Only names that a policy leaves open count: one
 * that it writes out may be taken.
 * @param wanted ARN pattern of documents of its account
 */
export function judgeWritten(
  principal: AwsPrincipal,
  asked: Pick<TechniqueAction, "action" | "with">,
  wanted: string,
  judge: Judge,
): Judgement {
  const making: TechniqueAction = { action: DOCUMENT_MAKING, on: "any" };
  const using: TechniqueAction = { ...asked, on: "any" };
  const [made = [], used = []] = [making, using].map((one) => allowedPatterns(principal, one, judge, wanted));
  const open = commonOf(made, [used]).filter((pattern) => /[*?]/.test(pattern.slice(pattern.lastIndexOf("/"))));
  return bestOn(candidatesOf([open], principal.account), principal, [making, using], judge);
}
