// aws/elasticbeanstalk:environments: environments of Elastic Beanstalk, what their machines run as, and the secrets in their settings.
// Whoever may describe the settings reads them ("Environment properties and other software settings", Elastic Beanstalk Developer
// Guide).
import { type Fields, fieldsOf, listOf, textOf } from "../../fields.js";
import type { Page } from "../../page.js";
import type { PartBuilder } from "../../part.js";
import { addPlainSecrets, type Variable } from "../../plain-secrets.js";
import type { Cleaner } from "../../secrets.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import { readDescribed, type Thing } from "../described.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { addServingRoles, addWorkload, type Trigger, toProfileArn } from "../workload.js";

const DATA_SET = "aws/elasticbeanstalk:environments";

const LIST_ENVIRONMENTS: AwsCall = {
  call: "elasticbeanstalk:DescribeEnvironments",
  path: ["elasticbeanstalk", "describe-environments"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 1,000 environments",
  lists: ["Environments"],
  input: { IncludeDeleted: false, MaxRecords: 1000 },
  next: "NextToken",
};

const VARIABLES = "aws:elasticbeanstalk:application:environment";

/** Settings that are read and that no secret stands in; of all others a recording holds marks alone. */
const PLAIN: { readonly [namespace: string]: readonly string[] } = {
  "aws:autoscaling:launchconfiguration": ["IamInstanceProfile", "DisableIMDSv1"],
  "aws:ec2:vpc": ["ELBScheme"],
  "aws:elasticbeanstalk:environment": ["EnvironmentType", "ServiceRole"],
};

/** Settings beside variables that hold a secret: passwords of the database of an environment. */
const SECRET_OPTIONS = /Password$/;

const DESCRIBE_SETTINGS: AwsCall = {
  call: "elasticbeanstalk:DescribeConfigurationSettings",
  path: ["elasticbeanstalk", "describe-configuration-settings"],
  dataSet: DATA_SET,
  count: "1 per environment",
  clean: cleanSettings,
};

export const beanstalkEnvironments = toResource({
  dataSet: DATA_SET,
  calls: [LIST_ENVIRONMENTS, DESCRIBE_SETTINGS],
  read: (reader) =>
    readDescribed(reader, {
      list: LIST_ENVIRONMENTS,
      describe: DESCRIBE_SETTINGS,
      word: "environments of Elastic Beanstalk",
      nameOf: (environment) =>
        /^terminat/i.test(textOf(environment["Status"]) ?? "") ? undefined : textOf(environment["EnvironmentName"]),
      inputOf: ({ ApplicationName }, name) => ({ ApplicationName, EnvironmentName: name }),
      unlisted: (name) => ({ EnvironmentName: name }),
      subjectOf: (environment, name) => toId(reader, environment, name),
      add: (environment, out) => addEnvironment(reader, environment, out),
    }),
});

/** The settings without the values of all that nobody reads here; each environment has hundreds. */
function cleanSettings(page: Page, mark: Parameters<Cleaner>[1]): Page {
  const configurations = listOf(page["ConfigurationSettings"]).map((one) => {
    const configuration = fieldsOf(one);
    const options = listOf(configuration["OptionSettings"]).map((option) => withoutValue(fieldsOf(option), mark));
    return { ...configuration, OptionSettings: options };
  });
  return { ...page, ConfigurationSettings: configurations };
}

function withoutValue(option: Fields, mark: Parameters<Cleaner>[1]): Fields {
  const value = option["Value"];
  const isPlain = PLAIN[textOf(option["Namespace"]) ?? ""]?.includes(textOf(option["OptionName"]) ?? "") === true;
  return isPlain || value === undefined || value === null ? option : { ...option, Value: mark(value) };
}

function toId(reader: Reader, environment: Fields, name: string): string {
  const application = textOf(environment["ApplicationName"]) ?? "";
  return textOf(environment["EnvironmentArn"]) ?? reader.arn("elasticbeanstalk", `environment/${application}/${name}`);
}

function addEnvironment(reader: Reader, { summary, name, answer }: Thing, out: PartBuilder): void {
  const [settings = {}] = listOf(fieldsOf(answer)["ConfigurationSettings"]).map(fieldsOf);
  const environment = { ...settings, ...summary };
  const id = toId(reader, environment, name);
  const options = listOf(settings["OptionSettings"]).map(fieldsOf);
  const plain = (namespace: string, option: string) =>
    textOf(options.find((one) => one["Namespace"] === namespace && one["OptionName"] === option)?.["Value"]);
  const tier = textOf(fieldsOf(environment["Tier"])["Name"]);
  const operations = textOf(environment["OperationsRole"]);
  const profile = plain("aws:autoscaling:launchconfiguration", "IamInstanceProfile");
  addWorkload(
    {
      id,
      type: "aws.beanstalk-environment",
      name,
      incarnation: textOf(environment["EnvironmentId"]),
      runsAs: toProfileArn(profile, reader.account),
      properties: {
        application: textOf(environment["ApplicationName"]),
        environment_id: textOf(environment["EnvironmentId"]),
        status: textOf(environment["Status"]),
        tier,
        url: textOf(environment["EndpointURL"]),
        operations_role: operations,
        has_operations_role: operations !== undefined,
        created_at: toIso(environment["DateCreated"]),
        updated_at: toIso(environment["DateUpdated"]),
        ...(settings["OptionSettings"] === undefined
          ? {}
          : addPlainSecrets(id, "environment", variablesOf(options), out)),
      },
      triggers: triggersOf(tier, plain("aws:ec2:vpc", "ELBScheme")),
    },
    out,
  );
  const serving = {
    "service-role": plain("aws:elasticbeanstalk:environment", "ServiceRole"),
    "operations-role": operations,
  };
  addServingRoles(id, serving, reader.account, out);
}

/** A web server has an address, which is on the internet unless its load balancer is internal; a worker is handed what is in a queue. */
function triggersOf(tier: string | undefined, scheme: string | undefined): readonly Trigger[] {
  if (tier === "Worker") return ["queue"];
  return tier === "WebServer" && scheme !== "internal" ? ["url"] : [];
}

function variablesOf(options: readonly Fields[]): readonly Variable[] {
  return options.flatMap((option): readonly Variable[] => {
    const { Namespace: namespace, OptionName: raw, Value: value } = option;
    const name = textOf(raw) ?? "";
    if (namespace === VARIABLES) return [{ name, value }];
    return SECRET_OPTIONS.test(name) ? [{ name, value, isSecret: true }] : [];
  });
}
