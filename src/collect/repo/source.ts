// `repo:<path>`: one checkout, without network, in seconds.
import { setImmediate } from "node:timers/promises";
import { addAll } from "../../model/add-all.js";
import type { Gap, GraphBatch, ScopeNode } from "../../model/batch.js";
import type { CollectContext, Collector, PlannedCall } from "../../model/collector.js";
import type { CollectOptions } from "../options.js";
import { filled, type Part, PartBuilder } from "../part.js";
import { isActionPath, isWorkflowPath, workflowsPart } from "../shared/workflows/graph.js";
import { toDetectors } from "../token-formats.js";
import { agentsBatch, type Joins } from "./agents.js";
import { type Change, openChange } from "./change.js";
import { type Checkout, filesIn, openCheckout } from "./checkout.js";
import { infrastructurePart } from "./infrastructure/index.js";
import { pipelinesPart } from "./pipelines.js";
import { type LeftOut, nothingLeftOut, type TextFile, textFileReader } from "./read-files.js";
import { formerNames } from "./renames.js";
import { addSecrets } from "./secret-nodes.js";
import { type FoundSecret, secretsIn } from "./secrets.js";

const WORKFLOWS = "repo/files:workflows";
const INFRASTRUCTURE = "repo/files:infrastructure";
const PIPELINES = "repo/files:pipelines";
const SECRETS = "repo/files:secrets";
/** Of `--since`: a list that is not whole must not close what an earlier scan of everything found. */
const ADDED = "repo/change:secrets";

/** Most files named one by one among those that were left out. */
const MOST_NAMED = 20;
/** How many files are read before the event loop gets a turn. */
const CHUNK = 64;

/** The collector of `repo:<path>`; the current folder when there is none. */
export function repoSource(source: string, options: CollectOptions): Collector {
  const path = source.replace(/^repo:?/, "") || ".";
  return {
    source,
    isOfFiles: true,
    collect: (context) => collect(path, options, context),
    plan: async (): Promise<readonly PlannedCall[]> => [
      {
        scope: `repo:${path}`,
        call: options.since === undefined ? "read files" : `read files and git objects since ${options.since}`,
        count: "1",
      },
    ],
  };
}

async function* collect(path: string, options: CollectOptions, context: CollectContext): AsyncGenerator<GraphBatch> {
  const checkout = await openCheckout(path, context.signal, options);
  try {
    if (checkout.why !== undefined) warnOf(path, context)(checkout.why);
    yield* batchesOf(checkout, path, options, context);
  } finally {
    await checkout.close();
  }
}

/** Says why files were found without git. */
function warnOf(path: string, context: CollectContext): (why: string) => void {
  return (why) =>
    context.log("warn", `repo:${path}: read without git (${why}); files that it would ignore are read too`);
}

async function* batchesOf(
  checkout: Checkout,
  path: string,
  { since }: CollectOptions,
  context: CollectContext,
): AsyncGenerator<GraphBatch> {
  const change = since === undefined ? undefined : await openChange(checkout, since);
  if (change?.note !== undefined) context.log("warn", change.note);
  const scope: ScopeNode = {
    id: `repo:${checkout.name}`,
    type: "repo.checkout",
    name: checkout.name,
    properties: {
      repository: checkout.name,
      ...(checkout.host !== undefined && { host: checkout.host }),
      ...(checkout.below !== "" && { below: checkout.below }),
    },
  };
  const left = nothingLeftOut();
  const files = await readAll(checkout, {
    left,
    withId: change !== undefined,
    context,
    scope: scope.id,
    warn: warnOf(path, context),
  });
  const { id } = scope;
  const { name } = checkout;
  yield batchOf(scope, WORKFLOWS, "read .github/workflows", workflowsIn(checkout, files, id, context));
  const pipelines = await pipelinesPart({ id, name, dataSet: PIPELINES }, files, context.ciTables);
  yield batchOf(scope, PIPELINES, "read pipelines", pipelines);
  const infrastructure = await infrastructurePart({ id, repository: name, dataSet: INFRASTRUCTURE }, files);
  yield batchOf(scope, INFRASTRUCTURE, "read Terraform and CloudFormation", infrastructure);
  const agents = await agentsBatch(checkout, files, scope, context);
  yield agents.batch;
  yield await secretsBatch(checkout, files, { scope, change, left, context, known: agents.joins });
}

async function readAll(
  checkout: Checkout,
  {
    left,
    withId,
    context,
    scope,
    warn,
  }: { left: LeftOut; withId: boolean; context: CollectContext; scope: string; warn: (why: string) => void },
): Promise<readonly TextFile[]> {
  const paths = await filesIn(checkout, warn);
  const read = textFileReader(checkout.root, left, { withId });
  const files: TextFile[] = [];
  for (let at = 0; at < paths.length && !context.signal.aborted; at += CHUNK) {
    for (const path of paths.slice(at, at + CHUNK)) {
      const file = read(path);
      if (file !== undefined) files.push(file);
    }
    context.progress(scope, "files", files.length);
    await setImmediate();
  }
  return files;
}

/** All that was found of one sort of file; what could not be read of them is among its gaps. */
function batchOf(scope: ScopeNode, dataSet: string, call: string, part: Part): GraphBatch {
  return { scope, dataSet, evidence: { call }, ...filled(part), coverage: { dataSet, state: "complete" } };
}

function workflowsIn({ name }: Checkout, files: readonly TextFile[], id: string, { ciTables }: CollectContext): Part {
  const read = files.filter(({ path }) => isWorkflowPath(path) || isActionPath(path));
  const part = workflowsPart({ id, name, dataSet: WORKFLOWS }, read, ciTables);
  const repository = {
    id,
    kind: "resource" as const,
    type: "github.repository",
    name,
    aliases: [`github:${name}`],
    properties: { repository: name, is_checkout: true },
  };
  return { ...part, nodes: [repository, ...(part.nodes ?? [])] };
}

async function secretsBatch(
  checkout: Checkout,
  files: readonly TextFile[],
  {
    scope,
    change,
    left,
    context,
    known: inAgents,
  }: { scope: ScopeNode; change: Change | undefined; left: LeftOut; context: CollectContext; known: Joins },
): Promise<GraphBatch> {
  const dataSet = change === undefined ? SECRETS : ADDED;
  const detectors = toDetectors(context.ciTables.tokenFormats);
  const out = new PartBuilder();
  const kept: { path: string; secrets: readonly FoundSecret[] }[] = [];
  for (const { path, text, blob } of files) {
    if (context.signal.aborted) break;
    if (change?.isUnchanged(blob ?? "") === true) continue;
    // What stands in the configuration of an agent is reported there.
    const found = (await secretsIn(path, text, detectors, context.joinKey)).filter(
      ({ join }) => inAgents.get(path)?.has(join) !== true,
    );
    if (found.length === 0) continue;
    const before = await change?.before(path);
    const known = before === undefined ? [] : await secretsIn(path, before, detectors, context.joinKey);
    const joins = new Set(known.map(({ join }) => join));
    const added = found.filter(({ join }) => !joins.has(join));
    if (added.length > 0) kept.push({ path, secrets: added });
  }
  const names = await formerNames(
    checkout,
    kept.map(({ path }) => path),
  );
  for (const { path, secrets } of kept)
    addSecrets({ id: scope.id, name: checkout.name }, path, secrets, out, names.get(path));
  addAll(out.gaps, gapsOf(left, dataSet));
  noteLeftOut(left, scope.id, context);
  const call = change === undefined ? "read files" : `read files that differ from ${change.base}`;
  return batchOf(scope, dataSet, call, out);
}

function noteLeftOut({ binary, elsewhere }: LeftOut, scope: string, context: CollectContext): void {
  if (binary + elsewhere === 0) return;
  context.log("debug", `${scope}: ${binary} binary files, ${elsewhere} links and submodules were not read`);
}

function gapsOf({ large, unreadable }: LeftOut, dataSet: string): Gap[] {
  const named = [
    ...large.map((path) => ({ path, message: `${path}: larger than 2 MB, not looked through for secrets` })),
    ...unreadable.map((path) => ({ path, message: `${path}: could not be read` })),
  ];
  const rest = named.length - MOST_NAMED;
  const more =
    rest > 0 ? [{ path: "(others)", message: `${rest} more files were not looked through for secrets` }] : [];
  return [...named.slice(0, MOST_NAMED), ...more].map(({ path, message }) => ({ dataSet, subject: path, message }));
}
