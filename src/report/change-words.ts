// What changed, in words: the headings that its kinds have, what it was and is, what was not compared.
import {
  CHANGE_KINDS,
  type Change,
  type ChangeKind,
  type ComparedTime,
  type DiffSource,
  type NotCompared,
} from "../model/change.js";
import { addTo } from "../model/group-by.js";

/** What a kind of change is called in a heading. */
const CHANGE_TITLES: { readonly [kind in ChangeKind]: string } = {
  "admin-gained": "Became administrator, or can now",
  "path-new": "New ways to control or to data of production",
  "access-gained": "Access gained, short of administrator",
  "trust-widened": "Trusts that let in more",
  "trust-new": "New trusts",
  "identity-recreated": "Made again under the same name: another identity",
  "credential-new": "New credentials",
  "credential-reactivated": "Credentials switched on again",
  "permission-added": "Permissions added",
  exposure: "Opened to more",
  "third-party-new": "New third parties",
  "owner-changed": "Another owner",
  "identity-new": "New identities",
  "identity-renamed": "Renamed or moved: the same identity",
  "identity-reactivated": "Identities switched on again",
  "agent-server-new": "New MCP servers",
  "agent-server-changed": "MCP servers that start or call something else",
  "active-again": "In use again after long",
  "admin-lost": "No longer administrator",
  "path-gone": "Ways that are cut",
  "access-lost": "Access lost",
  "trust-narrowed": "Trusts that let in fewer",
  "trust-gone": "Trusts that are gone",
  "permission-removed": "Permissions removed",
  "credential-gone": "Credentials that are gone",
  "identity-gone": "Identities that are gone",
  "agent-server-gone": "MCP servers that are gone",
};

/** Most data sets of a scope that are named with one reason why they were not compared. */
const NAMED = 3;
interface Section {
  readonly title: string;
  readonly changes: readonly Change[];
}

/** Changes by kind, the ones that matter most first. */
export function sections(changes: readonly Change[]): Section[] {
  return CHANGE_KINDS.flatMap((kind) => {
    const found = changes.filter(({ change }) => change === kind);
    return found.length === 0 ? [] : [{ title: CHANGE_TITLES[kind], changes: found }];
  });
}

/** What it was and is; empty for what only came or went. */
export function wasIs({ before, after }: Change): string {
  if (before !== undefined && after !== undefined) return `${before} → ${after}`;
  return after ?? before ?? "";
}

/** Identity that a change is about, where it is not one itself. */
export function ofText({ principal, principalName }: Change): string {
  return principalName ?? principal ?? "";
}

/** The two times, as a heading says them. */
export function timesText({ before, after }: DiffSource): string {
  const text = ({ at, runs, bundle, database }: ComparedTime) =>
    `${at.slice(0, 16).replace("T", " ")} (${database ?? bundle ?? runsText(runs)})`;
  return `${text(before)} → ${text(after)}`;
}

function runsText(runs: readonly number[]): string {
  return `run ${runs.join(", ")}`;
}

/** One line for each scope and reason: a recording of one call leaves dozens of data sets out. */
export function unreadLines(notCompared: readonly NotCompared[]): string[] {
  const groups = new Map<string, NotCompared[]>();
  for (const one of notCompared) {
    const key = JSON.stringify([one.scope, one.reason, one.dataSet === undefined]);
    addTo(groups, key, one);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first?.dataSet === undefined || group.length <= NAMED) return group.map(unreadText);
    const named = group.slice(0, NAMED).map(({ dataSet, region }) => [dataSet, region].filter(Boolean).join(" "));
    const list = `${named.join(", ")} and ${group.length - NAMED} more (--verbose)`;
    return [`${[first.scope, list].filter(Boolean).join(" ")}: ${first.reason}`];
  });
}

/** What was not compared, and why. */
export function unreadText({ scope, dataSet, region, reason }: NotCompared): string {
  const where = [scope, dataSet, region].filter((part) => part !== undefined).join(" ");
  return where === "" ? reason : `${where}: ${reason}`;
}
