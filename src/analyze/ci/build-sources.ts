// Where builds of clouds take their code from, as facts of each; and, where a change of that starts one, whether it is known who may
// change it. What was not scanned is no repository without outsiders.
import type { AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import { distinct } from "../../model/compare.js";
import { isRecord, recordsOf, textOf } from "../properties.js";
import { buildWays } from "./build-events.js";
import type { CiOwner } from "./estate.js";
import { type Connections, connectionOf, readConnections } from "./followed-branches.js";
import { TRIGGER, triggerAddress } from "./google-builds.js";
import { addressesOf, addressOf } from "./repository-addresses.js";

/** What a build takes code from. */
interface Source {
  /** `github.com/acme/site`, or in words what is not called so. */
  readonly place: string;
  /** Whether a change starts it, without a person of the cloud. */
  readonly isStarted: boolean;
  /** Whether who may change it is worked out where it was scanned; otherwise why not. */
  readonly elsewhere?: string;
}

const NOT_SCANNED = "was not scanned: whether it is public, and who may start a build, is not known";
const OTHER_FORGE = "is no repository of GitHub: who may start a build is worked out for those alone";
const CONNECTED = "is known by its connection alone: which repository that is, and who may start a build, is not known";

/** In: the stored estate and the owners that were scanned. Out: columns of every build that takes code from a forge. */
export function buildSourceFacts(
  input: Pick<AnalysisInput, "types" | "nodes">,
  owners: readonly CiOwner[],
): readonly DerivedFact[] {
  const there = new Set(input.types("workload"));
  const types = BUILD_TYPES.filter((type) => there.has(type));
  if (types.length === 0) return [];
  const connections = readConnections(input);
  const scanned = addressesOf(owners);
  const listed = new Set(owners.filter(({ isListed }) => isListed).map(({ login }) => everyOf(login).toLowerCase()));
  const isKnown = (place: string): boolean => scanned.has(place.toLowerCase()) || listed.has(place.toLowerCase());
  return [...input.nodes(types)].flatMap((node) => {
    const sources = SOURCES[node.type]?.(node, connections) ?? [];
    if (sources.length === 0) return [];
    const open = sources.flatMap(({ place, isStarted, elsewhere }) =>
      isStarted && !isKnown(place) ? [`its code comes from ${place}, which ${elsewhere ?? NOT_SCANNED}`] : [],
    );
    const columns = {
      built_from: distinct(sources.map(({ place }) => place)),
      ...(open.length > 0 && { build_unscanned: distinct(open).join("; ") }),
    };
    return [{ node: node.id, columns }];
  });
}

/** Repositories of an organisation, as a webhook of it takes them. */
function everyOf(login: string): string {
  return `every repository of ${login}`;
}

const SOURCES: {
  readonly [type: string]: (node: StoredNode, connections: Connections) => readonly Source[];
} = {
  "aws.codebuild-project": projectSources,
  "aws.codepipeline-pipeline": pipelineSources,
  "aws.apprunner-service": ({ properties }) => serviceSources(properties),
  [TRIGGER]: ({ properties }) => triggerSources(properties),
};

/** Types of what builds or runs code of a repository with an identity of a cloud. */
export const BUILD_TYPES: readonly string[] = Object.keys(SOURCES);

const FORGES: { readonly [sourceType: string]: "github" | "other" } = {
  GITHUB: "github",
  GITHUB_ENTERPRISE: "github",
  GITLAB: "other",
  GITLAB_SELF_MANAGED: "other",
  BITBUCKET: "other",
};

function projectSources({ properties, supplements }: StoredNode): readonly Source[] {
  const forge = FORGES[textOf(properties["source_type"]) ?? ""];
  if (forge === undefined) return [];
  const { webhook } = properties;
  const elsewhere = forge === "other" ? { elsewhere: OTHER_FORGE } : {};
  // accounts that a filter names are no strangers
  const isStarted = isRecord(webhook)
    ? buildWays(webhook).some(({ actors }) => actors !== "named")
    : isScheduled({ properties, supplements });
  const place = isRecord(webhook) && webhook["scope"] !== undefined ? placeOfHook(webhook) : undefined;
  const own = place ?? addressOf(properties["source_location"]);
  return own === undefined ? [] : [{ place: own, isStarted, ...elsewhere }];
}

function placeOfHook({ scope, scope_name: name }: StoredNode["properties"]): string {
  const login = textOf(name);
  return scope === "GITHUB_ORGANIZATION" && login !== undefined ? everyOf(login) : "every repository of its server";
}

/** Whether something of the account starts it: a rule or a schedule. */
export function isScheduled({ properties, supplements }: Pick<StoredNode, "properties" | "supplements">): boolean {
  return [properties, ...Object.values(supplements)].some((one) => one["acts_alone"] === true);
}

function pipelineSources({ properties }: StoredNode, connections: Connections): readonly Source[] {
  return recordsOf(properties["sources"]).flatMap((source): readonly Source[] => {
    const location = textOf(source["location"]);
    const provider = textOf(source["provider"]);
    if (location === undefined) return [];
    if (provider === "GitHub") return [{ place: `github.com/${location}`, isStarted: true }];
    if (provider !== "CodeStarSourceConnection") return [];
    const connection = connectionOf(source, connections);
    const forge = textOf(connection?.properties["provider"]);
    const status = textOf(connection?.properties["status"]) ?? "AVAILABLE";
    if (status !== "AVAILABLE") return [];
    if (forge === undefined || forge === "GitHub") return [{ place: `github.com/${location}`, isStarted: true }];
    const elsewhere = forge.startsWith("GitHub") ? CONNECTED : OTHER_FORGE;
    return [{ place: `${forge} ${location}`, isStarted: true, elsewhere }];
  });
}

function serviceSources(properties: StoredNode["properties"]): readonly Source[] {
  const place = addressOf(properties["source_location"]);
  if (place === undefined) return [];
  const isOther = /^(?:[\w-]+\.)?(?:bitbucket|gitlab)\./.test(place);
  const isStarted = properties["auto_deploy"] === true;
  return [{ place, isStarted, ...(isOther && { elsewhere: OTHER_FORGE }) }];
}

function triggerSources(properties: StoredNode["properties"]): readonly Source[] {
  const { status, on_push: onPush, on_pull_request: onPull, needs_approval: isApproved } = properties;
  if (status === "inactive") return [];
  const isStarted = (onPush === true || onPull === true) && isApproved !== true;
  const place = addressOf(triggerAddress(properties));
  if (place !== undefined) return [{ place, isStarted }];
  const linked = textOf(properties["connection"]) ?? textOf(properties["repository"]);
  return linked === undefined ? [] : [{ place: linked, isStarted, elsewhere: CONNECTED }];
}
