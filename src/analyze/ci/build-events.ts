// Which events of a repository the webhook of a project of CodeBuild builds, by its groups of filters. Pure.
// https://docs.aws.amazon.com/codebuild/latest/userguide/github-webhook.html
import { RE2JS } from "re2js";
import type { JsonRecord } from "../../model/words.js";
import { recordsOf, textOf } from "../properties.js";
import { namesOf } from "./pattern-names.js";

/** What is built: commits that are pushed, heads of pull requests, tags of releases; or jobs of GitHub Actions run there. */
export type BuildEvent = "push" | "pull-request" | "release" | "job";

/** One way in which the webhook starts a build. */
export interface BuildWay {
  readonly event: BuildEvent;
  /** Whether it takes a git ref (`refs/heads/main`), a name of a repository or organisation. */
  takes(what: "ref" | "repository" | "organization", name: string): boolean;
  /** Refs that its filters let pass, `*` for any text; undefined where they are patterns of another form, or none. */
  readonly refs: readonly string[] | undefined;
  /** Whose events it takes: accounts whose number a pattern names, whole or in part. */
  readonly actors: "all" | "named" | "alike";
  /** What of its filters could not be read. */
  readonly doubt: string | undefined;
}

const EVENTS: { readonly [event: string]: BuildEvent } = {
  PUSH: "push",
  PULL_REQUEST_CREATED: "pull-request",
  PULL_REQUEST_UPDATED: "pull-request",
  PULL_REQUEST_REOPENED: "pull-request",
  RELEASED: "release",
  PRERELEASED: "release",
  WORKFLOW_JOB_QUEUED: "job",
};

/** Filters about what whoever makes the event chooses. */
const ASKED: { readonly [type: string]: "ref" | "repository" | "organization" } = {
  HEAD_REF: "ref",
  TAG_NAME: "ref",
  REPOSITORY_NAME: "repository",
  ORGANIZATION_NAME: "organization",
};

interface Filter {
  readonly type: string;
  readonly pattern: string;
  readonly isExcluding: boolean;
  /** Undefined where the pattern is none that is read here. */
  readonly compiled: RE2JS | undefined;
}

/** In: the `webhook` of a project. Out: its ways; without groups every push and pull request, of the branches of its older filter. */
export function buildWays(webhook: JsonRecord): readonly BuildWay[] {
  const { groups, branch_filter: branchFilter } = webhook;
  const lists = Array.isArray(groups) ? groups : [];
  if (lists.length > 0) return lists.flatMap((group) => waysOf(recordsOf(group).map(toFilter)));
  const branch = textOf(branchFilter);
  const older = branch === undefined || branch === "" ? [] : [toFilter({ type: "BRANCH", pattern: branch })];
  const pulls = toWay("pull-request", []);
  // of which branch of a pull request it is asked is not documented
  const doubt = older.length === 0 ? undefined : "the webhook has a filter of branches";
  return [toWay("push", older), { ...pulls, doubt }];
}

function toFilter({ type, pattern, excludes }: JsonRecord): Filter {
  const text = textOf(pattern) ?? "";
  return { type: textOf(type) ?? "", pattern: text, isExcluding: excludes === true, compiled: compiled(text) };
}

function compiled(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}

function waysOf(filters: readonly Filter[]): readonly BuildWay[] {
  const events = filters.filter(({ type }) => type === "EVENT");
  const named = events.flatMap(({ pattern }) => pattern.split(",").map((event) => EVENTS[event.trim()]));
  return [...new Set(named)].flatMap((event) => (event === undefined ? [] : [toWay(event, filters)]));
}

function toWay(event: BuildEvent, filters: readonly Filter[]): BuildWay {
  // a fork calls its branch what it likes
  const about = event === "pull-request" ? filters.filter(({ type }) => type !== "HEAD_REF") : filters;
  const unread = about.filter(({ type, compiled: one }) => type === "" || one === undefined);
  const refs = about.filter(({ type, isExcluding }) => (type === "HEAD_REF" || type === "BRANCH") && !isExcluding);
  return {
    event,
    takes: (what, name) => about.every((filter) => passes(filter, what, name)),
    refs: refs.length === 1 ? refsOf(refs[0]) : undefined,
    actors: actorsOf(about),
    doubt: unread.length === 0 ? undefined : "a filter of the webhook was not understood",
  };
}

function refsOf(filter: Filter | undefined): readonly string[] | undefined {
  const names = namesOf(filter?.pattern ?? "");
  return filter?.type === "BRANCH" ? names?.map((name) => `refs/heads/${name}`) : names;
}

function passes({ type, isExcluding, compiled: pattern }: Filter, what: string, name: string): boolean {
  if (pattern === undefined) return true;
  if (type === "BRANCH" && what === "ref") return pattern.matcher(name.replace(/^refs\/heads\//, "")).find();
  if (ASKED[type] !== what) return true;
  const asked = type === "TAG_NAME" ? name.replace(/^refs\/tags\//, "") : name;
  return pattern.matcher(asked).find() !== isExcluding;
}

/** A pattern that is not held at both ends takes numbers that have it within: new accounts get such ones in time. */
function actorsOf(filters: readonly Filter[]): BuildWay["actors"] {
  const actors = filters.filter(({ type, isExcluding }) => type === "ACTOR_ACCOUNT_ID" && !isExcluding);
  if (actors.length === 0) return "all";
  return actors.every(({ pattern }) => namesOf(pattern)?.every((name) => name.includes("*")) === true)
    ? "alike"
    : "named";
}
