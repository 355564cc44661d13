// A pipeline file of CircleCI, Bitbucket or Buildkite as nodes: a workload for each job, a gap for each fault. Nothing is run.
import type { CiTables } from "../../../model/ci-tables.js";
import type { Json } from "../../../model/words.js";
import { properties } from "../../fields.js";
import { PartBuilder } from "../../part.js";
import { secretNamesOf } from "../../secret-names.js";
import { scrubText } from "../../secrets.js";
import { loginsOf, type PipelineLogin, ROLE, variablesIn } from "../gitlab-ci/job.js";
import { type Mapping, type ParsedPipeline, parsePipeline } from "../gitlab-ci/parse.js";
import { type CompiledTables, compileTables } from "../workflows/context.js";
import { BITBUCKET_FILE, bitbucketJobs } from "./bitbucket.js";
import { BUILDKITE_FILE, buildkiteJobs } from "./buildkite.js";
import { CIRCLECI_FILE, circleciJobs } from "./circleci.js";
import type { FoundJob } from "./found-job.js";

interface Service {
  readonly type: string;
  isOwn(path: string): boolean;
  jobsOf(root: Mapping): readonly FoundJob[];
}

const SERVICES: readonly Service[] = [
  { type: "circleci.job", isOwn: (path) => path === CIRCLECI_FILE, jobsOf: circleciJobs },
  { type: "bitbucket.step", isOwn: (path) => path === BITBUCKET_FILE, jobsOf: bitbucketJobs },
  { type: "buildkite.step", isOwn: (path) => BUILDKITE_FILE.test(path), jobsOf: buildkiteJobs },
];

export interface OtherCiOwner {
  /** Node id of the repository. */
  readonly id: string;
  readonly name: string;
  /** Data set that faults are gaps of. */
  readonly dataSet: string;
}

/** Nodes and gaps of the files that are one of these services'; others are left alone. */
export function otherCiPart(
  owner: OtherCiOwner,
  files: readonly { readonly path: string; readonly text: string }[],
  tables: CiTables,
): PartBuilder {
  const out = new PartBuilder();
  let compiled: CompiledTables | undefined;
  let keysOf: KeysOf | undefined;
  for (const { path, text } of files) {
    const service = SERVICES.find(({ isOwn }) => isOwn(path));
    if (service === undefined) continue;
    compiled ??= compileTables(tables);
    keysOf ??= createKeys(tables);
    const parsed = parsePipeline(text);
    for (const { line, column, message } of parsed.faults) {
      const place = `${path}:${line}:${column}`;
      out.gaps.push({ dataSet: owner.dataSet, subject: `${owner.name}/${place}`, message: `${place}: ${message}` });
    }
    const seen = new Map<string, number>();
    for (const job of service.jobsOf(parsed.root ?? {})) {
      const count = (seen.get(job.name) ?? 0) + 1;
      seen.set(job.name, count);
      // Two steps may have one name: the order tells them apart.
      const name = count === 1 ? job.name : `${job.name} (${count})`;
      addJob({ ...job, name }, { owner, path, parsed, type: service.type, tables: compiled, keysOf }, out);
    }
  }
  return out;
}

interface Surroundings {
  readonly owner: OtherCiOwner;
  readonly path: string;
  readonly parsed: ParsedPipeline;
  readonly type: string;
  readonly tables: CompiledTables;
  readonly keysOf: KeysOf;
}

/** Static keys of clouds among names of variables, as sign-ins. */
type KeysOf = (names: readonly string[]) => readonly PipelineLogin[];

const CLOUDS: ReadonlySet<string> = new Set(["aws", "azure", "gcp"]);

/** By the reviewed table of names; the public half of a key signs nobody in. */
function createKeys(tables: CiTables): KeysOf {
  const rowOf = secretNamesOf(tables);
  return (names) =>
    [...new Set(names)].flatMap((name) => {
      const row = rowOf(name, (row) => row.static && CLOUDS.has(row.provider) && !row.holds.endsWith("-id"));
      return row === undefined ? [] : [{ cloud: row.provider, service: row.provider, mode: "static", action: name }];
    });
}

/** What the services themselves set; no secret. */
const PREDEFINED = /^(?:CIRCLE|CIRCLECI|BITBUCKET|BUILDKITE)(?:_|$)|^(?:HOME|PATH|PWD|USER)$/;

function addJob(job: FoundJob, { owner, path, parsed, type, tables, keysOf }: Surroundings, out: PartBuilder): void {
  const place = parsed.placeOf(job.path);
  const script = job.script.replace(/\\\r?\n\s*/g, " ");
  const texts = [script, job.more, JSON.stringify(job.variables)];
  const names = [...new Set(texts.flatMap(variablesIn))].filter((name) => !PREDEFINED.test(name)).sort();
  const said = loginsOf(`${script}\n${job.more}`, job.variables, tables);
  // Keys that a context or a setting of the project gives are only read here, not set.
  const keys = keysOf([...names, ...Object.keys(job.variables)]);
  const logins = [...said, ...keys.filter(({ action }) => said.every((one) => one.action !== action))];
  out.nodes.push({
    id: `${owner.id}/${path}#${scrubText(job.name)}`,
    kind: "workload",
    type,
    name: `${path}#${scrubText(job.name)}`,
    parent: owner.id,
    properties: properties({
      repository: owner.name,
      file: path,
      line: place.line,
      column: place.column,
      job: scrubText(job.name),
      id_token: job.hasToken,
      audiences: [...new Set(job.audiences)].map(scrubText).sort(),
      environment: job.environment,
      environments: job.environment === undefined ? undefined : [job.environment],
      contexts: job.contexts.length === 0 ? undefined : job.contexts.map(scrubText),
      secret_names: names,
      static_keys: keys.length === 0 ? undefined : keys.map(({ action }) => scrubText(action)).sort(),
      static_clouds: keys.length === 0 ? undefined : [...new Set(keys.map(({ cloud }) => cloud))].sort(),
      logins: JSON.parse(JSON.stringify(logins)) as Json,
      roles: [...new Set(texts.flatMap((text) => text.match(ROLE) ?? []))].sort(),
      undecided: job.undecided.length === 0 ? undefined : job.undecided.map(scrubText),
    }),
  });
}
