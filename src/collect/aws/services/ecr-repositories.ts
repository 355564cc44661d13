// aws/ecr:repositories: where container images lie, and who may push and pull them.
import { type Fields, fieldsOf, listOf, properties, textOf } from "../../fields.js";
import type { Part, PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResourcePolicy } from "../resource-policy.js";
import { toResource } from "../service.js";

const DATA_SET = "aws/ecr:repositories";

const DESCRIBE_REPOSITORIES: AwsCall = {
  call: "ecr:DescribeRepositories",
  path: ["ecr", "describe-repositories"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 1,000 repositories",
  lists: ["repositories"],
  input: { maxResults: 1000 },
  next: "nextToken",
};

const GET_REPOSITORY_POLICY: AwsCall = {
  call: "ecr:GetRepositoryPolicy",
  path: ["ecr", "get-repository-policy"],
  dataSet: DATA_SET,
  count: "1 per repository",
};

export const ecrRepositories = toResource({
  dataSet: DATA_SET,
  calls: [DESCRIBE_REPOSITORIES, GET_REPOSITORY_POLICY],
  async *read(reader: Reader): AsyncGenerator<Part> {
    const seen = new Set<string>();
    for await (const page of reader.pages(DESCRIBE_REPOSITORIES, {}, GET_REPOSITORY_POLICY)) {
      const repositories = listOf(page["repositories"]).map(fieldsOf);
      for (const repository of repositories) seen.add(textOf(repository["repositoryName"]) ?? "");
      yield* reader.each(repositories, "repositories", (repository, out) => addRepository(reader, repository, out));
    }
    const rest = (await reader.unlisted(GET_REPOSITORY_POLICY, seen)).map((name) => ({ repositoryName: name }));
    yield* reader.each(rest, "repositories", (repository, out) => addRepository(reader, repository, out));
  },
});

async function addRepository(reader: Reader, repository: Fields, out: PartBuilder): Promise<void> {
  const name = textOf(repository["repositoryName"]);
  if (name === undefined) return;
  const id = textOf(repository["repositoryArn"]) ?? reader.arn("ecr", `repository/${name}`);
  const asking = { subject: id, name, input: { repositoryName: name } };
  const answer = await reader.detail(GET_REPOSITORY_POLICY, asking);
  const policy = toResourcePolicy(reader, { subject: id, answer, field: "policyText" }, out);
  out.nodes.push({
    id,
    kind: "resource",
    type: "aws.ecr-repository",
    name,
    ...(policy.document === undefined ? {} : { document: policy.document }),
    properties: properties({
      uri: textOf(repository["repositoryUri"]),
      created_at: toIso(repository["createdAt"]),
      immutable_tags:
        repository["imageTagMutability"] === undefined ? undefined : repository["imageTagMutability"] === "IMMUTABLE",
      ...policy.properties,
    }),
  });
}
