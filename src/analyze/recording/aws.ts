// AWS: a trail or an event data store that takes the management events of a region records the calls made in it. One of all
// regions counts everywhere, one of the organisation in every account of it.
import type { AnalysisInput, StoredNode, StoredScope } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { addTo } from "../../model/group-by.js";
import { textOf } from "../properties.js";
import { wasRead } from "../read-sets.js";
import type { Recording } from "./recording.js";

const TRAILS = "aws/cloudtrail:trails";
const STORES = "aws/cloudtrail:event-data-stores";

/** So noisy that most leave them out, by a switch that AWS offers for just these. */
const USUALLY_LEFT_OUT: readonly string[] = ["kms.amazonaws.com", "rdsdata.amazonaws.com"];

interface Recorder {
  readonly node: StoredNode;
  /** It takes events now; undefined when that was not read. */
  readonly isOn: boolean | undefined;
  /** undefined when its selectors were not read. */
  readonly management: "all" | "some" | "none" | undefined;
}

/** Accounts with what is known of the record of their calls. */
export function* awsRecordings(input: Pick<AnalysisInput, "scopes" | "nodes">): Iterable<[string, Recording]> {
  const accounts = [...input.scopes()].filter(({ type }) => type === "aws.account");
  if (accounts.length === 0) return;
  const recorders = [...input.nodes(["aws.trail", "aws.event-data-store"])].map(toRecorder);
  const recordersOf = byAccount(recorders, accounts);
  for (const account of accounts) {
    const recording = recordingOf(account, recordersOf(account));
    if (recording !== undefined) yield [account.id, recording];
  }
}

function toRecorder(node: StoredNode): Recorder {
  const { logging, delivery_error: error, management } = node.properties;
  const isOn = logging === undefined ? undefined : logging === true && error === undefined;
  const excluded = node.properties["management_excluded"];
  const isWhole = !Array.isArray(excluded) || excluded.every((source) => USUALLY_LEFT_OUT.includes(String(source)));
  const kind = textOf(management);
  if (kind === undefined) return { node, isOn, management: undefined };
  if (kind === "none") return { node, isOn, management: "none" };
  return { node, isOn, management: kind === "all" && isWhole ? "all" : "some" };
}

/**
 * Recorders of an account: its own, and those of the whole organisation. Each account has a copy of those; copies that tell the
 * same are one, or every account would look at the copies of all the others.
 */
function byAccount(
  all: readonly Recorder[],
  accounts: readonly StoredScope[],
): (account: StoredScope) => readonly Recorder[] {
  const organizations = new Map(accounts.map(({ id, properties }) => [id, properties["organization"]]));
  const own = new Map<string, Recorder[]>();
  const shared = new Map<unknown, Map<string, Recorder>>();
  for (const recorder of all) {
    const { scope, properties } = recorder.node;
    addTo(own, scope, recorder);
    const organization = organizations.get(scope);
    if (properties["organization_wide"] !== true || organization === undefined) continue;
    const copies = shared.get(organization) ?? new Map<string, Recorder>();
    const told = toldBy(recorder);
    if (!copies.has(told)) copies.set(told, recorder);
    shared.set(organization, copies);
  }
  return ({ id, properties: { organization } }) => {
    const wide = organization === undefined ? undefined : shared.get(organization);
    const others = (own.get(id) ?? []).filter((one) => wide?.has(toldBy(one)) !== true);
    return [...others, ...(wide?.values() ?? [])];
  };
}

/** All that is asked of a recorder, as one text. */
function toldBy({ node, isOn, management }: Recorder): string {
  const { organization_wide: isWide, multi_region: isEverywhere, home_region: home, data } = node.properties;
  return JSON.stringify([arnOf(node), node.name, node.region, isOn, management, isWide, isEverywhere, home, data]);
}

function recordingOf(account: StoredScope, recorders: readonly Recorder[]): Recording | undefined {
  const regions = regionsOf(account);
  if (regions.length === 0 && recorders.length === 0) return undefined;
  const isRead = [TRAILS, STORES].every((dataSet) => wasRead(account, dataSet, "every"));
  const working = recorders.filter(({ isOn, management }) => isOn === true && management !== "none");
  const whole = working.filter(({ management }) => management === "all");
  const isWhole = regions.length > 0 && regions.every((region) => whole.some((one) => takes(one, region)));
  const isCertain =
    isRead &&
    recorders.every(({ isOn, management }) => isOn === false || (isOn !== undefined && management !== undefined));
  const some = working.length > 0 ? "part" : "none";
  return {
    calls: isWhole ? "all" : isCertain ? some : undefined,
    // each account has a copy of the organisation's
    by: [...new Set(working.map(({ node }) => node.name))].sort(compareText),
    data: dataOf(recorders, isRead),
  };
}

/** Regions in which trails were looked for. */
function regionsOf({ coverage }: StoredScope): readonly string[] {
  return coverage.flatMap(({ dataSet, region = "", state }) =>
    dataSet === TRAILS && region !== "" && state === "complete" ? [region] : [],
  );
}

function takes({ node: { properties, region } }: Recorder, asked: string): boolean {
  return properties["multi_region"] === true || (textOf(properties["home_region"]) ?? region) === asked;
}

/** Types whose data events are all recorded; undefined where one may be that could not be seen. */
function dataOf(recorders: readonly Recorder[], isRead: boolean): readonly string[] | undefined {
  const types = new Set<string>();
  for (const { node, isOn } of recorders) {
    const { data } = node.properties;
    if (isOn !== true || !Array.isArray(data)) continue;
    for (const type of data) if (typeof type === "string") types.add(type);
  }
  // A copy of the organisation's trail does not tell; the trail itself does where its own account was read.
  const told = new Set(recorders.flatMap(({ node }) => (Array.isArray(node.properties["data"]) ? [arnOf(node)] : [])));
  const isWhole = recorders.every(({ node, isOn }) => isOn === false || told.has(arnOf(node)));
  return isRead && isWhole ? [...types].sort(compareText) : undefined;
}

/** A copy in another account is called by its account first. */
function arnOf({ id }: StoredNode): string {
  return id.replace(/^aws:\d{12}\//, "");
}
