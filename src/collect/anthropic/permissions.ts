// What a key needs so that nhi can read, printed from the list of calls that the client enforces.
import { CALLS } from "./calls.js";

/** As JSON: which key, and the calls. */
export function permissionsText(): string {
  const text = {
    key: "an Admin API key of the organisation (Console, Settings, Admin keys), made by an administrator; other keys are refused",
    advice:
      "Admin API keys cannot be limited to reading: keep it in a store of secrets, for nhi alone, and take it away after use",
    calls: CALLS.map(({ route }) => route),
  };
  return `${JSON.stringify(text, null, 2)}\n`;
}
