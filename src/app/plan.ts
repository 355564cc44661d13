// nhi plan: from static secrets to short-lived ones, most risk removed first. Texts and files; nothing is applied.
import { UsageError } from "../model/errors.js";
import { planFor } from "../plan/index.js";
import type { Replacement, StaticSecret } from "../plan/replacement.js";
import { counted, formatCount } from "../report/count.js";
import { indentedJson, terminalText } from "../report/escape.js";
import { roomOf, wrap } from "../report/text.js";
import type { Store } from "../store/index.js";
import { ambiguous } from "./ambiguous.js";
import { openEstate } from "./estate.js";
import { meantName } from "./near-name.js";
import { fileLines, planFiles, writeFiles } from "./plan-files.js";
import { staticSecrets } from "./plan-secrets.js";
import type { Settings } from "./settings.js";
import type { Terminal } from "./terminal.js";
import { checkFolder } from "./write-file.js";

export interface PlanOptions {
  /** An identity, credential or scope; undefined for all. */
  readonly identity: string | undefined;
  readonly out: string | undefined;
  readonly force: boolean;
  readonly verbose: boolean;
  readonly format: string;
  /** The text goes into a file, whatever else is written. */
  readonly wantsText: boolean;
}

export interface PlannedSecret {
  readonly secret: StaticSecret;
  readonly replacements: readonly Replacement[];
}

/** Secrets that a terminal shows without --verbose. */
const MOST_SHOWN = 12;

/** Exit code 0; what does not exist is a UsageError. */
export async function plan(settings: Settings, options: PlanOptions, terminal: Terminal): Promise<number> {
  if (options.out !== undefined) checkFolder(options.out);
  const { store, now } = await openEstate(settings, terminal);
  try {
    const wanted = options.identity === undefined ? undefined : new Set(named(options.identity, store));
    const secrets = staticSecrets(store, now)
      .filter((secret) => wanted === undefined || concerns(secret, wanted))
      .sort(byRisk);
    const planned = secrets.map((secret) => ({ secret, replacements: planFor(secret) }));
    if (options.out !== undefined) {
      const files = planFiles(planned);
      writeFiles(options.out, files, options.force);
      terminal.say(`nhi: ${counted(files.length, "file")} in ${options.out}; nothing was applied`);
      if (options.format === "pretty" && !options.wantsText) return 0;
    }
    const text = options.format === "json" ? toJson(planned) : prettyText(planned, options, roomOf(terminal));
    await terminal.out(`${text}\n`);
    return 0;
  } finally {
    store.close();
  }
}

function named(name: string, store: Store): readonly string[] {
  const ids = store.resolve(name);
  if (ids.length === 1) return ids;
  if (ids.length === 0) {
    const other = "; nhi plan without a name lists every static secret";
    throw new UsageError(`"${name}" is no id or name of anything that was read${meantName(name, store, other)}`);
  }
  throw ambiguous(name, ids);
}

function concerns(secret: StaticSecret, wanted: ReadonlySet<string>): boolean {
  const { id, scope, owner, uses, covers } = secret;
  const ends = [
    id,
    scope,
    ...covers,
    ...(owner ? [owner.id] : []),
    ...uses.flatMap((use) => [use.id, use.repository?.id ?? ""]),
  ];
  return ends.some((one) => wanted.has(one));
}

/** Control before data before the rest; who is cut off by it; the live before the dead; the oldest first. */
function byRisk(a: StaticSecret, b: StaticSecret): number {
  return (
    Number(b.isActive) - Number(a.isActive) ||
    (a.reach.tier ?? 2) - (b.reach.tier ?? 2) ||
    b.reach.cut - a.reach.cut ||
    (a.reach.hops ?? 99) - (b.reach.hops ?? 99) ||
    (a.createdAt ?? "9").localeCompare(b.createdAt ?? "9", "en") ||
    (a.id < b.id ? -1 : 1)
  );
}

function toJson(planned: readonly PlannedSecret[]): string {
  const secrets = planned.map(({ secret, replacements }) => ({
    id: secret.id,
    type: secret.type,
    name: secret.name,
    scope: secret.scope,
    principal: secret.owner?.id ?? null,
    active: secret.isActive,
    reach: { tier: secret.reach.tier ?? null, hops: secret.reach.hops ?? null, cut: secret.reach.cut },
    covers: secret.covers,
    replacements: replacements.map(({ kind, title, use, steps, files }) => ({
      kind,
      title,
      use: use ?? null,
      steps,
      files,
    })),
  }));
  return indentedJson({ version: 1, secrets });
}

function prettyText(planned: readonly PlannedSecret[], { verbose, identity }: PlanOptions, columns: number): string {
  if (planned.length === 0) return "no static secret was read there";
  const isWhole = verbose || identity !== undefined;
  const shown = isWhole ? planned : planned.slice(0, MOST_SHOWN);
  const lines = shown.flatMap((one, at) => [...(at === 0 ? [] : [""]), ...secretLines(one, isWhole, columns)]);
  const without = planned.filter(({ replacements }) => replacements.every(({ kind }) => kind === "none")).length;
  const rest = planned.length - shown.length;
  const off = planned.filter(({ secret }) => !secret.isActive).length;
  const all = `${counted(planned.length, "static secret")}${off === 0 ? "" : ` (${formatCount(off)} switched off)`}`;
  return [
    ...lines,
    "",
    `${all}: ${planned.length - without} with a replacement, ${without} with a reason why there is none`,
    ...(rest > 0 ? [`${rest} more: --verbose; one in full: nhi plan ID; files: --out DIR`] : []),
    "nothing was applied",
  ].join("\n");
}

function secretLines({ secret, replacements }: PlannedSecret, isWhole: boolean, columns: number): string[] {
  const of = secret.owner === undefined || secret.name.includes(secret.owner.name) ? "" : ` of ${secret.owner.name}`;
  const head = [`${secret.name}${of}  ${secret.type}`, `  ${reachText(secret)}`];
  const body = replacements.flatMap((one) => [
    `  ${one.kind === "none" ? "no replacement:" : "→"} ${one.title}`,
    ...(isWhole ? one.steps.map((step, at) => `    ${at + 1}. ${step}`) : []),
    ...(isWhole ? one.files.flatMap((file) => fileLines(file, "    ")) : []),
  ]);
  return [...head, ...body].map(terminalText).flatMap((line) => (/^ {6}/.test(line) ? [line] : hanging(line, columns)));
}

/** Wrapped, what follows indented below the first. */
function hanging(line: string, columns: number): string[] {
  const indent = /^ */.exec(line)?.[0] ?? "";
  return wrap(line.slice(indent.length), columns - indent.length - 2).map(
    (part, at) => `${indent}${at === 0 ? "" : "  "}${part}`,
  );
}

function reachText({ reach, isActive, covers }: StaticSecret): string {
  const opens =
    reach.tier === 0
      ? `opens control of a scope in ${counted(reach.hops ?? 0, "hop")}`
      : reach.tier === 1
        ? `opens data of production in ${counted(reach.hops ?? 0, "hop")}`
        : "opens nothing that counts as control or production, as far as was read";
  return [
    ...(isActive ? [] : ["switched off"]),
    opens,
    ...(reach.cut > 0 ? [`${counted(reach.cut, "identity gets", "identities get")} there only over it`] : []),
    ...(covers.length > 0 ? [`goes with ${counted(covers.length, "secret")} that hold it`] : []),
  ].join(" · ");
}
