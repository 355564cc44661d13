// A second crawl of what has not changed is 304; a crawl that was killed goes on; what a plan promises is what is made.
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { inflateRawSync } from "node:zlib";
import Database from "better-sqlite3";
import { FILES, MARKER, organization } from "../../collect/github/organization.js";
import { routeOf } from "./description.js";
import { hundreds, largeOrganization, type Sizes, timesOf } from "./large.js";
import { TOKEN } from "./scene.js";
import { outcomeIn, type Scripted, startScripted } from "./scripted.js";

describe("a crawl again", { timeout: 300_000 }, () => {
  let stage: Scripted;
  before(async () => {
    stage = await startScripted("github-again", organization(), FILES);
  });
  after(() => stage?.stop());

  it("of what has not changed is nearly all 304, with the same outcome", async () => {
    const { server } = stage;
    const first = await stage.scan("again");
    assert.equal(first.status, 0, first.stderr);
    assert.equal(server.unchanged, 0);
    const before = outcomeIn(stage.file("again.json"));
    const count = server.asked.length;
    const second = await stage.scan("again");
    assert.equal(second.status, 0, second.stderr);
    const made = server.asked.length - count;
    assert.deepEqual(outcomeIn(stage.file("again.json")), before);
    assert.ok(server.unchanged / made >= 0.9, `${server.unchanged} of ${made}`);
    console.log(`second crawl: ${server.unchanged} of ${made} answers were 304`);
  });

  it("of what has changed in one place reads that anew, and the rest is 304", async () => {
    const { server } = stage;
    const hooks = server.answers["orgs/octo-org/hooks"] as { active: boolean }[];
    server.answers["orgs/octo-org/hooks"] = hooks.map((hook) => ({ ...hook, active: !hook.active }));
    const [count, unchanged] = [server.asked.length, server.unchanged];
    await stage.scan("again");
    const made = server.asked.length - count;
    const anew = server.asked.slice(count).filter(({ url }) => url.startsWith("/orgs/octo-org/hooks"));
    assert.equal(anew.length, 1);
    assert.ok(server.unchanged - unchanged >= made * 0.85, `${server.unchanged - unchanged} of ${made}`);
    const db = new Database(stage.file("again.db"), { readonly: true });
    const sql = "SELECT active FROM webhook WHERE id LIKE 'github:octo-org/hook/%'";
    const active = db.prepare(sql).pluck().get();
    db.close();
    assert.equal(active, hooks[0]?.active === true ? 0 : 1);
  });

  it("keeps no secret value and no token, for its owner's eyes only", () => {
    const file = stage.file("again.db");
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const bytes = readFileSync(file).toString("latin1");
    const db = new Database(file, { readonly: true });
    const kept = db.prepare<[], { body: Buffer }>("SELECT body FROM kept_answer_row").all();
    db.close();
    assert.ok(kept.length > 40, `${kept.length} answers kept`);
    const texts = [bytes, ...kept.map(({ body }) => inflate(body))];
    assert.deepEqual(
      texts.filter((text) => text.includes(MARKER) || text.includes(TOKEN)),
      [],
    );
  });

  it("that was killed asks only for what was not complete, and most of that is 304", async () => {
    const { server } = stage;
    const whole = await stage.scan("whole");
    assert.equal(whole.status, 0, whole.stderr);
    let child: ChildProcess | undefined;
    server.script = ({ url }) => {
      if (url.includes("/dependabot/secrets") && url.startsWith("/repos/")) child?.kill("SIGKILL");
      return undefined;
    };
    const from = server.asked.length;
    const killed = await stage.scan("killed", {
      started: (process) => {
        child = process;
      },
    });
    server.script = () => undefined;
    assert.equal(killed.signal, "SIGKILL", killed.stderr);
    const before = server.asked.length - from;
    const resumed = await stage.scan("killed");
    assert.equal(resumed.status, 0, resumed.stderr);
    assert.match(resumed.stderr, /going on with a crawl that was interrupted/);
    const after = server.asked.length - from - before;
    assert.deepEqual(outcomeIn(stage.file("killed.json")), outcomeIn(stage.file("whole.json")));
    const again = server.asked
      .slice(-after)
      .filter(({ url }) => /^\/orgs\/octo-org\/(?:hooks|installations|teams)/.test(url));
    assert.deepEqual(again, [], "what was complete is not asked again");
    assert.ok(after < before, `${after} after ${before}`);
    console.log(`killed after ${before} requests, resumed with ${after}`);
  });
});

describe("a large organisation", { timeout: 600_000 }, () => {
  // Two sizes give what a hundred more costs; `serve.ts` has 1,000 for crawls by hand.
  const [SMALL, DOUBLE, THOUSAND] = [hundreds(1), hundreds(2), hundreds(10)];

  /** Calls of one crawl by route. */
  async function crawl(sizes: Sizes): Promise<ReadonlyMap<string, number>> {
    const { answers, files } = largeOrganization(sizes);
    const stage = await startScripted("github-large", answers, files);
    try {
      const { status, stderr } = await stage.scan("large");
      assert.equal(status, 0, stderr);
      const made = new Map<string, number>();
      for (const { method, url } of stage.server.asked) {
        const path = new URL(url, "http://x").pathname;
        const route = path === "/graphql" ? "POST /graphql" : (routeOf(method, path) ?? `${method} ${path}`);
        made.set(route, (made.get(route) ?? 0) + 1);
      }
      return made;
    } finally {
      await stage.stop();
    }
  }

  /** What the dry run promises of an organisation of any size; it asks nothing. */
  async function plan(): Promise<readonly { call: string; count: string }[]> {
    const stage = await startScripted("github-plan", {});
    const dry = await stage.run(["scan", "github:octo-org", "--dry-run", "--format", "json"]);
    const asked = stage.server.asked.length;
    await stage.stop();
    assert.equal(dry.status, 0, dry.stderr);
    assert.equal(asked, 0, "a dry run asks nothing");
    return JSON.parse(dry.stdout) as { call: string; count: string }[];
  }

  const sum = (calls: ReadonlyMap<string, number>): number => [...calls.values()].reduce((a, b) => a + b, 0);

  it("makes the calls that --dry-run promised, each kind grows as promised, far fewer than one a repository and data set", async () => {
    const [calls, small, double] = [await plan(), await crawl(SMALL), await crawl(DOUBLE)];
    const promised = (sizes: Sizes): ReadonlyMap<string, number> => {
      const of = new Map<string, number>();
      for (const { call, count } of calls) of.set(call, (of.get(call) ?? 0) + timesOf(count, sizes));
      return of;
    };
    const grown = new Map(
      [...double].map(([call, count]) => [call, count + (count - (small.get(call) ?? 0)) * 8] as const),
    );
    for (const [sizes, made] of [
      [SMALL, small],
      [DOUBLE, double],
      [THOUSAND, grown],
    ] as const) {
      const expected = promised(sizes);
      const wrong = [...made].filter(([call, count]) => Math.abs(count - (expected.get(call) ?? 0)) > 6);
      assert.deepEqual(
        wrong.map(([call, count]) => `${call}: ${count}, promised ${expected.get(call)}`),
        [],
        `${sizes.repositories} repositories`,
      );
    }
    assert.ok(sum(grown) < 9.5 * THOUSAND.repositories, `${sum(grown)} calls`);
    const dataSets = new Set(calls.map(({ call }) => call)).size;
    console.log(
      `1,000 repositories: ${sum(grown)} calls (${grown.get("POST /graphql")} of GraphQL) of ${dataSets} kinds, as the dry run promises; ${sum(small)} for 100 and ${sum(double)} for 200 were made`,
    );
  });
});

function inflate(body: Buffer): string {
  return inflateRawSync(body).toString("utf8");
}
