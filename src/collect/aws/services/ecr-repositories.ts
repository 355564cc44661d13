// aws/ecr:repositories: where container images lie, and who may push and pull them.
import { type Fields, properties, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import { readDescribed, type Thing } from "../described.js";
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
  read: (reader) =>
    readDescribed(reader, {
      list: DESCRIBE_REPOSITORIES,
      describe: GET_REPOSITORY_POLICY,
      word: "image repositories",
      nameOf: (repository) => textOf(repository["repositoryName"]),
      inputOf: (_, name) => ({ repositoryName: name }),
      unlisted: (name) => ({ repositoryName: name }),
      subjectOf: (repository, name) => toId(reader, repository, name),
      add: (repository, out) => addRepository(reader, repository, out),
    }),
});

function toId(reader: Reader, repository: Fields, name: string): string {
  return textOf(repository["repositoryArn"]) ?? reader.arn("ecr", `repository/${name}`);
}

function addRepository(reader: Reader, { summary: repository, name, answer }: Thing, out: PartBuilder): void {
  const id = toId(reader, repository, name);
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
