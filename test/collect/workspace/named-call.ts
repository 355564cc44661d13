// Which of the declared calls a request to the server of these tests makes.
import { CALLS } from "../../../src/collect/workspace/calls.js";

type Call = (typeof CALLS)[number];

/** The call that asks for a path: `directory/v1/users/ada@acme.example/tokens`. */
export function callFor(key: string): Call | undefined {
  const [path = "", told = ""] = key.split(/@(?=eventName=|filters=)/);
  const fitting = CALLS.filter((call) => {
    const whole = call.api === "cloudidentity" ? call.path : `${call.version}/${call.path}`;
    const pattern = whole.replace(/[.*+?^$()|]/g, "\\$&").replace(/\{\w+\}/g, "[^/]+");
    return new RegExp(`^${pattern}$`).test(path);
  });
  return fitting.find(({ method }) => told !== "" && method.includes(told.split("=")[1] ?? "")) ?? fitting[0];
}
