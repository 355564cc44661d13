// Repositories as starts of paths: those that only a checkout tells of, and the names of all.
import { compareText } from "../model/compare.js";
import type { KnownNode, Store } from "../store/index.js";

/** Hosts that are surely the one service, and so not the other. */
const GITHUB = /^github\.com$|\.ghe\.com$/;
const GITLAB = /^gitlab\./;

/**
 * What a writer of `github:<owner>/<repo>` or `gitlab:<group>/<project>` has in hand of a checkout whose remote has that name:
 * its jobs, files that run and secrets in them. Of one branch or environment its jobs. Empty without such a checkout.
 */
export function checkoutIds(text: string, store: Store): readonly string[] {
  const [name = "", ...context] = text.slice(text.indexOf(":") + 1).split("@");
  const checkout = checkouts(store).find((one) => isNamed(one, text, name));
  if (checkout === undefined) return [];
  return store.nodesOf(checkout.id, context.length > 0 ? ["workload"] : ["workload", "resource", "credential"]);
}

function isNamed({ name: own, properties }: KnownNode, text: string, name: string): boolean {
  const host = typeof properties["host"] === "string" ? properties["host"] : "";
  if ((text.startsWith("gitlab:") ? GITHUB : GITLAB).test(host)) return false;
  // A checkout keeps the last two parts of its remote; without a remote it has the name of a folder, which says nothing.
  const parts = name.toLowerCase().split("/").slice(-2);
  return parts.length === 2 && own.toLowerCase() === parts.join("/");
}

function checkouts(store: Store): readonly KnownNode[] {
  return store.scopes().flatMap(({ id, type }) => (type === "repo.checkout" ? (store.node(id) ?? []) : []));
}

/** Whether the text names a repository or project as a start: `github:<owner>/<repo>`, perhaps of one branch or environment. */
export function isRepository(text: string): boolean {
  return /^git(?:hub|lab):[^@]*\//.test(text);
}

/** Repositories or projects of the service that `wanted` is of, as `--from` takes them, sorted. */
export function repositoriesLike(wanted: string, store: Store): readonly string[] {
  const service = wanted.slice(0, wanted.indexOf(":"));
  const type = service === "gitlab" ? "gitlab.project" : "github.repository";
  const rows = store.query(`SELECT DISTINCT name FROM node WHERE type = '${type}'`).rows;
  const local = checkouts(store).flatMap((one) => (isNamed(one, wanted, one.name) ? [one.name] : []));
  return [...new Set([...[...rows].map(([name]) => String(name)), ...local])]
    .map((name) => `${service}:${name}`)
    .sort(compareText);
}
