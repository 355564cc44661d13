// The headline figure says what it counts, what it could not tell, and what it left out.
import { describe, expect, test } from "vitest";
import { shareLine } from "../../src/report/summary.js";

const share = (
  workloadIdentities: number,
  withoutStaticSecret: number,
  staticSecretUnknown = 0,
  accountsNotCounted = 0,
) => shareLine({ workloadIdentities, withoutStaticSecret, staticSecretUnknown, accountsNotCounted });

describe("the share of identities that need no static secret", () => {
  test.each<[string, string, string]>([
    ["all of them", share(4, 4), "4 of 4 workload identities need no static secret (100 %)"],
    [
      "all but one of many is not all",
      share(1000, 999),
      "999 of 1,000 workload identities need no static secret (99 %)",
    ],
    ["none", share(3, 0), "0 of 3 workload identities need no static secret (0 %)"],
    [
      "what could not be told is not free, and named",
      share(10, 6, 3),
      "6 of 10 workload identities are known to need no static secret (60 %); of 3 it could not be told",
    ],
    [
      "an account that could not be counted is named",
      share(10, 6, 0, 1),
      "6 of 10 workload identities need no static secret (60 %); identities of 1 scope not read to the end",
    ],
    [
      "nothing could be counted",
      share(0, 0, 0, 2),
      "how many workload identities need no static secret is not known: identities of 2 scopes not read to the end",
    ],
    ["there is nothing to count", share(0, 0), ""],
  ])("%s", (_name, line, expected) => {
    expect(line).toBe(expected);
  });
});
