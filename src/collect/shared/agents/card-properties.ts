// What is kept of an agent's card: hosts, counts and kinds. Never paths, texts of skills or values.
import { properties } from "../../fields.js";
import { scrubText } from "../../secrets.js";
import { addressOf } from "./address.js";
import type { Card } from "./cards.js";

/** Of a card wherever it stands. */
export function cardProperties(card: Card) {
  return properties({
    provider: card.provider === undefined ? undefined : scrubText(card.provider),
    protocol: card.protocol === undefined ? undefined : scrubText(card.protocol),
    schemes: card.schemes.length > 0 ? [...card.schemes] : undefined,
    skill_count: card.skillCount,
    open_skill_count: card.openSkillCount,
    signed: card.isSigned,
    extended_card: card.hasExtended,
  });
}

/** Where it is called: one address without encryption is enough, and this machine is meant where all of them are on it. */
export function addressProperties({ urls }: Pick<Card, "urls">) {
  const read = urls.map(addressOf);
  const known = read.filter((address) => address !== undefined);
  const isAllKnown = known.length > 0 && known.length === read.length;
  const isPlain = known.some((address) => address.isPlain && !address.isLoopback);
  // What the address is that nobody could read is open.
  const isLoopback = known.every((address) => address.isLoopback);
  const first = known.find((address) => address.isPlain && !address.isLoopback) ?? known[0];
  return properties({
    scheme: first?.scheme,
    host: first?.host,
    plain_http: isPlain || isAllKnown ? isPlain : undefined,
    loopback: known.length > 0 && (!isLoopback || isAllKnown) ? isLoopback : undefined,
  });
}
