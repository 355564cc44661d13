// Where agents are: they are kept by place, and an organisation has dozens of places for each project. One search over what
// holds the projects tells which of them have any; where it is refused, every place of a project is asked.
import { AnswerFault } from "../answers.js";
import { fieldsOf, textOf } from "../fields.js";
import { elementsOf } from "../scope-crawl.js";
import type { ScopeReader } from "../scope-reader.js";
import type { GcpCall } from "./call.js";
import type { ContainerCrawl } from "./container-crawl.js";
import type { FoundPlaces } from "./facts.js";

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

/** Asks about a container that holds projects, and keeps the answer for them. */
export async function searchFrom(crawl: ContainerCrawl, search: GcpCall): Promise<void> {
  const found = foundOf(crawl, search);
  const fault = await searchOne(crawl, search, found);
  (fault === undefined ? found.searched : found.refused).add(crawl.resource);
}

/** Places of the project that may have some. `list`: the call that tells all places, for where no search is allowed. */
export async function placesOf(
  crawl: ContainerCrawl,
  reader: ScopeReader<GcpCall>,
  { search, list }: { readonly search: GcpCall; readonly list: GcpCall | readonly string[] },
): Promise<readonly string[]> {
  const { shared, container, resource } = crawl;
  const found = foundOf(crawl, search);
  const above = shared.ancestorsOf(container.name);
  const isSearched = above.some((one) => found.searched.has(one));
  const isRefused = above.some((one) => found.refused.has(one));
  if (isSearched || (!isRefused && (await searchOne(crawl, search, found)) === undefined))
    return [...(found.places.get(container.name) ?? [])].sort();
  if (!isCall(list)) return list;
  const places = ((await reader.list(list, { project: container.name }, resource)) ?? []).flatMap(
    (one) => textOf(fieldsOf(one)["locationId"]) ?? [],
  );
  if (places.length > MOST_PLACES) reader.note(`only ${MOST_PLACES} of ${places.length} places were asked`);
  return [...new Set(places)].sort().slice(0, MOST_PLACES);
}

function isCall(list: GcpCall | readonly string[]): list is GcpCall {
  return !Array.isArray(list);
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
