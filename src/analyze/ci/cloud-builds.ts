// Builds of clouds that take their code from repositories of GitHub: who gets code into one runs it with the identity of the build. Projects
// of CodeBuild by their webhooks, or when somebody starts them; pipelines of CodePipeline and services of App Runner by the branch that they
// follow; triggers of Cloud Build by what they say.
// https://docs.aws.amazon.com/codebuild/latest/userguide/github-webhook.html
// https://docs.aws.amazon.com/codebuild/latest/userguide/pull-request-build-policy.html
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { isRecord, textOf, textsOf } from "../properties.js";
import { type BuildWay, buildWays } from "./build-events.js";
import { BUILD_TYPES, isScheduled } from "./build-sources.js";
import { type Enter, enterBranch, enterRefs, type How } from "./built-refs.js";
import { contextsOf } from "./contexts.js";
import type { CiDrawing } from "./drawing.js";
import type { CiOwner, CiRepository } from "./estate.js";
import { drawPipeline, drawService, readConnections } from "./followed-branches.js";
import { drawForkPullRequests } from "./forks.js";
import { drawTrigger, TRIGGER } from "./google-builds.js";
import { COMMENT_ASKED, enterPullRequests, FORK_BUILT, type PullRequestBuilds } from "./pull-request-builds.js";
import { type Addressed, byAddress, repositoryAt } from "./repository-addresses.js";

const PIPELINE = "aws.codepipeline-pipeline";
const SERVICE = "aws.apprunner-service";

/** The commands stand elsewhere; what they run is of the repository. */
const FILES_ALONE = 0.8;

/** Draws who gets code into builds by repositories that were read. */
export function drawCloudBuilds(
  input: Pick<AnalysisInput, "types" | "nodes">,
  owners: readonly CiOwner[],
  drawing: CiDrawing,
): void {
  const there = new Set(input.types("workload"));
  const types = BUILD_TYPES.filter((type) => there.has(type));
  const repositories = byAddress(owners);
  const connections = types.includes(PIPELINE) ? readConnections(input) : new Map<string, StoredNode>();
  for (const node of types.length === 0 ? [] : input.nodes(types)) {
    if (node.type === PIPELINE) drawPipeline(node, repositories, connections, drawing);
    else if (node.type === SERVICE) drawService(node, repositories, drawing);
    else if (node.type === TRIGGER) drawTrigger(node, repositories, drawing);
    else drawProject(node, owners, repositories, drawing);
  }
}

function drawProject(
  { id, properties, supplements }: StoredNode,
  owners: readonly CiOwner[],
  repositories: Addressed,
  drawing: CiDrawing,
): void {
  if (textOf(properties["source_type"])?.startsWith("GITHUB") !== true) return;
  const buildspec = textOf(properties["buildspec"]) ?? "";
  const commands: How =
    buildspec === "inline" || buildspec.startsWith("arn:")
      ? { state: "met", condition: "the build runs files of the repository", confidence: FILES_ALONE }
      : {};
  const enter: Enter = (from, how) =>
    drawing.edge({ kind: "runs_code_in", from, to: id, because: [id], ...(how?.state === undefined ? commands : how) });
  const own = repositoryAt(properties["source_location"], repositories);
  const { webhook } = properties;
  if (!isRecord(webhook)) {
    if (own !== undefined) enterStarted(own, { properties, supplements }, drawing, enter);
    return;
  }
  for (const way of buildWays(webhook)) {
    for (const repository of repositoriesOf(webhook, own, way, owners))
      drawWay(way, webhook, { repository, drawing, enter });
  }
}

/** Those of an organisation, or all, where the webhook is theirs. */
function repositoriesOf(
  { scope, scope_name: name }: StoredNode["properties"],
  own: CiRepository | undefined,
  way: BuildWay,
  owners: readonly CiOwner[],
): readonly CiRepository[] {
  if (scope === undefined) return own === undefined ? [] : [own];
  if (scope !== "GITHUB_ORGANIZATION" && scope !== "GITHUB_GLOBAL") return [];
  return owners
    .filter(({ login }) =>
      scope === "GITHUB_GLOBAL"
        ? way.takes("organization", login)
        : login.toLowerCase() === textOf(name)?.toLowerCase(),
    )
    .flatMap(({ repositories }) => repositories.filter((one) => !one.isArchived && way.takes("repository", one.name)));
}

interface Frame {
  readonly repository: CiRepository;
  readonly drawing: CiDrawing;
  readonly enter: Enter;
}

function drawWay(way: BuildWay, webhook: StoredNode["properties"], frame: Frame): void {
  const { repository, drawing, enter } = frame;
  const how = howOf(way);
  if (way.event === "push" || way.event === "release")
    enterRefs(way, frame, (from, more) => enter(from, { ...how, ...more }));
  else if (way.event === "job") {
    for (const { id, branch, isNew, run } of contextsOf(repository))
      if (branch !== undefined || (isNew && run.kind === "branch")) enter(id, how);
    const fork = drawForkPullRequests(repository, drawing);
    if (fork !== undefined) enter(fork, how);
  } else enterPullRequests(repository, pullRequestsOf(way, webhook), frame);
}

/** What an event asks for besides: where the webhook takes those of some accounts alone, one of them has to make it. */
function howOf({ doubt, actors }: BuildWay): How {
  if (doubt !== undefined) return { state: "unknown", condition: doubt };
  if (actors === "all") return {};
  return { state: "needs-actor", condition: "the webhook takes events of some accounts alone" };
}

/** Whose commits a person starts builds of, or a schedule, where the project has no webhook. */
function enterStarted(
  repository: CiRepository,
  { properties, supplements }: Pick<StoredNode, "properties" | "supplements">,
  drawing: CiDrawing,
  enter: Enter,
): void {
  const version = textOf(properties["source_version"]);
  // a commit is what it is, and a pull request is one that somebody named
  if (version !== undefined && /^(?:[0-9a-f]{40}|pr\/.*)$/.test(version)) return;
  const how: How = isScheduled({ properties, supplements })
    ? {}
    : { state: "needs-actor", condition: "somebody has to start a build" };
  const branch = (version ?? repository.defaultBranch).replace(/^refs\/heads\//, "");
  enterBranch(repository, branch, drawing, (from, more) => enter(from, { ...how, ...more }));
}

function pullRequestsOf(way: BuildWay, { approval, approvers }: StoredNode["properties"]): PullRequestBuilds {
  const how = howOf(way);
  const isWriterTrusted = textsOf(approvers)?.includes("GITHUB_WRITE") === true;
  const writers = approval === "ALL_PULL_REQUESTS" && !isWriterTrusted ? COMMENT_ASKED : how;
  return { writers, outsiders: way.actors === "named" ? undefined : outsidersOf(way, textOf(approval)) };
}

function outsidersOf(way: BuildWay, approval: string | undefined): How {
  if (approval === "FORK_PULL_REQUESTS" || approval === "ALL_PULL_REQUESTS") return COMMENT_ASKED;
  if (way.doubt !== undefined) return howOf(way);
  if (approval !== "DISABLED") {
    const condition = `${FORK_BUILT}, unless it waits for a comment, which was not read`;
    return { state: "unknown", condition, confidence: 0.4 };
  }
  if (way.actors === "all") return { state: "met", condition: FORK_BUILT };
  const condition = `${FORK_BUILT}, of an account whose number holds one that is taken`;
  return { state: "attacker-settable", condition, confidence: 0.3 };
}
