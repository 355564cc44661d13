// Where agents are: they are kept by place, and an organisation has dozens of places for each project. One search over what
// holds the projects tells which of them have any; where it is refused, every place of a project is asked.
import type { GraphBatch } from "../../model/batch.js";
import { AnswerFault } from "../fault.js";
import { type Fields, fieldsOf, textOf } from "../fields.js";
import type { PartBuilder } from "../part.js";
import { elementsOf } from "../scope-crawl.js";
import { ScopeReader } from "../scope-reader.js";
import { type GcpCall, OF_ALL } from "./call.js";
import type { ContainerCrawl } from "./container-crawl.js";
import type { FoundPlaces } from "./facts.js";
import type { GcpResource } from "./resource.js";

/** More places of a project than any service has are not asked. */
const MOST_PLACES = 80;

/**
 * The search for a type of thing. Types that are none are refused, so that an empty answer says that there is nothing.
 * https://cloud.google.com/asset-inventory/docs/reference/rest/v1/TopLevel/searchAllResources
 */
export function searchCall(assetType: string, dataSet: string): GcpCall {
  return {
    api: "cloudasset",
    version: "v1",
    method: "cloudasset.searchAllResources",
    path: "{+name}:searchAllResources",
    query: { assetTypes: assetType, readMask: "name,project,location" },
    param: "assetTypes",
    dataSet,
    permission: "cloudasset.assets.searchAllResources",
    role: "roles/cloudasset.viewer",
    count: "1 per 500 of them, at the top",
    list: "results",
    page: { name: "pageSize", size: 500 },
  };
}

/** How agents of a kind are read. */
export interface ByPlace {
  readonly search: GcpCall;
  /** The call that tells all places of a project, or all that there are: for where no search is allowed. */
  readonly places: GcpCall | readonly string[];
  /** Agents of a place. */
  readonly list: GcpCall;
  /** What is asked of each agent. */
  readonly details?: readonly GcpCall[];
  /** Progress: what is counted. */
  readonly word: string;
  add(raw: Fields, reading: PlaceReading, out: PartBuilder): Promise<void> | void;
}

export interface PlaceReading {
  readonly crawl: ContainerCrawl;
  readonly reader: ScopeReader<GcpCall>;
  readonly place: string;
}

/** The data set of agents that are kept by place: searched for above projects, listed in each project. */
export function byPlace({ search, places, list, details = [], word, add }: ByPlace): GcpResource {
  return {
    dataSet: list.dataSet,
    calls: [search, ...(isCall(places) ? [places] : []), list, ...details],
    of: OF_ALL,
    async *collect(crawl: ContainerCrawl): AsyncGenerator<GraphBatch> {
      if (crawl.container.kind !== "project") {
        await searchFrom(crawl, search);
        return;
      }
      if (crawl.isOff(list)) {
        yield crawl.close(list);
        return;
      }
      const reader = new ScopeReader(crawl, list.dataSet);
      const found = await placesOf(crawl, reader, search, places);
      const project = crawl.container.name;
      yield* reader.batches(found, { word, call: list }, async (place, out) => {
        for (const raw of (await reader.list(list, { project, place }, place)) ?? [])
          await add(fieldsOf(raw), { crawl, reader, place }, out);
      });
      yield reader.close(list);
    },
  };
}

/** Asks about a container that holds projects, and keeps the answer for them. */
async function searchFrom(crawl: ContainerCrawl, search: GcpCall): Promise<void> {
  const found = foundOf(crawl, search);
  const fault = await searchOne(crawl, search, found);
  (fault === undefined ? found.searched : found.refused).add(crawl.resource);
}

/** Places of the project that may have some. */
async function placesOf(
  crawl: ContainerCrawl,
  reader: ScopeReader<GcpCall>,
  search: GcpCall,
  all: ByPlace["places"],
): Promise<readonly string[]> {
  const { shared, container, resource } = crawl;
  const found = foundOf(crawl, search);
  const above = shared.ancestorsOf(container.name);
  const isSearched = above.some((one) => found.searched.has(one));
  const isRefused = above.some((one) => found.refused.has(one));
  if (isSearched || (!isRefused && (await searchOne(crawl, search, found)) === undefined))
    return [...new Set(namesOf(crawl).flatMap((one) => [...(found.places.get(one) ?? [])]))].sort();
  if (!isCall(all)) return all;
  const places = ((await reader.list(all, { project: container.name }, resource)) ?? []).flatMap(
    (one) => textOf(fieldsOf(one)["locationId"]) ?? [],
  );
  if (places.length > MOST_PLACES) reader.note(`only ${MOST_PLACES} of ${places.length} places were asked`);
  return [...new Set(places)].sort().slice(0, MOST_PLACES);
}

/** What a search may call the project: its number, where the list of what is above does not have it. */
function namesOf({ shared, container }: ContainerCrawl): readonly string[] {
  return [container.name, shared.projects.get(container.name)?.number].filter((one) => one !== undefined);
}

function isCall(places: ByPlace["places"]): places is GcpCall {
  return !Array.isArray(places);
}

function foundOf({ shared }: ContainerCrawl, search: GcpCall): FoundPlaces {
  const type = search.query?.["assetTypes"] ?? "";
  const known = shared.found.get(type);
  if (known !== undefined) return known;
  const made: FoundPlaces = { searched: new Set(), refused: new Set(), places: new Map() };
  shared.found.set(type, made);
  return made;
}

/** The fault of a search that was not answered. */
async function searchOne(
  crawl: ContainerCrawl,
  search: GcpCall,
  { places }: FoundPlaces,
): Promise<AnswerFault | undefined> {
  const answer = await crawl.one(search, { name: crawl.resource });
  if (answer instanceof AnswerFault) return answer;
  for (const raw of elementsOf(search, answer).map(fieldsOf)) {
    const [, project = "", place] = /\/projects\/([^/]+)\/locations\/([^/]+)\//.exec(textOf(raw["name"]) ?? "") ?? [];
    if (place === undefined) continue;
    const number = textOf(raw["project"])?.slice("projects/".length) ?? project;
    const own = crawl.container.kind === "project" ? crawl.container.name : undefined;
    const id = own ?? crawl.shared.projectByNumber(number) ?? project;
    places.set(id, (places.get(id) ?? new Set<string>()).add(place));
  }
  return undefined;
}
