// Configurations of agents as nodes and edges: the client as it is configured there, the servers it starts or calls, and
// the secrets that stand in it. Nothing is started, nothing is asked.
import { addAll } from "../../../model/add-all.js";
import type { GraphNode } from "../../../model/batch.js";
import { compareText } from "../../../model/compare.js";
import { properties } from "../../fields.js";
import { type Part, PartBuilder } from "../../part.js";
import { placeAt } from "../../place.js";
import { scrubText } from "../../secrets.js";
import { addressOf } from "./address.js";
import { cardProperties } from "./card-properties.js";
import { isCard } from "./cards.js";
import { clientOf, isYaml, type Match } from "./clients.js";
import { type AgentFile, type AgentOwner, addLiterals, common, type FileFrame, gapsOf } from "./frame.js";
import { hooksIn } from "./hooks.js";
import { readJsonc } from "./jsonc.js";
import { launchOf } from "./launch.js";
import { accessKeyIdsOf, type Literal, literalsOf, type Reader, settingLiterals } from "./literals.js";
import { allAt, type LocatedText, type SyntaxFault } from "./located.js";
import { isReadOnly } from "./read-only.js";
import { type RemoteAgent, remoteAgentsIn } from "./remote-agents.js";
import { namedIn, type Server, serversIn } from "./servers.js";
import {
  blocksIn,
  bypassesIn,
  bypassesOf,
  isTakenBack,
  ownBypassesIn,
  refusalsIn,
  toolBypassesIn,
} from "./settings.js";
import { targetsOf } from "./targets.js";
import { type Telemetry, telemetryIn, telemetryOver } from "./telemetry.js";

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
  const telemetryOf = recordsOf(owner, configs);
  for (const { file, match, read } of configs) {
    const telemetry = telemetryOf(match.client.id, file.home);
    const settings = { telemetry, unasked: unaskedFor(file, match), ownUnasked: ownUnaskedFor(file, match) };
    const found = addFile({ owner, file, match, reader, out, ...settings }, read);
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

interface Config {
  readonly file: AgentFile;
  readonly match: Match;
  readonly read: LocatedText;
}

/**
 * Settings by which a client does something without asking, wherever they stand: servers and settings are often in files of
 * their own. Those of a home count for that home; those of a project or the machine for everyone.
 */
function unaskedIn(
  configs: readonly Config[],
  bypasses: typeof toolBypassesIn,
): (file: AgentFile, match: Match) => readonly string[] {
  const settings = configs.flatMap(({ file: { home }, match, read }) =>
    bypasses(match.client.id, read.root).map((name) => ({ client: match.client.id, home, name })),
  );
  const blocked = new Set(
    configs.flatMap(({ match: { client, place }, read }) =>
      place.level === "managed" ? blocksIn(client.id, read.root).map((name) => `${client.id} ${name}`) : [],
    ),
  );
  const refused = configs.flatMap(({ file: { home }, match, read }) =>
    refusalsIn(match.client.id, read.root).map((name) => ({ client: match.client.id, home, name })),
  );
  return ({ home }, { client }) => {
    const counts = (one: { readonly client: string; readonly home: string | undefined }): boolean =>
      one.client === client.id && (one.home === home || one.home === undefined || home === undefined);
    const taken = new Set(refused.filter(counts).map(({ name }) => name));
    const counting = settings.filter(
      (one) => counts(one) && !isTakenBack(one.name, taken) && !blocked.has(`${one.client} ${one.name}`),
    );
    return [...new Set(counting.map(({ name }) => name))].sort(compareText);
  };
}

/** What the files together say of the record that each client keeps. A checkout has no settings of a person. */
function recordsOf(owner: AgentOwner, configs: readonly Config[]): ReturnType<typeof telemetryOver> {
  const said = configs.flatMap(({ file: { home }, match: { client, place }, read }) => {
    const says = telemetryIn(client.id, read.root);
    return says === undefined ? [] : [{ client: client.id, home, isManaged: place.level === "managed", says }];
  });
  return telemetryOver(said, owner.repository === undefined && owner.suppliedBy === undefined);
}

/** A configuration as a tree, by the syntax that its name tells. */
export async function readConfig({ path, text }: AgentFile): Promise<LocatedText> {
  if (text.startsWith(LFS_POINTER)) return { root: undefined, faults: [{ offset: 0, message: "is kept in Git LFS" }] };
  if (path.endsWith(".md")) return (await import("./front-matter.js")).readFrontMatter(text);
  if (path.endsWith(".toml")) return (await import("./toml.js")).readToml(text);
  if (isYaml(path)) return (await import("./yaml.js")).readYaml(text);
  return readJsonc(text);
}

interface Frame extends FileFrame {
  readonly match: Match;
  readonly reader: Reader;
  /** Settings by which its client calls every tool without asking. */
  readonly unasked: readonly string[];
  /** And those by which it uses its own tools without asking. */
  readonly ownUnasked: readonly string[];
  readonly telemetry: Telemetry | undefined;
}

function addFile(frame: Frame, { root }: LocatedText): readonly Literal[] {
  const { owner, file, match, reader, out } = frame;
  const id = `${owner.id}/agent/${file.path}`;
  const servers = serversIn(root, match.place.servers);
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

function toConfig(id: string, frame: Frame, serverCount: number, bypasses: readonly string[]): GraphNode {
  return {
    id,
    kind: "workload",
    type: "agent.client",
    name: `${frame.match.client.name} (${frame.file.path})`,
    parent: frame.owner.id,
    properties: properties({
      ...common(frame),
      line: 1,
      server_count: serverCount,
      bypasses: [...bypasses],
      telemetry: frame.telemetry,
      own_unasked: frame.ownUnasked.length > 0 ? [...frame.ownUnasked] : undefined,
    }),
  };
}

function toServer(id: string, parent: string, server: Server, literals: readonly Literal[], frame: Frame): GraphNode {
  const words = server.command.map(({ text }) => text);
  const launch = launchOf(words);
  const url = server.url?.text ?? (launch.bridge === undefined ? undefined : words[launch.bridge]);
  const address = url === undefined ? undefined : addressOf(url);
  const targets = targetsOf(server);
  const { line, column } = placeAt(frame.file.path, frame.file.text, server.offset);
  const unasked = bypassesOf(server.name, frame.unasked);
  return {
    id,
    kind: "workload",
    type: "mcp.server",
    name: scrubText(server.name),
    parent,
    properties: properties({
      ...common(frame),
      line,
      column,
      transport: url === undefined ? "command" : "remote",
      enabled: !server.isOff,
      scheme: address?.scheme,
      host: address?.host,
      plain_http: address === undefined ? undefined : address.isPlain,
      loopback: address === undefined ? undefined : address.isLoopback,
      sign_in: url === undefined ? undefined : signInOf(server, literals),
      runner: launch.runner,
      registry: launch.registry,
      package: launch.package === undefined ? undefined : scrubText(launch.package),
      version: launch.version === undefined ? undefined : scrubText(launch.version),
      pinned: launch.isPinned,
      own_registry: launch.isPinned === undefined ? undefined : launch.ownRegistry,
      unasked: unasked.length > 0 ? unasked : undefined,
      auto_approved: server.autoApproved.length > 0 ? server.autoApproved.map(scrubText) : undefined,
      read_only: isReadOnly(server, launch, url) ? true : undefined,
      targets: targets.length > 0 ? [...targets] : undefined,
      secret_count: literals.length,
    }),
  };
}

/** A variable where a client or shell puts its value in. */
const VARIABLE = /\$\{?(?:env:)?(\w+)\}?|%(\w+)%/g;

/** How a remote server knows who calls; undefined when that is settled only when it is called. */
function signInOf(server: Server, literals: readonly Literal[]): string | undefined {
  if (server.signIn === "google") return "google";
  if (literals.some(({ place }) => place !== "environment")) return "static";
  const sent = [...server.headers, ...server.command].map(({ text }) => text);
  // `--header "Authorization:${AUTH}"`, with the token in the environment beside it: kept there for its blank, and no less written down.
  const named = new Set(
    sent.flatMap((text) => [...text.matchAll(VARIABLE)].map(([, name, inPercent]) => name ?? inPercent)),
  );
  if (literals.some(({ name }) => named.has(name))) return "static";
  const isReferred = sent.some((text) => /\$|\{(?:env|file|input):|%\w+%/.test(text));
  if (isReferred || server.headersFromVariables.length > 0) return "reference";
  return server.signIn;
}
