// What rows of OpenAI's lists have in common: dates of keys, and who people are. Pure.
import { type Fields, textOf } from "../fields.js";
import { userOf } from "../shared/ai-services/organization.js";
import { toIso } from "../time.js";

/** What is deleted is in no list; what has ended is, and works no longer. */
export function datesOf(raw: Fields, now: Date) {
  const dateOf = (value: unknown): string | null | undefined => (value === null ? null : toIso(value));
  const expiresAt = dateOf(raw["expires_at"]);
  return {
    status: expiresAt != null && Date.parse(expiresAt) <= now.getTime() ? "inactive" : "active",
    createdAt: toIso(raw["created_at"]),
    expiresAt,
    lastUsedAt: dateOf(raw["last_used_at"]),
  };
}

/** Node of a person that a row is about; undefined when it names none. */
export function userId(scope: string, user: Fields): string | undefined {
  const id = textOf(user["id"]);
  return id === undefined ? undefined : userOf(scope, id);
}
