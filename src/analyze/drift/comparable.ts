// What two analyses may be compared over: data sets that both of them saw whole, and reach where nothing came into view.
import { type ChangeKind, type NotCompared, REACH_KINDS } from "../../model/change.js";
import { compareText } from "../../model/compare.js";
import { addTo } from "../../model/group-by.js";
import type { ComparedDataSet, HistoricNode, History } from "../../model/history.js";
import { hasCome } from "./came-into-view.js";

/** Why what analysis works out cannot be compared at all. */
const OTHER_MAKING =
  "nhi, its tables or nhi.yaml changed between the two: what can be reached, owners and third parties were not compared";

/** What that is true of. */
const WORKED_OUT: readonly ChangeKind[] = [...REACH_KINDS, "owner-changed", "third-party-new"];

export class Comparable {
  readonly #history: History;
  /** Scope → the first data set of it that came into view. */
  readonly #came: ReadonlyMap<string, ComparedDataSet>;
  readonly #scopes = new Map<string, readonly string[]>();
  readonly #reachLeftOut = new Set<string>();

  constructor(history: History) {
    this.#history = history;
    this.#came = cameIntoView(history.dataSets());
  }

  /** Whether what analysis says may be compared: the same code, tables and configuration made both. */
  get isSameMaking(): boolean {
    const { before, after } = this.#history;
    return before.madeWith !== undefined && before.madeWith === after.madeWith;
  }

  /** Whether a node that is there on one side only is really new or gone, and a changed one really changed. */
  admits(node: HistoricNode | undefined): boolean {
    if (node === undefined) return false;
    if (node.dataSet === undefined) return this.isSameMaking;
    return isComplete(node.dataSet);
  }

  /** Whether a node that is there only now is new: what declares it shows nothing now that it hid before. */
  admitsNew({ dataSet }: HistoricNode): boolean {
    if (dataSet === undefined) return this.isSameMaking;
    return dataSet.before !== undefined && !hasCome(dataSet);
  }

  /** Whether what of a data set came or went really did. */
  admitsDataSet(dataSet: ComparedDataSet): boolean {
    return isComplete(dataSet);
  }

  /**
   * Whether what is worked out about these scopes may be compared: nothing of them, or of what is above them, was hidden
   * before and is seen now. What is hidden now and was seen before keeps its rows, and so changes nothing.
   */
  admitsReach(scopes: Iterable<string>): boolean {
    if (!this.isSameMaking) return false;
    for (const scope of scopes) {
      for (const above of this.#withParents(scope)) {
        if (!this.#came.has(above)) continue;
        this.#reachLeftOut.add(above);
        return false;
      }
    }
    return true;
  }

  /** Everything that could not be compared, sorted. */
  notCompared(): NotCompared[] {
    const making = this.isSameMaking ? [] : [{ reason: OTHER_MAKING, isFirst: true, about: WORKED_OUT }];
    const reach = [...this.#reachLeftOut].sort(compareText).map((scope) => {
      const dataSet = this.#came.get(scope);
      const reason = `${dataSet?.name ?? "a data set"} came into view: what could be reached before is not known well enough`;
      return { scope, reason, about: REACH_KINDS };
    });
    return [...making, ...unread(this.#history.dataSets()), ...reach];
  }

  #withParents(scope: string): readonly string[] {
    const known = this.#scopes.get(scope);
    if (known !== undefined) return known;
    const chain = [scope];
    for (let id = this.#history.node(scope, "after")?.parent; id !== undefined && !chain.includes(id); ) {
      chain.push(id);
      id = this.#history.node(id, "after")?.parent;
    }
    this.#scopes.set(scope, chain);
    return chain;
  }
}

/** Both analyses saw all of it. */
function isComplete({ before, after }: ComparedDataSet): boolean {
  return before === "complete" && after === "complete";
}

function cameIntoView(dataSets: readonly ComparedDataSet[]): ReadonlyMap<string, ComparedDataSet> {
  const came = new Map<string, ComparedDataSet>();
  for (const dataSet of dataSets) {
    if (hasCome(dataSet) && !came.has(dataSet.scope)) came.set(dataSet.scope, dataSet);
  }
  return came;
}

/** By scope: all of it where nothing was read twice, else data set by data set. */
function unread(dataSets: readonly ComparedDataSet[]): NotCompared[] {
  const scopes = new Map<string, ComparedDataSet[]>();
  for (const dataSet of dataSets) addTo(scopes, dataSet.scope, dataSet);
  return [...scopes].flatMap(([scope, sets]): NotCompared[] => {
    if (sets.every(({ before }) => before === undefined))
      return [{ scope, reason: "read for the first time", isFirst: true }];
    if (sets.every(({ isReread }) => !isReread)) return [{ scope, reason: "not read again", isStanding: true }];
    return sets.flatMap((set): NotCompared[] => {
      if (isComplete(set) && set.isReread) return [];
      const region = set.region === "" ? {} : { region: set.region };
      const isStanding = !set.isReread || (set.before === set.after && !hasCome(set));
      const isFirst = set.before === undefined;
      const marks = {
        ...(isStanding && { isStanding }),
        ...(isFirst && { isFirst }),
        ...(hasCome(set) && { cameIntoView: true }),
      };
      return [{ scope, dataSet: set.name, ...region, reason: stateText(set), ...marks }];
    });
  });
}

const STATES = {
  complete: "read whole",
  partial: "read in part",
  denied: "denied",
  unlicensed: "without licence",
  failed: "not readable",
} as const;

function stateText(set: ComparedDataSet): string {
  const { before, after, isReread } = set;
  if (before === undefined) return "read for the first time";
  if (before === "partial" && after === "partial" && hasCome(set))
    return "read in part both times, and not known to be the same part";
  if (!isReread || after === undefined) return "not read again";
  const [was, is] = [STATES[before], STATES[after]];
  return was === is ? `${is} both times` : `${was} before, ${is} now`;
}
