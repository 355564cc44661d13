// What a key needs so that nhi can read, printed from the list of calls that the client enforces.
import { CALLS } from "./calls.js";

/** As JSON: which key, and the calls. */
export function permissionsText(): string {
  const text = {
    key: "an admin key of the organisation (Settings, Organization, Admin keys), made by an owner; keys of projects are refused",
    advice:
      "give it an end and the read permissions alone where the console offers them: an admin key with all permissions can invite people and make keys",
    calls: CALLS.map(({ route }) => route),
  };
  return `${JSON.stringify(text, null, 2)}\n`;
}
