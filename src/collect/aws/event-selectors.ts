// What a trail or an event data store of CloudTrail records, by its event selectors: the older ones and the advanced ones.
import { type Fields, fieldsOf, listOf, textOf } from "../fields.js";

export interface Recorded {
  /** Management events: what is asked of the services themselves. */
  readonly management: "all" | "reads" | "writes" | "part" | "none";
  /** Services whose management events are left out. */
  readonly excluded: readonly string[];
  /** Types of resources whose data events are all recorded: AWS::S3::Object. */
  readonly data: readonly string[];
  /** … and those of which some are: of some objects, some callers, reads or writes alone. */
  readonly partly: readonly string[];
}

interface Management {
  readonly reads: boolean;
  readonly writes: boolean;
  readonly isPart: boolean;
  readonly excluded: readonly string[];
}

interface Data {
  readonly type: string;
  readonly isWhole: boolean;
}

/** In: answer of GetEventSelectors, or of GetEventDataStore. Of both kinds of selectors a trail has one. */
export function recordedBy(answer: Fields): Recorded {
  const basic = listOf(answer["EventSelectors"]).map(fieldsOf);
  const advanced = listOf(answer["AdvancedEventSelectors"]).map((one) =>
    listOf(fieldsOf(one)["FieldSelectors"]).map(fieldsOf),
  );
  const management = [...basic.flatMap(basicManagement), ...advanced.flatMap(advancedManagement)];
  const data = [...basic.flatMap(basicData), ...advanced.flatMap(advancedData)];
  const whole = new Set(data.flatMap(({ type, isWhole }) => (isWhole ? [type] : [])));
  return {
    management: sumOf(management),
    excluded: excludedBy(management),
    data: [...whole].sort(),
    partly: [...new Set(data.flatMap(({ type }) => (whole.has(type) ? [] : [type])))].sort(),
  };
}

function sumOf(all: readonly Management[]): Recorded["management"] {
  const whole = all.filter(({ isPart }) => !isPart);
  const reads = whole.some((one) => one.reads);
  const writes = whole.some((one) => one.writes);
  if (reads && writes) return "all";
  if (reads || writes) return reads ? "reads" : "writes";
  return all.length > 0 ? "part" : "none";
}

/** What every selector leaves out. */
function excludedBy(all: readonly Management[]): string[] {
  const [first, ...rest] = all.filter(({ isPart }) => !isPart);
  return (first?.excluded ?? []).filter((source) => rest.every(({ excluded }) => excluded.includes(source))).sort();
}

function basicManagement(selector: Fields): Management[] {
  if (selector["IncludeManagementEvents"] === false) return [];
  return [{ ...directionOf(selector), isPart: false, excluded: texts(selector["ExcludeManagementEventSources"]) }];
}

function directionOf(selector: Fields): { readonly reads: boolean; readonly writes: boolean } {
  const kind = textOf(selector["ReadWriteType"]) ?? "All";
  return { reads: kind !== "WriteOnly", writes: kind !== "ReadOnly" };
}

/** ARNs that stand for everything of their type: no more than the service, or the service and its kind of resource. */
const EVERYTHING = /^arn:[^:]+:(?:s3(?::::)?|lambda|dynamodb)$/;

function basicData(selector: Fields): Data[] {
  const { reads, writes } = directionOf(selector);
  return listOf(selector["DataResources"])
    .map(fieldsOf)
    .flatMap((resource) => {
      const type = textOf(resource["Type"]);
      const isEverything = texts(resource["Values"]).some((value) => EVERYTHING.test(value));
      return type === undefined ? [] : [{ type, isWhole: reads && writes && isEverything }];
    });
}

function fieldOf(selector: readonly Fields[], name: string): Fields | undefined {
  return selector.find((field) => field["Field"] === name);
}

function categoryOf(selector: readonly Fields[]): readonly string[] {
  return texts(fieldOf(selector, "eventCategory")?.["Equals"]);
}

function advancedManagement(selector: readonly Fields[]): Management[] {
  if (!categoryOf(selector).includes("Management")) return [];
  const readOnly = texts(fieldOf(selector, "readOnly")?.["Equals"]);
  const sources = fieldOf(selector, "eventSource");
  const isPart = selector.some(
    (field) =>
      !["eventCategory", "readOnly"].includes(textOf(field["Field"]) ?? "") &&
      (field !== sources || !onlyLeavesOut(field)),
  );
  return [
    {
      reads: readOnly.length === 0 || readOnly.includes("true"),
      writes: readOnly.length === 0 || readOnly.includes("false"),
      isPart,
      excluded: texts(sources?.["NotEquals"]),
    },
  ];
}

function onlyLeavesOut(field: Fields): boolean {
  return Object.entries(field).every(
    ([key, value]) => key === "Field" || key === "NotEquals" || texts(value).length === 0,
  );
}

function advancedData(selector: readonly Fields[]): Data[] {
  if (!categoryOf(selector).includes("Data")) return [];
  const isWhole = selector.every((field) => ["eventCategory", "resources.type"].includes(textOf(field["Field"]) ?? ""));
  return texts(fieldOf(selector, "resources.type")?.["Equals"]).map((type) => ({ type, isWhole }));
}

function texts(value: unknown): string[] {
  return listOf(value).flatMap((one) => textOf(one) ?? []);
}
