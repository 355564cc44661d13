// Who owns an identity: what the config says, then tags in the order of trust, then who made it; and whether that owner is
// still there.
import type { EstateConfig, StoredNode } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import { createGlobMap } from "./glob-map.js";
import { statedTag, textOf } from "./values.js";

export interface Ownership {
  readonly owner: string;
  /** config, tag:<key> or creator. */
  readonly source: string;
}

/** Whether an ARN of a principal still exists; undefined when its account was not read. */
export type PrincipalExists = (arn: string) => boolean | undefined;

export interface Owners {
  /** Columns owner, owner_source and owner_status of an identity; none when nothing says who owns it. */
  columnsOf(node: StoredNode): JsonRecord;
}

const PRINCIPAL_ARN = /^arn:[^:]+:(?:iam|sts)::\d{12}:(?:user|role|assumed-role)\//;
const NONE: JsonRecord = {};
const CREATOR_KEYS = ["created_by", "creator"];

export function createOwners(config: EstateConfig, exists: PrincipalExists): Owners {
  const patterns = createGlobMap(Object.entries(config.owners));
  const present = peopleOf(config.people?.present);
  const departed = peopleOf(config.people?.departed);
  const made = new Map<string, JsonRecord>();
  const toColumns = ({ owner, source }: Ownership): JsonRecord => {
    const key = `${source} ${owner}`;
    let columns = made.get(key);
    if (columns === undefined) {
      columns = { owner, owner_source: source, owner_status: statusOf(owner, { present, departed, exists }) };
      made.set(key, columns);
    }
    return columns;
  };
  return {
    columnsOf(node) {
      const stated = patterns.isEmpty ? undefined : configured(node, patterns.find);
      const found = stated ?? tagged(node, config.ownerTags) ?? created(node);
      return found === undefined ? NONE : toColumns(found);
    },
  };
}

function configured(node: StoredNode, find: (texts: readonly string[]) => string | undefined): Ownership | undefined {
  const owner = find([node.id, node.scope]);
  return owner === undefined ? undefined : { owner, source: "config" };
}

function tagged(node: StoredNode, keys: readonly string[]): Ownership | undefined {
  const tag = statedTag(node.properties["tags"], keys);
  return tag && { owner: tag.value, source: `tag:${tag.key}` };
}

function created(node: StoredNode): Ownership | undefined {
  const owner = CREATOR_KEYS.map((key) => textOf(node.properties[key])).find((text) => text !== undefined);
  return owner === undefined ? undefined : { owner, source: "creator" };
}

interface Roll {
  readonly present: ReadonlySet<string>;
  readonly departed: ReadonlySet<string>;
  readonly exists: PrincipalExists;
}

/** Lists of people are what they are: who is in neither may be a team, or a person nobody listed. */
function statusOf(owner: string, { present, departed, exists }: Roll): "present" | "departed" | "unknown" {
  const name = owner.toLowerCase();
  if (departed.has(name)) return "departed";
  if (present.has(name)) return "present";
  if (!PRINCIPAL_ARN.test(owner)) return "unknown";
  const isThere = exists(owner);
  if (isThere === undefined) return "unknown";
  return isThere ? "present" : "departed";
}

function peopleOf(names: readonly string[] | undefined): ReadonlySet<string> {
  return new Set((names ?? []).map((name) => name.trim().toLowerCase()));
}
