// Bundles of one account and region, and what one data set of them becomes.
import type { EdgeEnd } from "../../../../src/model/batch.js";
import { type Gathered, gatherBundle, type Noted } from "../../support.js";

const endOf = (end: EdgeEnd): string => (typeof end === "string" ? end : end.value);

export const ACCOUNT = "111122223333";
export const REGION = "us-east-1";

/** ARN of the region and account. */
export function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
}

export function role(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:role/${name}`;
}

/**
 * What a bundle becomes: keys are paths in the region, or with a leading slash in the account; files without content are
 * left out.
 */
export function gatherRegion(files: { readonly [path: string]: unknown }, noted?: Noted): Promise<Gathered> {
  const present = Object.entries(files).filter(([, content]) => content !== undefined);
  const placed = present.map(([path, content]): [string, unknown] => [
    path.startsWith("/") ? `aws/${ACCOUNT}${path}` : `aws/${ACCOUNT}/${REGION}/${path}`,
    content,
  ]);
  return gatherBundle(Object.fromEntries(placed), noted);
}

export const NOT_FOUND = { status: 404, code: "ResourceNotFoundException", message: "no such thing" };
export const DENIED = { status: 403, code: "AccessDeniedException", message: "not you" };

/** A policy that lets an account do something. */
export function policy(account: string): { Version: string; Statement: object[] } {
  const Principal = { AWS: `arn:aws:iam::${account}:root` };
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal, Action: "*", Resource: "*" }] };
}

/** Edges as text: `runs_as a -> b (role)`. */
export function edgesOf(graph: Gathered): string[] {
  return graph.edges
    .map(({ kind, from, to, properties }) => {
      const what = properties?.["role"];
      return `${kind} ${endOf(from)} -> ${endOf(to)}${typeof what === "string" ? ` (${what})` : ""}`;
    })
    .sort((a, b) => (a < b ? -1 : 1));
}
