// What the selectors of a registration entry pin down. Pure.
import { type Fields, fieldsOf, listOf, textOf } from "../../fields.js";

export interface Selector {
  readonly type: string;
  readonly value: string;
}

/**
 * How much the selectors leave to whoever runs something: `workload` one thing that is named; `namespace` all that runs in a
 * namespace; `account-name` every service account of that name; `user` all that a user of the host runs; `host` all on a host.
 */
export type Breadth = "workload" | "namespace" | "account-name" | "user" | "host";

/** Selectors of an entry; undefined where one of them is none, since every one narrows it. */
export function selectorsOf(entry: Fields): readonly Selector[] | undefined {
  return wholeOf(
    listOf(entry["selectors"])
      .map(fieldsOf)
      .map(({ type, value }) => toSelector(textOf(type), textOf(value))),
  );
}

/** The same of `type:value`, as resources of spire-controller-manager write them. */
export function parseSelectors(value: unknown): readonly Selector[] | undefined {
  return wholeOf(
    listOf(value).map((one) => {
      const [, type, rest] = /^([^:]+):(.+)$/s.exec(textOf(one) ?? "") ?? [];
      return toSelector(type, rest);
    }),
  );
}

function wholeOf(all: readonly (Selector | undefined)[]): readonly Selector[] | undefined {
  const read = all.flatMap((one) => one ?? []);
  return read.length === all.length && read.length > 0 ? read : undefined;
}

function toSelector(type: string | undefined, value: string | undefined): Selector | undefined {
  if (type === undefined || value === undefined) return undefined;
  return { type, value: withoutVariables(`${type}:${value}`).slice(type.length + 1) };
}

/** A variable of a container may hold a secret: its name is enough. In and out: `type:value`. */
export function withoutVariables(selector: string): string {
  return selector.startsWith("docker:env:") ? (selector.split("=", 1)[0] ?? selector) : selector;
}

/** Kind of a selector: `k8s:ns`, `unix:uid`, `docker:label`. */
function kindOf({ type, value }: Selector): string {
  return `${type}:${value.split(":", 1)[0] ?? ""}`;
}

/** Kinds that say on which host something runs and nothing about what. */
const HOST = new Set(["k8s:node-name"]);
/** Kinds of the attestor of processes that name who runs it: spiffe.io/docs, plugin "unix". */
const USER = new Set([
  "unix:uid",
  "unix:user",
  "unix:gid",
  "unix:group",
  "unix:supplementary_gid",
  "unix:supplementary_group",
]);

/** What is left open by selectors that all have to hold. */
export function breadthOf(selectors: readonly Selector[]): Breadth {
  const said = new Set(selectors.map(kindOf).filter((kind) => !HOST.has(kind)));
  if (said.size === 0) return "host";
  const only = (kinds: ReadonlySet<string>): boolean => [...said].every((kind) => kinds.has(kind));
  if (only(new Set(["k8s:ns"]))) return "namespace";
  if (only(new Set(["k8s:sa"]))) return "account-name";
  return only(USER) ? "user" : "workload";
}

/** Value of the one selector of a kind; undefined when there is none. */
export function selectedBy(selectors: readonly Selector[], kind: string): string | undefined {
  const found = selectors.find((one) => kindOf(one) === kind);
  return found?.value.slice(found.value.indexOf(":") + 1);
}
