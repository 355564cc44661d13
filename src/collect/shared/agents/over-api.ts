// Configurations of agents in a repository that is read over an API: its files one by one, each without the secrets in it before
// anything else sees it. What they mean is worked out by the reader that a checkout on disk uses too.
import type { CiTables } from "../../../model/ci-tables.js";
import { toRefusal } from "../../answers.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf } from "../../fields.js";
import type { Part } from "../../part.js";
import { toDetectors } from "../../token-formats.js";
import { isCard } from "./cards.js";
import { clientOf } from "./client-of.js";
import type { AgentFile, AgentOwner } from "./frame.js";
import type { Reader } from "./literals.js";

/** A text without what may not be kept; `isFresh`: it comes from the provider, not from a recording. May throw AnswerFault. */
export type TextCleaner = (text: string, isFresh: boolean) => string | Promise<string>;

/** A repository, and how its files are had. */
export interface AgentRepository {
  /** Its node: what is found belongs to it, and its writers may change the files. */
  readonly id: string;
  /** `owner/name`, as a checkout has it. */
  readonly name: string;
  /** Data set that faults are gaps of. */
  readonly dataSet: string;
  /** Call that reads a file, as the provider names it. */
  readonly call: string;
  /** The text of a file as `clean` leaves it. Throws AnswerFault. */
  fetchText(path: string, clean: TextCleaner): Promise<string>;
  gap(subject: string, message: string): void;
}

/** Nobody writes longer configurations; what is longer is meant to exhaust the reader. */
const LONGEST = 2 << 20;
/** Collections of examples have hundreds. */
const MOST = 200;

/** What the files at these paths say; a file that could not be read is a gap. */
export async function agentsOver(
  repository: AgentRepository,
  paths: readonly string[],
  { ciTables, joinKey }: { readonly ciTables: CiTables; readonly joinKey: Buffer },
): Promise<Part> {
  if (paths.length === 0) return {};
  const { id, name, dataSet } = repository;
  const secrets = { detectors: toDetectors(ciTables.tokenFormats), joinKey };
  const files: AgentFile[] = [];
  for (const path of paths.slice(0, MOST)) {
    const file = await readConfiguration(repository, path, secrets);
    if (file !== undefined) files.push(file);
  }
  if (paths.length > MOST) {
    const more = paths.length - MOST;
    repository.gap(`${id}/agents`, `${name}: ${more} configurations of agents more than the ${MOST} that are read`);
  }
  const { agentsPart } = await import("./graph.js");
  const owner: AgentOwner = { id, repository: name, suppliedBy: id, dataSet };
  const { literals: _, ...part } = await agentsPart(owner, files, secrets);
  return part;
}

/** A configuration without the secrets in it; undefined when it could not be had, which is noted. */
async function readConfiguration(
  { id, call, fetchText, gap }: AgentRepository,
  path: string,
  secrets: Reader,
): Promise<AgentFile | undefined> {
  // The file is there and is not read; the same when a recording says so.
  const refused = (message: string): AnswerFault => toRefusal({ call }, { code: "NotRead", message });
  const clean: TextCleaner = async (text, isFresh) => {
    const { withoutForged, withoutSecrets } = await import("./recordable.js");
    if (text.length > LONGEST) throw refused(`${path}: too long to be read`);
    const cleaned = await withoutSecrets({ path, text: isFresh ? withoutForged(text) : text }, secrets);
    if ("why" in cleaned) throw refused(cleaned.why);
    return cleaned.file.text;
  };
  try {
    return { path, text: await fetchText(path, clean), isTracked: true };
  } catch (fault) {
    if (!(fault instanceof AnswerFault)) throw fault;
    gap(`${id}/agent/${path}`, fault.message);
    return undefined;
  }
}

/**
 * Whether an entry of the list of a repository's files may be one that agents read: neither a folder nor a link to another. What
 * does not say so in the API's way stays, so that it is seen that it does not fit.
 */
export function isAgentEntry(entry: unknown): boolean {
  const { path, type, mode } = fieldsOf(entry);
  if (mode === "120000" || (typeof type === "string" && type !== "blob")) return false;
  return typeof path !== "string" || isAgentPath(path);
}

/** Whether a client of agents reads a file, or it is the card of one. */
export function isAgentPath(path: string): boolean {
  return clientOf(path) !== undefined || isCard(path);
}
