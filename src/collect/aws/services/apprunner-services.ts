// aws/apprunner:services: services with an address of their own, and the roles they run as.
import { type Fields, fieldsOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { addPlainSecrets, variablesOfMap } from "../../plain-secrets.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import { readDescribed, type Thing } from "../described.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { addWorkload } from "../workload.js";

const DATA_SET = "aws/apprunner:services";

const LIST_SERVICES: AwsCall = {
  call: "apprunner:ListServices",
  path: ["apprunner", "list-services"],
  dataSet: DATA_SET,
  count: "1 per region",
  lists: ["ServiceSummaryList"],
  next: "NextToken",
};

const SOURCE = "Service.SourceConfiguration";

const DESCRIBE_SERVICE: AwsCall = {
  call: "apprunner:DescribeService",
  path: ["apprunner", "describe-service"],
  dataSet: DATA_SET,
  count: "1 per service",
  secrets: [
    `${SOURCE}.ImageRepository.ImageConfiguration.RuntimeEnvironmentVariables.*`,
    `${SOURCE}.CodeRepository.CodeConfiguration.CodeConfigurationValues.RuntimeEnvironmentVariables.*`,
  ],
};

export const apprunnerServices = toResource({
  dataSet: DATA_SET,
  calls: [LIST_SERVICES, DESCRIBE_SERVICE],
  read: (reader) =>
    readDescribed(reader, {
      list: LIST_SERVICES,
      describe: DESCRIBE_SERVICE,
      word: "services",
      nameOf: (service) => textOf(service["ServiceName"]),
      inputOf: (service) => ({ ServiceArn: service["ServiceArn"] }),
      unlisted: (name) => ({ ServiceName: name }),
      subjectOf: (service, name) => toId(reader, service, name),
      add: (service, out) => addService(reader, service, out),
    }),
});

/** The list knows the id at the end of the ARN; without it only the answer does. */
function toId(reader: Reader, service: Fields, name: string): string {
  return textOf(service["ServiceArn"]) ?? reader.arn("apprunner", `service/${name}`);
}

function addService(reader: Reader, { summary, name, answer }: Thing, out: PartBuilder): void {
  const service = { ...summary, ...fieldsOf(fieldsOf(answer)["Service"]) };
  const status = textOf(service["Status"]);
  if (status === "DELETED") return;
  const id = toId(reader, service, name);
  const source = fieldsOf(service["SourceConfiguration"]);
  const code = fieldsOf(source["CodeRepository"]);
  const automatic = source["AutoDeploymentsEnabled"];
  const access = textOf(fieldsOf(source["AuthenticationConfiguration"])["AccessRoleArn"]);
  const ingress = fieldsOf(fieldsOf(service["NetworkConfiguration"])["IngressConfiguration"])["IsPubliclyAccessible"];
  const isPublic = typeof ingress === "boolean" ? ingress : undefined;
  addWorkload(
    {
      id,
      type: "aws.apprunner-service",
      name,
      runsAs: textOf(fieldsOf(service["InstanceConfiguration"])["InstanceRoleArn"]),
      properties: {
        status,
        access_role: access,
        url: textOf(service["ServiceUrl"]),
        public: isPublic,
        source_location: textOf(code["RepositoryUrl"]),
        source_version: textOf(fieldsOf(code["SourceCodeVersion"])["Value"]),
        auto_deploy: typeof automatic === "boolean" ? automatic : undefined,
        created_at: toIso(service["CreatedAt"]),
        updated_at: toIso(service["UpdatedAt"]),
        ...(service["SourceConfiguration"] === undefined
          ? {}
          : addPlainSecrets(id, "environment", variablesOfMap(variablesOf(source)), out)),
      },
      triggers: isPublic === true ? ["url"] : [],
    },
    out,
  );
  // It pulls the image and is not seen by the code.
  if (access !== undefined) out.edge("references", id, access, { properties: { role: "access-role" } });
}

function variablesOf(source: Fields): Fields {
  const image = fieldsOf(fieldsOf(source["ImageRepository"])["ImageConfiguration"]);
  const code = fieldsOf(fieldsOf(source["CodeRepository"])["CodeConfiguration"]);
  const values = fieldsOf(code["CodeConfigurationValues"]);
  return { ...fieldsOf(image["RuntimeEnvironmentVariables"]), ...fieldsOf(values["RuntimeEnvironmentVariables"]) };
}
