// What a user needs so that nhi can read, printed from the list of calls that the client enforces.
import { CALLS } from "./calls.js";

/** As JSON: permissions of the user, and which call needs which. None of them changes anything or shows a secret. */
export function permissionsText(): string {
  const text = {
    permissions: ["Overall/Read", "Credentials/View", "Overall/SystemRead"],
    advice:
      "Overall/SystemRead comes with the plugin Extended Read Permission; without it only the list of plugins is missing",
    calls: Object.fromEntries(CALLS.map(({ route, access }) => [route, access])),
  };
  return `${JSON.stringify(text, null, 2)}\n`;
}
