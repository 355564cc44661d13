// Triggers of Cloud Build that take code from repositories of GitHub: who gets code into one runs it as the account of the build.
// https://cloud.google.com/build/docs/automating-builds/github/build-repos-from-github
// https://cloud.google.com/build/docs/api/reference/rest/v1/projects.triggers#CommentControl
import { RE2JS } from "re2js";
import type { StoredNode } from "../../model/analysis.js";
import { textOf } from "../properties.js";
import type { BuildWay } from "./build-events.js";
import { type Enter, enterRefs, type How } from "./built-refs.js";
import type { CiDrawing } from "./drawing.js";
import { namesOf } from "./pattern-names.js";
import { COMMENT_ASKED, enterPullRequests, FORK_BUILT } from "./pull-request-builds.js";
import { type Addressed, repositoryAt } from "./repository-addresses.js";

export const TRIGGER = "gcp.build-trigger";

/** The commands stand in the trigger; what they run is of the repository. */
const FILES_ALONE: How = { state: "met", condition: "the build runs files of the repository", confidence: 0.8 };
const APPROVAL_ASKED: How = { state: "needs-actor", condition: "somebody has to approve the build", confidence: 0.3 };

/** Draws who gets code into the builds of a trigger. */
export function drawTrigger({ id, properties }: StoredNode, repositories: Addressed, drawing: CiDrawing): void {
  const repository = repositoryAt(triggerAddress(properties), repositories);
  if (repository === undefined || properties["status"] === "inactive") return;
  const commands: How = properties["has_own_steps"] === true ? FILES_ALONE : {};
  const own: How = properties["needs_approval"] === true ? APPROVAL_ASKED : {};
  const enter: Enter = (from, how) =>
    drawing.edge({ kind: "runs_code_in", from, to: id, because: [id], ...(how?.state === undefined ? commands : how) });
  const way = pushWay(properties);
  if (way !== undefined) {
    const how: How = way.doubt === undefined ? own : { state: "unknown", condition: way.doubt };
    enterRefs(way, { repository, drawing }, (from, more) => enter(from, { ...how, ...more }));
  }
  if (properties["on_pull_request"] !== true) return;
  const isAsked = own.state !== undefined;
  const outsiders = isAsked ? own : outsidersOf(textOf(properties["needs_comment"]));
  enterPullRequests(repository, { writers: own, outsiders }, { drawing, enter });
}

/** Address of the repository of a trigger; undefined where it names one of another host, or by a connection. */
export function triggerAddress({ repository, on_own_server: isOwn }: StoredNode["properties"]): string | undefined {
  const name = textOf(repository);
  return name === undefined || isOwn === true ? undefined : `https://github.com/${name}`;
}

/** Where no comment is asked for, the field is left out. */
function outsidersOf(comments: string | undefined): How {
  if (comments === undefined || comments === "COMMENTS_DISABLED") return { state: "met", condition: FORK_BUILT };
  return COMMENT_ASKED;
}

/** The pushes that a trigger builds: of branches, or of tags. */
function pushWay(properties: StoredNode["properties"]): BuildWay | undefined {
  if (properties["on_push"] !== true) return undefined;
  const branch = textOf(properties["push_branch"]);
  const pattern = branch ?? textOf(properties["push_tag"]) ?? "";
  const start = branch === undefined && properties["push_tag"] !== undefined ? "refs/tags/" : "refs/heads/";
  const isInverted = properties["inverts_push"] === true;
  const compiled = compile(pattern);
  const takes = (name: string): boolean =>
    name.startsWith(start) && compiled?.matcher(name.slice(start.length)).find() !== isInverted;
  return {
    event: "push",
    takes: (what, name) => what !== "ref" || takes(name),
    refs: isInverted ? undefined : namesOf(pattern)?.map((name) => `${start}${name}`),
    actors: "all",
    doubt: compiled === undefined ? "the pattern of the trigger was not understood" : undefined,
  };
}

function compile(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}
