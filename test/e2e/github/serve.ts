// A generated organisation on loopback, for trying a crawl of it by hand: docs/development.md has the commands.
// usage: node --import tsx test/e2e/github/serve.ts [repositories]
import { GitHubServer } from "../../collect/github/server.js";
import { hundreds, largeOrganization } from "./large.js";

const QUIET = 2000;

const repositories = Number(process.argv[2] ?? "1000");
if (!Number.isInteger(repositories) || repositories < 100 || repositories % 100 !== 0) {
  throw new Error(`${process.argv[2]} is no number of repositories that is made: 100, 200, … 1000`);
}
const { answers, files } = largeOrganization(hundreds(repositories / 100));
const server = new GitHubServer(answers, files);
await server.start();
console.log(`octo-org, ${repositories} repositories: --github-url ${server.url} (any token; Ctrl-C ends it)`);

let told = { asked: 0, unchanged: 0 };
let before = 0;
// A crawl is over when nothing more was asked for a while.
setInterval(() => {
  const { unchanged } = server;
  const asked = server.asked.length;
  if (asked === before && asked > told.asked) {
    console.log(`a crawl: ${asked - told.asked} requests, ${unchanged - told.unchanged} of them answered 304`);
    told = { asked, unchanged };
  }
  before = asked;
}, QUIET);
