// The card of an agent as a node, with the secrets that stand in it. What the card announces runs elsewhere: whoever may write the
// file changes what others are told of the agent, not the agent.
import { addAll } from "../../../model/add-all.js";
import { properties } from "../../fields.js";
import { scrubText } from "../../secrets.js";
import { cardLiterals } from "./card-literals.js";
import { addressProperties, cardProperties } from "./card-properties.js";
import { readCard } from "./cards.js";
import { addLiterals, common, type FileFrame, gapsOf } from "./frame.js";
import { readJsonc } from "./jsonc.js";
import type { Literal, Reader } from "./literals.js";

/** Node, gaps and secrets of a card; the secrets that were found. */
export function addCard(frame: FileFrame, reader: Reader): readonly Literal[] {
  const { owner, file, out } = frame;
  const { root, faults } = readJsonc(file.text);
  const card = readCard(root, faults.length === 0);
  // Other conventions have an agent.json, too; the other name is of this one alone.
  const isForeign = card === undefined && !file.path.endsWith("agent-card.json");
  const none = { offset: 0, message: "is no agent card: it has neither an address nor skills" };
  if (!isForeign || faults.length > 0) addAll(out.gaps, gapsOf(owner, file, [...faults, ...(card?.faults ?? [none])]));
  if (card === undefined) return [];
  const id = `${owner.id}/agent/${file.path}`;
  const literals = cardLiterals(root, reader);
  out.nodes.push({
    id,
    kind: "workload",
    type: "a2a.agent",
    name: scrubText(card.name ?? file.path),
    parent: owner.id,
    properties: properties({
      ...common(frame),
      line: 1,
      is_agent: true,
      transport: "served",
      sign_in: card.signIn,
      secret_count: literals.length,
      ...addressProperties(card),
      ...cardProperties(card),
    }),
  });
  addLiterals(frame, { holder: id, literals, keyIds: [] });
  return literals;
}
