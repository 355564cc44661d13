// Deployment groups of CodeDeploy: whoever deploys to one runs code on its machines. They are found as CodeDeploy finds them, by
// their tags and by the scaling groups that started them ("Deployment groups", AWS CodeDeploy User Guide).
import type { AnalysisInput, StoredNode } from "../../../../model/analysis.js";
import { addTo } from "../../../../model/group-by.js";
import type { Json } from "../../../../model/words.js";
import type { Drawing } from "../builder/edge-builder.js";
import { GRANTED, uncertain } from "../evaluation/decision.js";

const GROUP = "aws.codedeploy-deployment-group";
const INSTANCE = "aws.ec2-instance";
const SCALING_GROUP = "aws.auto-scaling-group";
/** AWS gives it to the instances that a scaling group starts. */
const STARTED_BY = "aws:autoscaling:groupName";

/** One of them has to match; what is null may be anything. */
type TagSet = readonly { readonly key: string | null; readonly value: string | null }[];
type Tags = { readonly [key: string]: string };

/** Draws which machines and scaling groups each deployment group runs code in. */
export function drawDeployments(input: Pick<AnalysisInput, "types" | "nodes">, drawing: Drawing): void {
  if (!input.types("workload").includes(GROUP)) return;
  const groups = [...input.nodes([GROUP])].filter(({ properties }) => properties["compute_platform"] === "Server");
  const machines = readMachines(input);
  const scaling = new Map<string, string>();
  for (const node of input.nodes([SCALING_GROUP])) scaling.set(`${placeOf(node)} ${node.name}`, node.id);
  for (const group of groups) {
    const { scaling_groups: names, tag_sets: sets, deployed_to: reached } = group.properties;
    const known = new Set(listOf(reached));
    const place = placeOf(group);
    const started = listOf(names).filter((name) => typeof name === "string");
    const tagged = machines.matching(place, listOf(sets).map(toTagSet));
    const wanted = new Set([...tagged, ...started.flatMap((name) => machines.withTag(place, STARTED_BY, name))]);
    for (const id of wanted) drawDeployment(group.id, id, known.has(id.slice(id.lastIndexOf("/") + 1)), drawing);
    for (const name of started) {
      const id = scaling.get(`${place} ${name}`);
      if (id !== undefined) drawDeployment(group.id, id, known.size > 0, drawing);
    }
  }
}

function drawDeployment(group: string, to: string, hasAgent: boolean, drawing: Drawing): void {
  const judgement = hasAgent ? GRANTED : uncertain("whether the agent of CodeDeploy runs there was not read");
  drawing.edge({ kind: "runs_code_in", from: group, to, judgement, because: [group] });
}

/** Deployments stay within a region of an account. */
function placeOf({ scope, region }: Pick<StoredNode, "scope" | "region">): string {
  return `${scope} ${region}`;
}

function readMachines(input: Pick<AnalysisInput, "nodes">) {
  const tagsOf = new Map<string, Tags>();
  const byTag = new Map<string, string[]>();
  const byKey = new Map<string, string[]>();
  const byValue = new Map<string, string[]>();
  for (const node of input.nodes([INSTANCE])) {
    const tags = toTags(node.properties["tags"]);
    const place = placeOf(node);
    tagsOf.set(node.id, tags);
    for (const [key, value] of Object.entries(tags)) {
      addTo(byTag, `${place} ${key}\n${value}`, node.id);
      addTo(byKey, `${place} ${key}`, node.id);
      addTo(byValue, `${place} ${value}`, node.id);
    }
  }
  const withTag = (place: string, key: string | null, value: string | null): readonly string[] => {
    if (key === null) return value === null ? [] : (byValue.get(`${place} ${value}`) ?? []);
    return (value === null ? byKey.get(`${place} ${key}`) : byTag.get(`${place} ${key}\n${value}`)) ?? [];
  };
  const isIn = (id: string, set: TagSet): boolean => {
    const tags = Object.entries(tagsOf.get(id) ?? {});
    return set.some((filter) =>
      tags.some(([key, value]) => (filter.key ?? key) === key && (filter.value ?? value) === value),
    );
  };
  return {
    withTag,
    /** Machines with a tag of each set; none where there is no set. */
    matching(place: string, [first, ...others]: readonly TagSet[]): readonly string[] {
      const found = (first ?? []).flatMap(({ key, value }) => withTag(place, key, value));
      return [...new Set(found)].filter((id) => others.every((set) => isIn(id, set)));
    },
  };
}

function toTags(tags: Json | undefined): Tags {
  const texts: { [key: string]: string } = {};
  if (typeof tags !== "object" || tags === null || Array.isArray(tags)) return texts;
  for (const [key, value] of Object.entries(tags)) if (typeof value === "string") texts[key] = value;
  return texts;
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function toTagSet(set: Json): TagSet {
  return listOf(set).map((filter) => {
    const { key, value } = toTags(filter);
    return { key: key ?? null, value: value ?? null };
  });
}
