// Who owns an identity: what the config says, then tags in the order of trust, then who made it; and whether that owner is
// still there.
import type { EstateConfig, StoredNode, StoredScope } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import type { Directory } from "./directory.js";
import { createGlobMap } from "./glob-map.js";
import { statedTag, writtenText } from "./values.js";

export interface Ownership {
  readonly owner: string;
  /** config, tag:<key>, account tag:<key>, CODEOWNERS, creator or creator tag:<key>. */
  readonly source: string;
  readonly confidence: number;
}

/** Whether an ARN of a principal still exists; undefined when its account was not read. */
export type PrincipalExists = (arn: string) => boolean | undefined;

export interface Owners {
  /** Columns owner, owner_source, owner_confidence, owner_status and owner_evidence; none when nothing says who owns it. */
  columnsOf(node: StoredNode): JsonRecord;
}

const PRINCIPAL_ARN = /^arn:[^:]+:(?:iam|sts)::\d{12}:(?:user|role|assumed-role)\//;
const NONE: JsonRecord = {};
const CREATOR_KEYS = ["created_by", "creator"];
/** Tags that say who made something, which is not quite who owns it. */
const CREATOR_TAGS = ["created_by", "created-by", "createdby", "creator", "aws:createdBy"];
const CONFIG = 1;
const TAG = 0.9;
/** Who owns the account may have nothing to do with one identity in it. */
const ACCOUNT = 0.6;
const CREATOR = 0.5;
/** A team may own the code and not what runs from it. */
const CODE = 0.8;

/** `directory`: people of the directories that were read. */
export function createOwners(
  config: EstateConfig,
  directory: Directory,
  { exists = () => undefined, scopes = [] }: { exists?: PrincipalExists; scopes?: readonly StoredScope[] } = {},
): Owners {
  const ofScope = new Map(scopes.map((scope) => [scope.id, accountOwner(scope, config.ownerTags)]));
  const patterns = createGlobMap(Object.entries(config.owners));
  const present = peopleOf(config.people?.present);
  const departed = peopleOf(config.people?.departed);
  const made = new Map<string, JsonRecord>();
  const toColumns = ({ owner, source, confidence }: Ownership): JsonRecord => {
    const key = `${source} ${owner}`;
    let columns = made.get(key);
    if (columns === undefined) {
      const { status, evidence } = standingOf(owner, { present, departed, exists, directory });
      columns = {
        owner,
        owner_source: source,
        owner_confidence: confidence,
        owner_status: status,
        owner_evidence: evidence,
      };
      made.set(key, columns);
    }
    return columns;
  };
  return {
    columnsOf(node) {
      const stated = patterns.isEmpty ? undefined : configured(node, patterns.find);
      const found =
        stated ?? tagged(node, config.ownerTags) ?? codeOwned(node) ?? created(node) ?? ofScope.get(node.scope);
      return found === undefined ? NONE : toColumns(found);
    },
  };
}

function configured(node: StoredNode, find: (texts: readonly string[]) => string | undefined): Ownership | undefined {
  const owner = find([node.id, node.scope]);
  return owner === undefined ? undefined : { owner, source: "config", confidence: CONFIG };
}

function tagged(node: StoredNode, keys: readonly string[]): Ownership | undefined {
  const tag = statedTag(node.properties["tags"], keys);
  return tag && { owner: tag.value, source: `tag:${tag.key}`, confidence: TAG };
}

/** Who reviews whatever changes in a repository. */
function codeOwned({ supplements }: StoredNode): Ownership | undefined {
  const owner = writtenText(supplements["github/repo:files"]?.["code_owner"]);
  return owner === undefined ? undefined : { owner, source: "CODEOWNERS", confidence: CODE };
}

/** What the vendor recorded, then what a tag says. */
function created(node: StoredNode): Ownership | undefined {
  const owner = CREATOR_KEYS.map((key) => writtenText(node.properties[key])).find((text) => text !== undefined);
  if (owner !== undefined) return { owner, source: "creator", confidence: CREATOR };
  const tag = statedTag(node.properties["tags"], CREATOR_TAGS);
  return tag && { owner: nameIn(tag.value), source: `creator tag:${tag.key}`, confidence: CREATOR };
}

/** `ada` of `AssumedRole:AROAEXAMPLE:ada`, the form in which AWS itself writes who made something. */
function nameIn(text: string): string {
  const [, name] = /^(?:IAMUser|AssumedRole|FederatedUser):[A-Z0-9]+:(.+)$/.exec(text) ?? [];
  return name ?? text;
}

function accountOwner(scope: StoredScope, keys: readonly string[]): Ownership | undefined {
  const tag = statedTag(scope.properties["tags"], keys);
  return tag && { owner: tag.value, source: `account tag:${tag.key}`, confidence: ACCOUNT };
}

interface Roll {
  readonly present: ReadonlySet<string>;
  readonly departed: ReadonlySet<string>;
  readonly exists: PrincipalExists;
  readonly directory: Directory;
}

interface Standing {
  readonly status: "present" | "departed" | "unknown";
  /** Where that is known from, in words. */
  readonly evidence: string;
}

/** Lists of people are what they are: who is in neither may be a team, or a person nobody listed. */
function standingOf(owner: string, { present, departed, exists, directory }: Roll): Standing {
  const name = owner.toLowerCase();
  if (departed.has(name)) return { status: "departed", evidence: "people.departed of nhi.yaml lists it" };
  if (present.has(name)) return { status: "present", evidence: "people.present of nhi.yaml lists it" };
  const person = directory(owner);
  if (person !== undefined) {
    return person.isActive
      ? { status: "present", evidence: `${person.where} has the account` }
      : { status: "departed", evidence: `${person.where}: the account is disabled` };
  }
  if (!PRINCIPAL_ARN.test(owner)) return { status: "unknown", evidence: "people of nhi.yaml does not list it" };
  const isThere = exists(owner);
  if (isThere === undefined) return { status: "unknown", evidence: "the account of that principal was not read" };
  return isThere
    ? { status: "present", evidence: "that principal is in its account" }
    : { status: "departed", evidence: "that principal is not in its account any more" };
}

function peopleOf(names: readonly string[] | undefined): ReadonlySet<string> {
  return new Set((names ?? []).map((name) => name.trim().toLowerCase()));
}
