// User data: the script that an instance runs when it starts. It often holds what it should fetch. Whoever may describe the
// instance, and everyone on it, may read it. Of the script only the marks of its secrets are kept.
import type { Fields } from "../fields.js";
import type { PartBuilder } from "../part.js";
import { addPlainSecrets } from "../plain-secrets.js";
import { scriptMarksOf } from "../script-secrets.js";

/** What a node says of its user data; nothing of what stands in it where nobody looked. */
export interface UserDataFacts {
  readonly has_user_data: boolean;
  readonly secret_names?: readonly string[];
  readonly secret_formats?: readonly string[];
}

const PLACE = "user-data";

/** Adds the secrets in the user data of a machine, or of what machines are started from. */
export function addUserData(holder: string, raw: unknown, out: PartBuilder): UserDataFacts {
  const script = scriptMarksOf(raw);
  if (script === undefined) return { has_user_data: raw !== undefined && raw !== null && raw !== "" };
  if (script.length === 0) return { has_user_data: false };
  const { secret_names, secret_formats } = addPlainSecrets(holder, PLACE, script.secrets, out);
  return { has_user_data: true, secret_names, secret_formats };
}

/** The fields with their user data replaced. */
export function withUserData(fields: Fields, name: string, replace: (value: unknown) => unknown): Fields {
  return fields[name] === undefined || fields[name] === null ? fields : { ...fields, [name]: replace(fields[name]) };
}
