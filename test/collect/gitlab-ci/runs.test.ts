// When a job runs by `only` and `except`, and in which project.
import { expect, test } from "vitest";
import type { Mapping } from "../../../src/collect/shared/gitlab-ci/parse.js";
import { runsOf } from "../../../src/collect/shared/gitlab-ci/runs.js";

test.each<[string, Mapping, unknown]>([
  ["a branch", { only: ["main"] }, [{ event: "branch", ref: "main" }]],
  ["in one project", { only: ["main@acme/site"] }, [{ event: "branch", ref: "main", project: "acme/site" }]],
  ["any branch there", { only: ["branches@acme/site"] }, [{ event: "branch", project: "acme/site" }]],
  [
    "names of a pattern there",
    { only: ["/^v/@acme/site"] },
    [
      { event: "branch", project: "acme/site" },
      { event: "tag", project: "acme/site" },
    ],
  ],
  ["all but one", { only: ["branches"], except: ["main"] }, [{ event: "branch", except: ["main"] }]],
  [
    "all but one there",
    { only: ["branches"], except: ["main@acme/site"] },
    [{ event: "branch", except: ["main@acme/site"] }],
  ],
  [
    "all but those of a pattern, which is not looked at",
    { only: ["branches"], except: ["/^x/"] },
    [{ event: "branch" }],
  ],
  ["all but tags", { except: ["tags"] }, [{ event: "branch" }]],
])("%s", (_, job, expected) => {
  expect(runsOf(job)).toEqual(expected);
});
