// Configurations of agents as nodes and edges: the client as it is configured there, the servers it starts or calls, and
// the secrets that stand in it. Nothing is started, nothing is asked.
import type { Gap, GraphNode } from "../../../model/batch.js";
import { compareText } from "../../../model/compare.js";
import { properties } from "../../fields.js";
import { type Part, PartBuilder } from "../../part.js";
import { placeAt } from "../../place.js";
import { scrubText } from "../../secrets.js";
import { addressOf } from "./address.js";
import { clientOf, type Match, projectOf } from "./clients.js";
import { readJsonc } from "./jsonc.js";
import { launchOf } from "./launch.js";
import { accessKeyIdsOf, type Literal, literalsOf, type Reader, settingLiterals } from "./literals.js";
import { allAt, type LocatedText } from "./located.js";
import { namedIn, type Server, serversIn } from "./servers.js";
import { blocksIn, bypassesIn, bypassesOf, ownBypassesIn, refusalsIn, toolBypassesIn } from "./settings.js";
import { targetsOf } from "./targets.js";
import { type Telemetry, telemetryIn, telemetryOver } from "./telemetry.js";

/** What holds the files: a checkout or a machine. */
export interface AgentOwner {
  /** Id of its scope, which ids of nodes begin with. */
  readonly id: string;
  /** `owner/name` of a checkout. */
  readonly repository?: string;
  /** Node whose writers may change the files. */
  readonly suppliedBy?: string;
  /** Data set that faults are gaps of. */
  readonly dataSet: string;
}

export interface AgentFile {
  readonly path: string;
  readonly text: string;
  /** git tracks it; undefined when that is not known. */
  readonly isTracked?: boolean | undefined;
  /** Others on the machine may read it; undefined when that is not known. */
  readonly isReadableByOthers?: boolean | undefined;
  /** Home that it is in: one person's own, even where the same path in a project speaks for all who work on it. */
  readonly home?: string;
}

export interface AgentPart extends Part {
  /** Marks of the secrets that were found, by file: they need not be reported again as secrets of files. */
  readonly joins: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Nodes, edges and gaps of the files that a client would read; others are left alone. */
export async function agentsPart(owner: AgentOwner, files: readonly AgentFile[], reader: Reader): Promise<AgentPart> {
  const out = new PartBuilder();
  const joins = new Map<string, ReadonlySet<string>>();
  const configs: Config[] = [];
  for (const file of files) {
    const match = clientOf(file.path);
    if (match === undefined) {
      await addTokens(owner, file, reader, out);
      continue;
    }
    const read = await readText(file);
    out.gaps.push(...gapsOf(owner, file, read));
    configs.push({ file, match, read });
  }
  const unaskedFor = unaskedIn(configs, toolBypassesIn);
  const ownUnaskedFor = unaskedIn(configs, ownBypassesIn);
  const telemetryOf = recordsOf(owner, configs);
  for (const { file, match, read } of configs) {
    const telemetry = telemetryOf(match.client.id, file.home);
    const settings = { telemetry, unasked: unaskedFor(file, match), ownUnasked: ownUnaskedFor(file, match) };
    const found = addFile({ owner, file, match, reader, out, ...settings }, read);
    if (found.length > 0) joins.set(file.path, new Set(found.map(({ join }) => join)));
  }
  return { nodes: out.nodes, edges: out.edges, gaps: out.gaps, joins };
}

/** What a client keeps of the sign-ins of its person; nothing of other files. */
async function addTokens(owner: AgentOwner, file: AgentFile, reader: Reader, out: PartBuilder): Promise<void> {
  const { storedTokens, tokenStoreOf } = await import("./token-stores.js");
  const store = tokenStoreOf(file.path);
  if (store === undefined) return;
  const read = readJsonc(file.text);
  out.gaps.push(...gapsOf(owner, file, read));
  const frame = {
    id: `${owner.id}/agent/${file.path}`,
    path: file.path,
    text: file.text,
    store,
    common: { home: file.home, readable_by_others: file.isReadableByOthers },
    joinKey: reader.joinKey,
  };
  out.nodes.push(...storedTokens(read.root, frame));
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
      (one) => counts(one) && !taken.has(one.name) && !blocked.has(`${one.client} ${one.name}`),
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

async function readText({ path, text }: AgentFile): Promise<LocatedText> {
  if (path.endsWith(".md")) return (await import("./front-matter.js")).readFrontMatter(text);
  if (path.endsWith(".toml")) return (await import("./toml.js")).readToml(text);
  return readJsonc(text);
}

/** Faults that follow from one another are many; the first of a file says enough. */
function gapsOf(owner: AgentOwner, { path, text }: AgentFile, { faults }: LocatedText): Gap[] {
  return faults.slice(0, 1).map(({ offset, message }) => {
    const { line, column } = placeAt(path, text, offset);
    const where = `${path}:${line}:${column}`;
    return { dataSet: owner.dataSet, subject: where, message: `${where}: ${message}` };
  });
}

interface Frame {
  readonly owner: AgentOwner;
  readonly file: AgentFile;
  readonly match: Match;
  readonly reader: Reader;
  readonly out: PartBuilder;
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
  const bypasses = bypassesIn(match.client.id, root);
  // Settings of an editor, mostly: nothing in it is about agents.
  if (servers.length + settings.length + bypasses.length === 0) return [];
  out.nodes.push(toConfig(id, frame, servers.length, bypasses));
  if (owner.suppliedBy !== undefined) {
    const why = `somebody opens the checkout with ${match.client.name} and trusts it`;
    out.edge("supplies_code_to", owner.suppliedBy, id, { state: "needs-actor", confidence: 0.5, properties: { why } });
  }
  const literals = [...settings];
  addLiterals(frame, { holder: id, literals: settings, keyIds: [] });
  for (const server of servers) {
    const found = literalsOf(server, reader);
    literals.push(...found);
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
  return literals;
}

function common({ owner, file, match }: Frame): { readonly [key: string]: string | boolean | undefined } {
  return {
    repository: owner.repository,
    file: file.path,
    client: match.client.id,
    client_name: match.client.name,
    home: file.home,
    project: projectOf(file.path, match),
    level: file.home !== undefined && match.place.level === "project" ? "user" : match.place.level,
    tracked: file.isTracked,
    readable_by_others: file.isReadableByOthers,
  };
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
      targets: targets.length > 0 ? [...targets] : undefined,
      secret_count: literals.length,
    }),
  };
}

/** How a remote server knows who calls; undefined when that is settled only when it is called. */
function signInOf(server: Server, literals: readonly Literal[]): string | undefined {
  if (server.signIn === "google") return "google";
  if (literals.some(({ place }) => place !== "environment")) return "static";
  const isReferred = [...server.headers, ...server.command].some(({ text }) =>
    /\$|\{(?:env|file|input):|%\w+%/.test(text),
  );
  if (isReferred || server.headersFromVariables.length > 0) return "reference";
  return server.signIn;
}

function addLiterals(
  frame: Frame,
  { holder, literals, keyIds }: { holder: string; literals: readonly Literal[]; keyIds: readonly string[] },
): void {
  const { file, out } = frame;
  const seen = new Map<string, number>();
  for (const literal of literals) {
    const name = scrubText(literal.name);
    const key = `${literal.place}/${name}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    const id = `${holder}/${key}${count > 1 ? `~${count}` : ""}`;
    const isAws = literal.provider === "aws" || /^aws_?secret/i.test(name);
    const keyId = isAws ? keyIds[0] : undefined;
    const { line, column } = placeAt(file.path, file.text, literal.offset);
    out.nodes.push({
      id,
      kind: "credential",
      type: "agent.config-secret",
      name,
      parent: holder,
      properties: properties({
        ...common(frame),
        line,
        column,
        place: literal.place,
        variable: name,
        detector: literal.detector,
        what: isAws && literal.detector === "assignment" ? "AWS secret access key" : literal.what,
        provider: isAws ? "aws" : literal.provider,
        public_part: keyId,
        opens: literal.opens,
        status: "active",
        static: true,
        length: literal.length,
        last4: literal.last4,
        join: literal.join,
      }),
    });
    out.edge("holds", holder, id);
    // The key itself, should its account be crawled as well.
    if (keyId !== undefined) out.edge("stores", id, keyId, { confidence: 0.95 });
  }
}
