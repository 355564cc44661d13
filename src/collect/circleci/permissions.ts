// What a token needs so that nhi can read, printed from the list of calls that the client enforces.
import { CALLS } from "./calls.js";

/** As JSON: whose token, and the calls. CircleCI's personal tokens have no scopes: they do what their user may. */
export function permissionsText(): string {
  const text = {
    token: "personal API token of a member of the organisation; project tokens do not read contexts",
    advice:
      "use a user of its own that is a member and no administrator: it can list names, and change nothing that is restricted",
    calls: CALLS.map(({ route }) => route),
  };
  return `${JSON.stringify(text, null, 2)}\n`;
}
