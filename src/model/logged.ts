// What exported logs say, as it is kept: of a scope, since when and how it was watched; of an identity, its calls.
import type { JsonRecord } from "./words.js";

/** Data set of the logs of a provider's scopes: `aws/logs:calls`. */
export function loggedDataSet(provider: string): string {
  return `${provider}/logs:calls`;
}

/** Identities whose calls are kept of logs, and judged by them. */
export const LOGGED_TYPES: readonly string[] = [
  "aws.iam-role",
  "aws.iam-user",
  "entra.managed-identity",
  "entra.service-principal",
  "gcp.service-account",
];

/** How a log watched a scope. */
export interface LogWatch {
  /** Kind of record → from and until when, without a hole. */
  readonly spans: { readonly [kind: string]: readonly [from: string, until: string] };
  /** What records there were of: `read` and `write`, `region NAME`, `read data ARN`. */
  readonly seen: ReadonlySet<string>;
  /** A part that could not be read: then nothing is known not to have happened. */
  readonly fault: string | undefined;
}

/** Calls that an identity made, and when it last made each. */
export type LoggedCalls = ReadonlyMap<string, string>;

/** As the scope's supplement holds it. */
export function fromWatch({ spans, seen, fault }: LogWatch): JsonRecord {
  return { spans, seen: [...seen].sort(), ...(fault !== undefined && { fault }) };
}

/** The watch that a supplement of a scope holds; undefined for what is none. */
export function toWatch(properties: JsonRecord | undefined): LogWatch | undefined {
  const { spans, seen, fault } = properties ?? {};
  if (typeof spans !== "object" || spans === null || Array.isArray(spans)) return undefined;
  return {
    spans: spans as LogWatch["spans"],
    seen: new Set(Array.isArray(seen) ? seen.filter((one) => typeof one === "string") : []),
    fault: typeof fault === "string" ? fault : undefined,
  };
}

/** The calls that a supplement of an identity holds. */
export function toCalls(properties: JsonRecord | undefined): LoggedCalls {
  const { calls } = properties ?? {};
  if (typeof calls !== "object" || calls === null || Array.isArray(calls)) return new Map();
  return new Map(Object.entries(calls).flatMap(([name, at]) => (typeof at === "string" ? [[name, at] as const] : [])));
}
