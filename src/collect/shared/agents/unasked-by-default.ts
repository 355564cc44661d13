// Clients that call tools without asking as long as no settings of theirs say otherwise.
import { written } from "./allowed-servers.js";
import type { Match } from "./client-of.js";
import type { AgentFile, AgentOwner } from "./frame.js";
import { at, type Located } from "./located.js";
import type { Config } from "./together.js";

/** Name by which it is told, where others have the name of a setting. */
export const ASKS_NOTHING = "asks about no tool until it is told to";

/** Whether a file makes the client ask: about this server, or about its own tools; undefined when it says nothing. */
type Asks = (root: Located | undefined, server: string | undefined) => boolean | undefined;

const CLIENTS: { readonly [client: string]: Asks } = {
  // https://block.github.io/goose/docs/guides/goose-permissions
  goose: (root) => (at(root, "GOOSE_MODE") === undefined ? undefined : true),
  // https://opencode.ai/docs/permissions/
  opencode: (root, server) => {
    const rules = [...opencodeRules(at(root, "tools")), ...opencodeRules(at(root, "permission"))];
    const tools = server === undefined ? undefined : `${written(server)}_`;
    return rules.reduce<boolean | undefined>((asks, { pattern, isAllowed }) => {
      if (pattern === "*" || isWholeServer(pattern, tools)) return !isAllowed;
      // One tool that is asked about is not every tool without asking.
      return tools !== undefined && pattern.startsWith(tools) && !isAllowed ? true : asks;
    }, undefined);
  },
};

function isWholeServer(pattern: string, tools: string | undefined): boolean {
  return tools !== undefined && [`${tools}*`, `${tools.slice(0, -1)}*`].includes(pattern);
}

interface Rule {
  readonly pattern: string;
  readonly isAllowed: boolean;
}

/** Rules in their order, of which the last one that fits counts; a word alone is about everything. */
function opencodeRules(value: Located | undefined): readonly Rule[] {
  if (typeof value?.scalar === "string") return [{ pattern: "*", isAllowed: value.scalar === "allow" }];
  return (value?.entries ?? []).flatMap(({ key, value: { scalar } }) =>
    typeof scalar === "string" || typeof scalar === "boolean"
      ? [{ pattern: key, isAllowed: scalar === "allow" || scalar === true }]
      : [],
  );
}

/** What is said later counts. */
const LEVELS = ["user", "project", "managed"];

/**
 * Whether a client calls the tools of a server, or its own, without asking although no setting says so. Not told of a checkout:
 * the settings of the person who works in it are not there.
 */
export function unaskedByDefault(
  { repository, suppliedBy }: AgentOwner,
  configs: readonly Config[],
): (file: AgentFile, match: Match, server?: string) => boolean {
  const sorted = [...configs].sort((a, b) => LEVELS.indexOf(a.match.place.level) - LEVELS.indexOf(b.match.place.level));
  return ({ home }, { client }, server) => {
    const asks = CLIENTS[client.id];
    if (asks === undefined || repository !== undefined || suppliedBy !== undefined) return false;
    const said = sorted.flatMap(({ file, match, read }) => {
      const counts =
        match.client.id === client.id && (file.home === home || file.home === undefined || home === undefined);
      const one = counts ? asks(read.root, server) : undefined;
      return one === undefined ? [] : [one];
    });
    return said.at(-1) !== true;
  };
}
