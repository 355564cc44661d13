// Attributes of a Google pool that are a part of one claim, as `assertion.repository.extract('{owner}/')` has it: what stands from the
// first text before the brackets to the first text after them. What else is worked out is not read.
// https://cloud.google.com/iam/docs/conditions-attribute-reference#extract
import type { Json } from "../../model/words.js";
import { claimOfPath } from "./cel-condition.js";
import { demand } from "./claim-demand.js";
import type { Constraint } from "./constraint.js";

const EXTRACT = /^(assertion[^()]+)\.extract\(\s*(?:'([^'\\]*)'|"([^"\\]*)")\s*\)$/;
const TEMPLATE = /^([^{}]*)\{\w+\}([^{}]*)$/;
/**
 * How every subject of GitLab begins, so that it is there first; those of GitHub may be made to begin with anything.
 * https://docs.gitlab.com/ci/secrets/id_token_authentication/
 */
const BEGINNING = { claim: "sub", text: "project_path:" };

/** What a claim has to be for the part of it to be one of the values; undefined where that is not of this form. */
export function extractedDemand(mapped: Json | undefined, values: readonly string[]): Constraint | undefined {
  const [, path = "", single, double] = typeof mapped === "string" ? (EXTRACT.exec(mapped.trim()) ?? []) : [];
  const claim = claimOfPath(path)?.toLowerCase();
  const [, before, after] = TEMPLATE.exec(single ?? double ?? "") ?? [];
  if (claim === undefined || before === undefined || after === undefined) return undefined;
  if (before !== "" && (claim !== BEGINNING.claim || before !== BEGINNING.text)) return undefined;
  // a part ends before the text does, and what is not found is the empty text
  if (values.some((value) => value === "" || (after !== "" && value.includes(after)))) return undefined;
  const whole = values.map((value) => `${before}${value}${after}`);
  return demand(claim, after === "" ? "equals" : "starts", whole);
}
