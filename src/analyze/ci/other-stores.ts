// Secrets that no ordinary run of a workflow gets: those of Dependabot, of codespaces and of GitHub's coding agent.
import type { StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import type { ConditionState } from "../../model/words.js";
import { openTo } from "./drawing.js";
import { type CiRepository, fullName } from "./estate.js";
import { isShut } from "./gates.js";
import { refGate } from "./ref-gates.js";
import type { SecretFrame } from "./secret-frame.js";
import { type Visible, visibleFor } from "./visible.js";
import { writersId } from "./writers.js";

interface Store {
  readonly type: string;
  readonly suffix: string;
  readonly words: string;
  /** How a writer of the repository gets code into it. */
  enter(repository: CiRepository): { readonly state: ConditionState; readonly more: Entry };
}

interface Entry {
  readonly condition?: string;
  readonly confidence?: number;
}

/** Whoever starts the agent says what it does; it is asked, not programmed. */
const AGENT_CONFIDENCE = 0.6;

const STORES: readonly Store[] = [
  {
    type: "github.dependabot-secret",
    suffix: "dependabot",
    words: "a run that Dependabot starts",
    enter(repository) {
      // its pull requests run the workflows and files of the branch that they are for
      const gate = refGate(repository, `refs/heads/${repository.defaultBranch}`);
      const to = `code has to be on ${repository.defaultBranch}, from which Dependabot's pull requests start`;
      if (isShut(gate)) return { state: gate.state, more: { condition: gate.condition ?? to, confidence: 0 } };
      const isOpen = gate.state === "none" || gate.state === "met";
      return { state: isOpen ? "met" : "unknown", more: { condition: gate.condition ?? to } };
    },
  },
  {
    type: "github.codespaces-secret",
    suffix: "codespace",
    words: "a codespace",
    enter: () => ({ state: "met", more: { condition: "whoever may write opens a codespace with its secrets" } }),
  },
  {
    type: "github.agents-secret",
    suffix: "agent",
    words: "GitHub's coding agent",
    enter: () => ({
      state: "met",
      more: { condition: "whoever may write gives the agent its task", confidence: AGENT_CONFIDENCE },
    }),
  },
];

/** Names that the agent itself does not get. */
const MCP_ONLY = /^COPILOT_MCP_/i;

/** Draws for each repository and store what reads its secrets, and how writers get there. */
export function drawOtherStores(
  secrets: readonly StoredNode[],
  { owners, drawing }: Pick<SecretFrame, "owners" | "drawing">,
  read: (secret: StoredNode, repository: CiRepository) => void,
): void {
  const repositories = owners.flatMap((owner) => owner.repositories.filter(({ isArchived }) => !isArchived));
  for (const store of STORES) {
    const byHolder = byParent(secrets.filter(({ type }) => type === store.type));
    if (byHolder.size === 0) continue;
    for (const repository of repositories) {
      const shared = (byHolder.get(repository.owner.scope) ?? []).flatMap((secret) => visibleFor(secret, repository));
      const own = byHolder.get(repository.id) ?? [];
      const hidden = new Set(own.map(({ name }) => name.toUpperCase()));
      const visible = [
        ...shared.filter(({ secret }) => !hidden.has(secret.name.toUpperCase())),
        ...own.map((secret) => ({ secret, doubt: undefined })),
      ];
      if (visible.length > 0) drawStore(store, repository, visible);
    }
  }

  function drawStore(store: Store, repository: CiRepository, visible: readonly Visible[]): void {
    const id = `${repository.id}@${store.suffix}`;
    const name = `${fullName(repository)}: ${store.words}`;
    drawing.node({ id, kind: "workload", type: "github.context", name, scope: repository.owner.scope, properties: {} });
    const { state, more } = store.enter(repository);
    drawing.edge({
      kind: "runs_code_in",
      from: writersId(repository),
      to: id,
      because: [repository.id],
      state,
      ...more,
    });
    for (const { secret, doubt } of visible) {
      const isGiven = store.suffix !== "agent" || !MCP_ONLY.test(secret.name);
      const open = isGiven ? doubt : "only servers of the agent's tools are given it";
      drawing.edge({ kind: "holds", from: id, to: secret.id, because: [secret.id], ...openTo(open) });
      if (doubt === undefined) read(secret, repository);
    }
  }
}

function byParent(secrets: readonly StoredNode[]): ReadonlyMap<string, readonly StoredNode[]> {
  const found = new Map<string, StoredNode[]>();
  for (const secret of secrets) {
    if (secret.parent === undefined) continue;
    addTo(found, secret.parent, secret);
  }
  return found;
}
