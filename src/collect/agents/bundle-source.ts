// Configurations of agents from a bundle: below `agents/<host>/` lies each file at the path that it has on that machine. Every
// file that a client would read there is read; whoever made the bundle chose them.
import type { Gap, GraphBatch } from "../../model/batch.js";
import type { CollectContext, PlannedCall } from "../../model/collector.js";
import { decodeUtf } from "../../model/utf.js";
import type { Bundle } from "../bundle.js";
import { AnswerFault } from "../fault.js";
import { decodeName } from "../paths.js";
import { bytesOf } from "../recorded.js";
import { isCard } from "../shared/agents/cards.js";
import { clientOf, projectOf } from "../shared/agents/client-of.js";
import type { AgentFile } from "../shared/agents/frame.js";
import { tokenStoreOf } from "../shared/agents/token-stores.js";
import { machineBatch } from "./batch.js";
import { OF_HOME } from "./machine.js";

/** Folders in folders, as deep as a home and a project in it; a bundle is no disk. */
const DEEPEST = 32;

/** The batch of every machine, one after the other. */
export async function* collectAgentsBundle(bundle: Bundle, context: CollectContext): AsyncGenerator<GraphBatch> {
  for (const { folder, host } of await hostsIn(bundle)) {
    const files: AgentFile[] = [];
    const gaps: Gap[] = [];
    for await (const { path, isLinkedFolder } of filesBelow(bundle, folder)) {
      const shown = path.slice(folder.length + 1);
      const note = (message: string) => gaps.push({ dataSet: "agents/files:configs", subject: shown, message });
      if (isLinkedFolder) {
        note(`${shown}: a link to a folder; it was not followed`);
        continue;
      }
      try {
        const file = await bundle.find(path);
        if (file !== undefined) files.push(toFile(shown, decodeUtf(await bytesOf(file, bundle.show(path)))));
      } catch (fault) {
        if (!(fault instanceof AnswerFault)) throw fault;
        note(fault.message);
      }
    }
    yield await machineBatch(host, files, gaps, context);
  }
}

/** What a bundle would be read for. */
export async function planAgentsBundle(bundle: Bundle): Promise<readonly PlannedCall[]> {
  const hosts = await hostsIn(bundle);
  return hosts.map(({ host }) => ({ scope: `agents:${host}`, call: "read agent configurations", count: "1" }));
}

async function hostsIn(bundle: Bundle): Promise<readonly { readonly folder: string; readonly host: string }[]> {
  const entries = await bundle.entries("agents");
  return entries.flatMap(({ name, isFolder }) => {
    const host = isFolder ? decodeName(name) : undefined;
    return host === undefined ? [] : [{ folder: `agents/${name}`, host }];
  });
}

/** Files that a client would read, and links to folders, which may have no end. */
async function* filesBelow(
  bundle: Bundle,
  folder: string,
  depth = 0,
): AsyncGenerator<{ readonly path: string; readonly isLinkedFolder: boolean }> {
  for (const { name, isFolder, isLink } of await bundle.entries(folder)) {
    const path = `${folder}/${name}`;
    if (isFolder && isLink) yield { path, isLinkedFolder: true };
    else if (isFolder && depth < DEEPEST) yield* filesBelow(bundle, path, depth + 1);
    else if (!isFolder && (isCard(path) || (clientOf(path) ?? tokenStoreOf(path)) !== undefined))
      yield { path, isLinkedFolder: false };
  }
}

/** A file at one of the places of a home is that person's own; one deeper in it is of a project. */
function toFile(path: string, text: string): AgentFile {
  const match = clientOf(path);
  const [home] = /^(?:(?:[A-Za-z]:?\/)?(?:home|Users)\/[^/]+|root)(?=\/)/.exec(path) ?? [];
  const project = match === undefined ? tokenStoreOf(path)?.home : projectOf(path, match);
  const isOwn =
    home !== undefined && OF_HOME.some((folder) => project === (folder === "" ? home : `${home}/${folder}`));
  return { path, text, ...(isOwn && { home }) };
}
