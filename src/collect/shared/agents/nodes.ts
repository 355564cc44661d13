// A client as it is configured in a file, and its servers, as nodes.
import { createHmac } from "node:crypto";
import type { GraphNode } from "../../../model/batch.js";
import { properties } from "../../fields.js";
import { placeAt } from "../../place.js";
import { scrubText } from "../../secrets.js";
import { addressOf } from "./address.js";
import { bypassesOf } from "./allowed-servers.js";
import type { Match } from "./client-of.js";
import { common, type FileFrame } from "./frame.js";
import { type Launch, launchOf } from "./launch.js";
import type { Literal, Reader } from "./literals.js";
import { isReadOnly } from "./read-only.js";
import type { Server } from "./servers.js";
import { hasScript } from "./shell.js";
import { targetsOf } from "./targets.js";
import type { Telemetry } from "./telemetry.js";
import { ASKS_NOTHING } from "./unasked-by-default.js";

/** A file with what all files of its client say. */
export interface Frame extends FileFrame {
  readonly match: Match;
  readonly reader: Reader;
  /** Settings by which its client calls every tool without asking. */
  readonly unasked: readonly string[];
  /** And those by which it uses its own tools without asking. */
  readonly ownUnasked: readonly string[];
  /** Whether it does so, for a server or for its own, because no settings make it ask. */
  isUnaskedByDefault(server?: string): boolean;
  readonly telemetry: Telemetry | undefined;
}

/** The client as a file configures it. */
export function toConfig(id: string, frame: Frame, serverCount: number, bypasses: readonly string[]): GraphNode {
  const ownUnasked = unaskedOf(frame, frame.ownUnasked);
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
      own_unasked: ownUnasked.length > 0 ? [...ownUnasked] : undefined,
    }),
  };
}

/**
 * Mark of a command that no package tells: a program of the machine, or a script. It tells that another one is started in its place,
 * and not what. Words with secrets are left out, so that another secret is no other program; so is the version.
 */
function programMark(
  { command }: Server,
  launch: Launch,
  literals: readonly Literal[],
  joinKey: Buffer,
): string | undefined {
  if (command.length === 0 || (launch.package !== undefined && !hasScript(command))) return undefined;
  const words = command.map(({ text, offset }) => {
    const holds = literals.some((one) => offset <= one.offset && one.offset <= offset + text.length);
    return holds ? "" : text.replaceAll(launch.version ?? "\0", "");
  });
  return createHmac("sha256", joinKey).update(words.join("\0")).digest("hex");
}

/** Names of settings by which it does not ask, or that it never asks. */
function unaskedOf(frame: Frame, names: readonly string[], server?: string): readonly string[] {
  return names.length === 0 && frame.isUnaskedByDefault(server) ? [ASKS_NOTHING] : names;
}

/** A server that it starts or calls. */
export function toServer(
  id: string,
  parent: string,
  server: Server,
  literals: readonly Literal[],
  frame: Frame,
): GraphNode {
  const words = server.command.map(({ text }) => text);
  const launch = launchOf(words);
  const url = server.url?.text ?? (launch.bridge === undefined ? undefined : words[launch.bridge]);
  const address = url === undefined ? undefined : addressOf(url);
  const targets = targetsOf(server);
  const { line, column } = placeAt(frame.file.path, frame.file.text, server.offset);
  const unasked = unaskedOf(frame, bypassesOf(server.name, frame.unasked), server.name);
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
      program_mark: programMark(server, launch, literals, frame.reader.joinKey),
      own_registry: launch.isPinned === undefined ? undefined : launch.ownRegistry,
      unasked: unasked.length > 0 ? [...unasked] : undefined,
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
