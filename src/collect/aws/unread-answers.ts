// Which recorded answers of AWS nothing reads: a typo in a name would else read as a gap without a reason.
import type { CollectContext } from "../../model/collector.js";
import { isRegion } from "../arn.js";
import type { Bundle } from "../bundle.js";
import { AnswerFault } from "../fault.js";
import { answerName } from "../paths.js";
import { CALLS } from "./calls.js";
import { REPORT_FILE } from "./report.js";

const SERVICES = new Set(CALLS.map((call) => call.path[0]));
const COMMANDS = new Set(CALLS.map((call) => call.path[1]));

/**
 * Names in the log, below each of the account folders, what was not read: a call that there is not as a warning, a service that this
 * version does not know for those who look closer. To be called when all accounts were read, since it goes by what was found.
 */
export async function nameUnread(
  bundle: Bundle,
  accountFolders: readonly string[],
  context: CollectContext,
): Promise<void> {
  const read = readIn(bundle);
  for (const folder of accountFolders) {
    for (const path of await serviceFolders(bundle, `aws/${folder}`)) {
      if (!SERVICES.has(path.slice(path.lastIndexOf("/") + 1))) {
        context.log("debug", `${bundle.show(path)}: not read by this version`);
        continue;
      }
      for (const { name, isAnswer } of await unreadIn(bundle, path, read)) {
        const why = isAnswer ? "a folder stands where the file should be" : "no such call";
        context.log("warn", `${bundle.show(name)}: not read: ${why}`);
      }
    }
  }
}

/** Paths of what was found, and of the folders that it lies in. */
function readIn(bundle: Bundle): ReadonlySet<string> {
  const read = new Set<string>();
  for (const file of bundle.found) {
    for (let path = file; path !== "" && !read.has(path); path = path.slice(0, Math.max(path.lastIndexOf("/"), 0))) {
      read.add(path);
    }
  }
  return read;
}

interface Unread {
  readonly name: string;
  /** A folder of the name that the answer to a call has. */
  readonly isAnswer: boolean;
}

/** Folders of services: directly below the account where a service has no regions, else below those. */
async function serviceFolders(bundle: Bundle, account: string): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const { name } of await entriesIn(bundle, account)) {
    const path = `${account}/${name}`;
    if (!isRegion(name)) paths.push(path);
    else for (const service of await entriesIn(bundle, path)) paths.push(`${path}/${service.name}`);
  }
  return paths;
}

async function unreadIn(bundle: Bundle, path: string, read: ReadonlySet<string>): Promise<readonly Unread[]> {
  const entries = await entriesIn(bundle, path);
  return entries
    .map((entry) => ({
      name: `${path}/${entry.name}`,
      command: entry.isFolder ? entry.name : answerName(entry.name),
      isAnswer: entry.isFolder && COMMANDS.has(answerName(entry.name) ?? ""),
    }))
    .filter(
      ({ name, command }) => !read.has(name) && !name.endsWith(`/iam/${REPORT_FILE}`) && !COMMANDS.has(command ?? ""),
    );
}

/** What is in a folder. That one leads out of the bundle was said by the data sets that would lie in it. */
async function entriesIn(bundle: Bundle, path: string): ReturnType<Bundle["entries"]> {
  try {
    return await bundle.entries(path);
  } catch (fault) {
    if (fault instanceof AnswerFault) return [];
    throw fault;
  }
}
