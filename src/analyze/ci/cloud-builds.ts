// Builds of AWS that take their code from repositories of GitHub: who gets code into one runs it with the role of the build. Projects of
// CodeBuild by their webhooks, or when somebody starts them; pipelines of CodePipeline and services of App Runner by the branch that they
// follow.
// https://docs.aws.amazon.com/codebuild/latest/userguide/github-webhook.html
// https://docs.aws.amazon.com/codebuild/latest/userguide/pull-request-build-policy.html
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { isRecord, textOf, textsOf } from "../properties.js";
import { type BuildWay, buildWays } from "./build-events.js";
import { type Enter, enterBranch, enterRefs, type How } from "./built-refs.js";
import { type CiContext, contextsOf } from "./contexts.js";
import type { CiDrawing } from "./drawing.js";
import type { CiOwner, CiRepository } from "./estate.js";
import { drawPipeline, drawService, readConnections } from "./followed-branches.js";
import { drawForkPullRequests } from "./forks.js";
import { drawOutsiders, outsideSource } from "./jobs.js";
import { type Addressed, byAddress, repositoryAt } from "./repository-addresses.js";

const PIPELINE = "aws.codepipeline-pipeline";
const SERVICE = "aws.apprunner-service";
const BUILD_TYPES = ["aws.codebuild-project", PIPELINE, SERVICE];

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
    else drawProject(node, owners, repositories, drawing);
  }
}

function drawProject(
  { id, properties }: StoredNode,
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
    if (own !== undefined) enterStarted(own, properties, drawing, enter);
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
  const doubts = [way.doubt, way.actors === "all" ? undefined : "the webhook takes events of some accounts alone"];
  const doubt = doubts.filter((text) => text !== undefined).join("; ");
  const how: How = doubt === "" ? {} : { state: "unknown", condition: doubt };
  if (way.event === "push" || way.event === "release")
    enterRefs(way, frame, (from, more) => enter(from, { ...how, ...more }));
  else if (way.event === "job") {
    for (const { id, branch, isNew, run } of contextsOf(repository))
      if (branch !== undefined || (isNew && run.kind === "branch")) enter(id, how);
    const fork = drawForkPullRequests(repository, drawing);
    if (fork !== undefined) enter(fork, how);
  } else drawPullRequests(way, webhook, how, frame);
}

/** Whose commits a person starts builds of, or a schedule, where the project has no webhook. */
function enterStarted(
  repository: CiRepository,
  properties: StoredNode["properties"],
  drawing: CiDrawing,
  enter: Enter,
): void {
  const version = textOf(properties["source_version"]);
  // a commit is what it is, and a pull request is one that somebody named
  if (version !== undefined && /^(?:[0-9a-f]{40}|pr\/.*)$/.test(version)) return;
  const how: How =
    properties["acts_alone"] === true ? {} : { state: "needs-actor", condition: "somebody has to start a build" };
  const branch = (version ?? repository.defaultBranch).replace(/^refs\/heads\//, "");
  enterBranch(repository, branch, drawing, (from, more) => enter(from, { ...how, ...more }));
}

function drawPullRequests(
  way: BuildWay,
  { approval, approvers }: StoredNode["properties"],
  how: How,
  frame: Frame,
): void {
  const { repository, drawing, enter } = frame;
  const pull = contextsOf(repository).find(({ run }: CiContext) => run.kind === "pull_request");
  const isWriterTrusted = textsOf(approvers)?.includes("GITHUB_WRITE") === true;
  const asked: How = {
    state: "needs-actor",
    condition: "a comment has to let the pull request build",
    confidence: 0.3,
  };
  if (pull !== undefined) enter(pull.id, approval === "ALL_PULL_REQUESTS" && !isWriterTrusted ? asked : how);
  const source = outsideSource(repository);
  if (source === undefined || way.actors === "named") return;
  const from = drawOutsiders(source, drawing);
  const told = "a pull request of a fork is built";
  if (approval === "FORK_PULL_REQUESTS" || approval === "ALL_PULL_REQUESTS") enter(from, asked);
  else if (way.doubt !== undefined) enter(from, how);
  else if (approval !== "DISABLED")
    enter(from, {
      state: "unknown",
      condition: `${told}, unless it waits for a comment, which was not read`,
      confidence: 0.4,
    });
  else if (way.actors === "alike")
    enter(from, {
      state: "attacker-settable",
      condition: `${told}, of an account whose number holds one that is taken`,
      confidence: 0.3,
    });
  else enter(from, { state: "met", condition: told });
}
