// Resources of a pattern that somebody would try: whatever its policies name among them.
import { commonResource } from "../../../../../src/analyze/aws/edges/evaluation/pattern-intersection.js";

const REGIONS = ["eu-west-1", "us-east-1"];

/** `written`: documents, the texts of which that look like ARNs are tried. */
export function resourcesLike(pattern: string, written: readonly string[], account: string): readonly string[] {
  if (pattern === "*" || !/[*?]/.test(pattern)) return [pattern];
  const named = new Set(written.flatMap((text) => text.match(/arn:[^"]*/g) ?? []));
  // what a wildcard stands for may be nothing, which is somebody who is there already, or more
  const tried = [...named].flatMap((one) => [one, one.replaceAll("*", "*made")]);
  const common = tried.flatMap((one) => commonResource(one, pattern) ?? []);
  return [...new Set([pattern, ...common].flatMap((one) => inRegions(one, account)))];
}

/** What is open in a pattern filled: the region by each of some, the account by the caller's. */
function inRegions(pattern: string, account: string): string[] {
  const [arn = "", partition = "", service = "", region = "", owner = "", ...rest] = pattern.split(":");
  const filled = (text: string) => text.replaceAll(/[*?]/g, "made");
  const regions = /[*?]/.test(region) ? REGIONS : [region];
  return regions.map((one) =>
    [arn, filled(partition), service, one, owner === "*" ? account : filled(owner), filled(rest.join(":"))].join(":"),
  );
}
