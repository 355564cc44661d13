// Roles as GitLab numbers them, and what they let someone do in a project. Pure.
import type { GraphEdge } from "../../model/batch.js";
import type { Capability } from "../../model/words.js";
import { integerOf } from "../fields.js";

export const DEVELOPER = 30;
export const MAINTAINER = 40;
export const OWNER = 50;
const REPORTER = 20;

/** A role by its number; undefined for what is none. */
export function levelOf(value: unknown): number | undefined {
  const level = integerOf(value);
  return level !== undefined && level >= 0 && level <= 60 ? level : undefined;
}

/** What a role gives in a project: code is read from reporter on, written from developer on, settings are a maintainer's. */
function capabilitiesOf(level: number): readonly Capability[] {
  if (level >= MAINTAINER) return ["admin"];
  if (level >= DEVELOPER) return ["read", "write"];
  return level >= REPORTER ? ["read"] : [];
}

/** `permits` edges of a role. */
export function permitsOf(from: string, to: string, level: number): readonly GraphEdge[] {
  return capabilitiesOf(level).map((capability) => ({
    kind: "permits",
    from,
    to,
    capability,
    properties: { level },
  }));
}
