// github/org:<store>-variables and github/repo:<store>-variables: names of variables, public values among them, and the
// secrets that someone has put there.
import type { GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { PartBuilder } from "../../part.js";
import { type GitHubCall, OF_ALL, OF_ORGANIZATION } from "../call.js";
import { repositoryOption } from "../command-options.js";
import { elementsOf, type OwnerCrawl } from "../owner-crawl.js";
import { eachRepository } from "../reader.js";
import { paramsOf } from "../repositories.js";
import type { GitHubResource } from "../resource.js";
import { addVariables, cleanVariables } from "../variables.js";

interface VariableStore {
  readonly name: string;
  readonly inOrganization: GitHubCall;
  readonly inRepository: GitHubCall;
}

const STORES: readonly VariableStore[] = (
  [
    ["actions", "organization_actions_variables", "actions_variables"],
    ["agents", "organization_agent_variables", "agent_variables"],
  ] as const
).map(([name, ofOrganization, ofRepository]) => ({
  name,
  inOrganization: {
    route: `GET /orgs/{org}/${name}/variables`,
    dataSet: `github/org:${name}-variables`,
    access: { permission: `${ofOrganization}:read`, scope: "admin:org" },
    count: "1 per 30 variables",
    list: "variables",
    query: { per_page: "30" },
    clean: cleanVariables,
  },
  inRepository: {
    route: `GET /repos/{owner}/{repo}/${name}/variables`,
    dataSet: `github/repo:${name}-variables`,
    access: { permission: `${ofRepository}:read`, scope: "repo" },
    count: "1 per repository",
    list: "variables",
    query: { per_page: "30" },
    clean: cleanVariables,
  },
}));

export const organizationVariables: readonly GitHubResource[] = STORES.map(({ name, inOrganization: call }) => ({
  dataSet: call.dataSet,
  calls: [call],
  extents: OF_ORGANIZATION,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    const params = { org: crawl.owner };
    const answer = await crawl.one(call, params);
    if (answer instanceof AnswerFault && answer.kind !== "absent") {
      yield crawl.closeAfter(call.dataSet, call, answer);
      return;
    }
    const out = new PartBuilder();
    const holder = { id: crawl.id, store: name, options: { place_option: `--org=${crawl.owner}` } };
    addVariables(holder, answer instanceof AnswerFault ? [] : elementsOf(call, answer), out);
    yield crawl.close(call.dataSet, call, {}, out, params);
  },
}));

export const repositoryVariables: readonly GitHubResource[] = STORES.map(({ name, inRepository: call }) => ({
  dataSet: call.dataSet,
  calls: [call],
  extents: OF_ALL,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    yield* eachRepository(crawl, { call, word: `${name} variables` }, async ({ reader, repository, out }) => {
      const variables = await reader.list(call, paramsOf(repository), repository.id);
      addVariables({ id: repository.id, store: name, options: repositoryOption(repository) }, variables ?? [], out);
    });
  },
}));
