// What is listed for a boundary, as the cloud of the identity writes it. A slip in a name would be kept in the boundary and allow
// nothing, so it is said.
import { UsageError } from "../model/errors.js";
import type { Wanted } from "../plan/boundaries.js";
import type { KnownNode, Store } from "../store/index.js";
import { type CloudName, checkAction } from "./answerer.js";
import { doubtOf, slipsIn, toResource } from "./asked-aws.js";

const CLOUDS: readonly (readonly [type: RegExp, cloud: CloudName])[] = [
  [/^aws\./, "AWS"],
  [/^gcp\./, "Google Cloud"],
  [/^(?:azure|entra)\./, "Azure"],
];

/**
 * Lines of an action, and a resource after it where it is for one. Throws UsageError for a line with more, and where the identity
 * is of another cloud than an action, or nothing of AWS has the name of a resource; what else is likely a slip is in words.
 */
export function askedOf(
  { type }: KnownNode,
  lines: readonly string[],
  store: Store,
): { readonly wanted: readonly Wanted[]; readonly slips: readonly string[] } {
  const cloud = CLOUDS.find(([form]) => form.test(type))?.[1];
  const wanted = lines.map((line): Wanted => {
    const { action, resource } = toWanted(line);
    // a wildcard stands for letters of a name
    if (cloud !== undefined) checkAction(action.replaceAll("*", "x"), cloud);
    const place = cloud === "AWS" ? toResource(resource, action, store) : resource;
    return { action, ...(place !== undefined && { resource: place }) };
  });
  const slipsOf = ({ action, resource }: Wanted) => [doubtOf(action) ?? [], slipsIn(action, resource, store)].flat();
  const slips = cloud === "AWS" ? wanted.flatMap(slipsOf) : [];
  return { wanted, slips };
}

function toWanted(line: string): Wanted {
  const [action = "", resource, ...more] = line.split(/\s+/);
  if (more.length > 0) throw new UsageError(`"${line}": write an action, and a resource after it where it is for one`);
  return { action, ...(resource !== undefined && { resource }) };
}
