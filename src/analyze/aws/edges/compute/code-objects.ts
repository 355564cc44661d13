// Objects of buckets that workloads take their code from: whoever may write one decides what runs there. Each is a node of its own,
// since the right to write something in a bucket is not the right to write that.
import type { AnalysisInput } from "../../../../model/analysis.js";
import { addTo } from "../../../../model/group-by.js";
import type { JsonRecord } from "../../../../model/words.js";
import { recordsOf, textOf } from "../../../properties.js";
import type { Estate } from "../../estate.js";
import { partitionOf } from "../../partition.js";
import type { Drawing } from "../builder/edge-builder.js";
import { GRANTED } from "../evaluation/decision.js";
import { sourceId } from "./codepipeline-sources.js";

export const CODE_OBJECT = "aws.s3-object";
export const CODE_REPOSITORY = "aws.codecommit-repository";
const PIPELINE = "aws.codepipeline-pipeline";

/** Places of the code, `s3://bucket/key`, by type of workload. */
const PLACES: { readonly [type: string]: (properties: JsonRecord) => readonly unknown[] } = {
  "aws.glue-job": ({ script }) => [script],
  // what was deployed is deployed again, without anybody's doing, to machines that a scaling group starts
  "aws.codedeploy-deployment-group": ({ revision, scaling_groups: groups }) =>
    Array.isArray(groups) && groups.length > 0 ? [revision] : [],
  "aws.codepipeline-pipeline": ({ sources }) =>
    recordsOf(sources).flatMap(({ provider, location }) => (provider === "S3" ? [location] : [])),
  "aws.codebuild-project": (properties) => [...sourceObject(properties), buildspecObject(properties)],
};

/** `bucket/key` of an archive, or of a folder, of which the buildspec is what is run. */
function sourceObject({ source_type: type, source_location: location, buildspec }: JsonRecord): readonly string[] {
  if (type !== "S3" || typeof location !== "string") return [];
  if (!location.endsWith("/")) return [`s3://${location}`];
  const path = typeof buildspec === "string" && !/^inline$|^arn:/.test(buildspec) ? buildspec : "buildspec.yml";
  return buildspec === "inline" ? [] : [`s3://${location}${path}`];
}

function buildspecObject({ buildspec }: JsonRecord): string | undefined {
  const named = typeof buildspec === "string" ? /^arn:[^:]*:s3:::(.+)$/.exec(buildspec)?.[1] : undefined;
  return named === undefined ? undefined : `s3://${named}`;
}

export interface CodeObjects {
  /** ARNs. */
  readonly ids: readonly string[];
  /** The same by way of access points, where the bucket tells these apart. */
  readonly ways: readonly string[];
  /** Repositories of CodeCommit that pipelines take their source from. */
  readonly repositories: readonly string[];
  /** Draws the objects and whom they supply. */
  draw(drawing: Drawing): void;
}

/** Only objects of buckets that were read: of others nobody knows who may write. */
export function readCodeObjects(input: Pick<AnalysisInput, "types" | "nodes">, estate: Estate): CodeObjects {
  const there = new Set(input.types("workload"));
  const types = Object.keys(PLACES).filter((type) => there.has(type));
  const workloads = new Map<string, string[]>();
  for (const { id, type, properties } of types.length === 0 ? [] : input.nodes(types)) {
    for (const written of PLACES[type]?.(properties) ?? []) {
      const place = typeof written === "string" ? /^s3:\/\/([^/]+)\/(.+)$/.exec(written) : null;
      if (place === null) continue;
      const object = `arn:${partitionOf(id)}:s3:::${place[1]}/${place[2]}`;
      if (estate.resource(object) !== undefined) addTo(workloads, object, suppliedBy(type, id));
    }
  }
  const repositories = readRepositories(input);
  const ways = new Map<string, string>();
  for (const object of workloads.keys()) {
    const bucket = estate.resource(object);
    for (const point of bucket?.accessPoints ?? [])
      ways.set(`${point}/object/${object.slice((bucket?.id.length ?? 0) + 1)}`, object);
  }
  return {
    ids: [...workloads.keys()],
    ways: [...ways.keys()],
    repositories: [...repositories.keys()],
    draw(drawing) {
      for (const [repository, supplied] of repositories) {
        const [, , , , account, name = ""] = repository.split(":");
        const type = CODE_REPOSITORY;
        drawing.node({ id: repository, kind: "resource", type, name, scope: `aws:${account}`, properties: {} });
        for (const to of supplied)
          drawing.edge({ kind: "supplies_code_to", from: repository, to, judgement: GRANTED, because: [to] });
      }
      for (const [object, supplied] of workloads) {
        drawObject(object, estate, drawing);
        for (const to of supplied)
          drawing.edge({ kind: "supplies_code_to", from: object, to, judgement: GRANTED, because: [to] });
      }
      for (const [way, object] of ways) {
        drawObject(way, estate, drawing);
        drawing.edge({ kind: "includes", from: way, to: object, judgement: GRANTED });
      }
    },
  };
}

/** What is in the source of a pipeline decides what its builds run, and not what the pipeline does. */
function suppliedBy(type: string, id: string): string {
  return type === PIPELINE ? sourceId(id) : id;
}

/** Repositories of CodeCommit, by ARN, with the sources that they are. */
function readRepositories(input: Pick<AnalysisInput, "types" | "nodes">): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  if (!input.types("workload").includes(PIPELINE)) return found;
  for (const { id, properties } of input.nodes([PIPELINE])) {
    for (const source of recordsOf(properties["sources"])) {
      const [region, account, name] = ["region", "account", "location"].map((key) => textOf(source[key]));
      if (source["provider"] !== "CodeCommit" || !region || !account || !name) continue;
      addTo(found, `arn:${partitionOf(id)}:codecommit:${region}:${account}:${name}`, sourceId(id));
    }
  }
  return found;
}

function drawObject(id: string, estate: Estate, drawing: Drawing): void {
  const holder = estate.resource(id);
  const name = id.slice(id.lastIndexOf(":") + 1);
  const properties = holder === undefined ? {} : { held_in: holder.id };
  const scope = `aws:${holder?.account ?? ""}`;
  drawing.node({ id, kind: "resource", type: CODE_OBJECT, name, scope, properties });
}
