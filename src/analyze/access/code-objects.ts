// Objects of buckets that workloads take their code from: whoever may write one decides what runs there. Each is a node of its own,
// since the right to write something in a bucket is not the right to write that.
import type { AnalysisInput } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { JsonRecord } from "../../model/words.js";
import type { Estate } from "../aws/estate.js";
import { partitionOf } from "../aws/partition.js";
import type { Drawing } from "./drawing.js";
import { GRANTED } from "./judgement.js";

export const CODE_OBJECT = "aws.s3-object";

/** Place of the code, `s3://bucket/key`, by type of workload. */
const PLACES: { readonly [type: string]: (properties: JsonRecord) => unknown } = {
  "aws.glue-job": ({ script }) => script,
  // what was deployed is deployed again, without anybody's doing, to machines that a scaling group starts
  "aws.codedeploy-deployment-group": ({ revision, scaling_groups: groups }) =>
    Array.isArray(groups) && groups.length > 0 ? revision : undefined,
};

export interface CodeObjects {
  /** ARNs. */
  readonly ids: readonly string[];
  /** The same by way of access points, where the bucket tells these apart. */
  readonly ways: readonly string[];
  /** Draws the objects and whom they supply. */
  draw(drawing: Drawing): void;
}

/** Only objects of buckets that were read: of others nobody knows who may write. */
export function readCodeObjects(input: Pick<AnalysisInput, "types" | "nodes">, estate: Estate): CodeObjects {
  const there = new Set(input.types("workload"));
  const types = Object.keys(PLACES).filter((type) => there.has(type));
  const workloads = new Map<string, string[]>();
  for (const { id, type, properties } of types.length === 0 ? [] : input.nodes(types)) {
    const written = PLACES[type]?.(properties);
    const place = typeof written === "string" ? /^s3:\/\/([^/]+)\/(.+)$/.exec(written) : null;
    if (place === null) continue;
    const object = `arn:${partitionOf(id)}:s3:::${place[1]}/${place[2]}`;
    if (estate.resource(object) !== undefined) addTo(workloads, object, id);
  }
  const ways = new Map<string, string>();
  for (const object of workloads.keys()) {
    const bucket = estate.resource(object);
    for (const point of bucket?.accessPoints ?? [])
      ways.set(`${point}/object/${object.slice((bucket?.id.length ?? 0) + 1)}`, object);
  }
  return {
    ids: [...workloads.keys()],
    ways: [...ways.keys()],
    draw(drawing) {
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

function drawObject(id: string, estate: Estate, drawing: Drawing): void {
  const holder = estate.resource(id);
  const name = id.slice(id.lastIndexOf(":") + 1);
  const properties = holder === undefined ? {} : { held_in: holder.id };
  const scope = `aws:${holder?.account ?? ""}`;
  drawing.node({ id, kind: "resource", type: CODE_OBJECT, name, scope, properties });
}
