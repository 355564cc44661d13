// Configurations of agents as nodes and edges: the client as it is configured there, the servers it starts or calls, and
// the secrets that stand in it. Nothing is started, nothing is asked.
import { addAll } from "../../../model/add-all.js";
import { type Part, PartBuilder } from "../../part.js";
import { scrubText } from "../../secrets.js";
import { cardProperties } from "./card-properties.js";
import { isCard } from "./cards.js";
import { clientOf, isYaml } from "./client-of.js";
import { type AgentFile, type AgentOwner, addLiterals, gapsOf } from "./frame.js";
import { hooksIn } from "./hooks.js";
import { readJsonc } from "./jsonc.js";
import { accessKeyIdsOf, type Literal, literalsOf, type Reader, settingLiterals } from "./literals.js";
import { allAt, type LocatedText, type SyntaxFault } from "./located.js";
import { type Frame, toConfig, toServer } from "./nodes.js";
import { type RemoteAgent, remoteAgentsIn } from "./remote-agents.js";
import { namedIn, serversIn } from "./servers.js";
import { bypassesIn, ownBypassesIn, toolBypassesIn } from "./settings.js";
import { type Config, recordsOf, switchedOffIn, unaskedIn } from "./together.js";
import { unaskedByDefault } from "./unasked-by-default.js";

/** What stands in place of a file that is kept elsewhere. https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
const LFS_POINTER = "version https://git-lfs.github.com/spec/v1\n";

export interface AgentPart extends Part {
  /** Secrets that stand in the files, by path. */
  readonly literals: ReadonlyMap<string, readonly Literal[]>;
}

/** Nodes, edges and gaps of the files that a client would read; others are left alone. */
export async function agentsPart(owner: AgentOwner, files: readonly AgentFile[], reader: Reader): Promise<AgentPart> {
  const out = new PartBuilder();
  const literals = new Map<string, readonly Literal[]>();
  const configs: Config[] = [];
  for (const file of files) {
    const match = clientOf(file.path);
    if (match === undefined && isCard(file.path)) {
      const { addCard } = await import("./card-nodes.js");
      const found = addCard({ owner, file, out }, reader);
      if (found.length > 0) literals.set(file.path, found);
      continue;
    }
    if (match === undefined) {
      await addTokens(owner, file, reader, out);
      continue;
    }
    const read = await readConfig(file);
    addAll(out.gaps, gapsOf(owner, file, faultsOf(read)));
    configs.push({ file, match, read });
  }
  const unaskedFor = unaskedIn(configs, toolBypassesIn);
  const ownUnaskedFor = unaskedIn(configs, ownBypassesIn);
  const isUnasked = unaskedByDefault(owner, configs);
  const telemetryOf = recordsOf(owner, configs);
  const isSwitchedOff = switchedOffIn(configs);
  for (const { file, match, read } of configs) {
    const telemetry = telemetryOf(match.client.id, file.home);
    const settings = { telemetry, unasked: unaskedFor(file, match), ownUnasked: ownUnaskedFor(file, match) };
    const isUnaskedByDefault = (server?: string): boolean => isUnasked(file, match, server);
    const frame = { owner, file, match, reader, out, ...settings, isUnaskedByDefault };
    const found = addFile(frame, read, (server) => isSwitchedOff(file, match, server));
    if (found.length > 0) literals.set(file.path, found);
  }
  return { nodes: out.nodes, edges: out.edges, gaps: out.gaps, literals };
}

/** What a client keeps of the sign-ins of its person; nothing of other files. */
async function addTokens(owner: AgentOwner, file: AgentFile, reader: Reader, out: PartBuilder): Promise<void> {
  const { storedTokens, tokenStoreOf } = await import("./token-stores.js");
  const store = tokenStoreOf(file.path);
  if (store === undefined) return;
  const read = readJsonc(file.text);
  addAll(out.gaps, gapsOf(owner, file, read.faults));
  const frame = {
    id: `${owner.id}/agent/${file.path}`,
    path: file.path,
    text: file.text,
    store,
    common: { home: file.home, readable_by_others: file.isReadableByOthers },
    joinKey: reader.joinKey,
  };
  addAll(out.nodes, storedTokens(read.root, frame));
}

/** What is wrong with a text. One that is whole and no table says nothing to any client: what was meant is not known. */
function faultsOf({ root, faults }: LocatedText): readonly SyntaxFault[] {
  const isTable = root === undefined || root.entries !== undefined || root.scalar === null;
  return isTable || faults.length > 0
    ? faults
    : [{ offset: root.offset, message: "is not an object; nothing of it was read" }];
}

/** A configuration as a tree, by the syntax that its name tells. */
export async function readConfig({ path, text }: AgentFile): Promise<LocatedText> {
  if (text.startsWith(LFS_POINTER)) return { root: undefined, faults: [{ offset: 0, message: "is kept in Git LFS" }] };
  if (path.endsWith(".md")) return (await import("./front-matter.js")).readFrontMatter(text);
  if (path.endsWith(".toml")) return (await import("./toml.js")).readToml(text);
  if (isYaml(path)) return (await import("./yaml.js")).readYaml(text);
  return readJsonc(text);
}

function addFile(frame: Frame, { root }: LocatedText, isOff: (server: string) => boolean): readonly Literal[] {
  const { owner, file, match, reader, out } = frame;
  const id = `${owner.id}/agent/${file.path}`;
  const listed = serversIn(root, match.place.servers);
  const servers = listed.map((server) => (isOff(server.name) ? { ...server, isOff: true } : server));
  const settings = settingLiterals(
    (match.client.values ?? []).flatMap((path) => [...allAt(root, path)].flatMap(namedIn)),
    reader,
  );
  const hooks = hooksIn(match.client.id, root).map((texts) => ({ texts, literals: literalsOf(texts, reader) }));
  const bypasses = bypassesIn(match.client.id, root);
  const remote = remoteAgentsIn(match.client.id, root);
  // Settings of an editor, mostly: nothing in it is about agents.
  const isInHooks = hooks.some(({ literals: found }) => found.length > 0);
  if (servers.length + settings.length + bypasses.length + remote.length === 0 && !isInHooks) return [];
  out.nodes.push(toConfig(id, frame, servers.length, bypasses));
  if (owner.suppliedBy !== undefined) {
    const why = `somebody opens the checkout with ${match.client.name} and trusts it`;
    out.edge("supplies_code_to", owner.suppliedBy, id, { state: "needs-actor", confidence: 0.5, properties: { why } });
  }
  const literals = [...settings, ...hooks.flatMap(({ literals: found }) => found)].sort((a, b) => a.offset - b.offset);
  const keyIds = hooks.flatMap(({ texts }) => accessKeyIdsOf(texts));
  addLiterals(frame, { holder: id, literals, keyIds });
  for (const server of servers) {
    const found = literalsOf(server, reader);
    addAll(literals, found);
    const serverId = `${id}#${scrubText(server.name)}`;
    out.nodes.push(toServer(serverId, id, server, found, frame));
    if (!server.isOff) out.edge("runs_code_in", id, serverId);
    if (server.serviceAccount !== undefined) {
      const why = "whoever uses the client may impersonate the account";
      const account = { by: "gcp-service-account", value: server.serviceAccount };
      out.edge("impersonates", id, account, { state: "unknown", confidence: 0.6, properties: { why } });
    }
    addLiterals(frame, { holder: serverId, literals: found, keyIds: accessKeyIdsOf(server) });
  }
  for (const agent of remote) addAll(literals, addRemoteAgent(frame, id, agent));
  return literals;
}

/** An agent elsewhere does what it is told with what is its own: what it may be used for, the client may. */
function addRemoteAgent(
  frame: Frame,
  client: string,
  { server, card, faults, secrets }: RemoteAgent,
): readonly Literal[] {
  const { owner, file, match, reader, out } = frame;
  const found = literalsOf(server, reader);
  const id = `${client}#${scrubText(server.name)}`;
  const node = toServer(id, client, server, found, frame);
  addAll(out.gaps, gapsOf(owner, file, faults));
  out.nodes.push({
    ...node,
    type: "a2a.remote-agent",
    properties: { ...node.properties, is_agent: true, ...(card !== undefined && cardProperties(card)) },
  });
  const why = `somebody works with ${match.client.name}, which hands a task over`;
  out.edge("steers", client, id, { capability: "use", state: "needs-actor", confidence: 0.3, properties: { why } });
  const { host } = node.properties;
  // A service of Cloud Run may be among those that were read.
  if (typeof host === "string" && host.endsWith(".run.app")) {
    const what = {
      capability: "use",
      state: "unknown",
      confidence: 0.3,
      properties: { why: "the agent runs there" },
    } as const;
    out.edge("steers", id, { by: "gcp-host", value: host }, what);
  }
  const literals = [...found, ...secrets(reader)];
  addLiterals(frame, { holder: id, literals, keyIds: [] });
  return literals;
}
