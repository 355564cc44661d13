// Elastic Beanstalk: a web server with secrets among its settings, a worker, and one that is gone. moto does not answer about settings.
import type { Scripts } from "../../tools/model-server.js";
import { REGION, type Seeds } from "../seeds/seeding.js";

const AT = "2026-03-01T08:00:00Z";
const APPLICATION = "shop";

export async function scriptBeanstalk(seeds: Seeds): Promise<Scripts> {
  const { expected } = seeds;
  const { profile } = await seeds.profile("beanstalk-ec2");
  const serving = await seeds.role("beanstalk-service", "elasticbeanstalk.amazonaws.com");
  const arn = (name: string) => seeds.arn("elasticbeanstalk", `environment/${APPLICATION}/${name}`);
  const toEnvironment = (name: string, tier: string, status = "Ready") => ({
    EnvironmentName: name,
    EnvironmentId: `e-${name.padEnd(10, "a")}`,
    EnvironmentArn: arn(name),
    ApplicationName: APPLICATION,
    VersionLabel: "v1",
    Status: status,
    Health: "Green",
    Tier: { Name: tier, Type: tier === "Worker" ? "SQS/HTTP" : "Standard", Version: "1.0" },
    DateCreated: AT,
    DateUpdated: AT,
  });
  const environments = [
    toEnvironment("shop-web", "WebServer"),
    toEnvironment("shop-worker", "Worker"),
    toEnvironment("shop-gone", "WebServer", "Terminated"),
  ];
  const password = seeds.secret("beanstalk");
  const settingsOf = (name: string) => [
    { Namespace: "aws:autoscaling:launchconfiguration", OptionName: "IamInstanceProfile", Value: profile },
    { Namespace: "aws:elasticbeanstalk:environment", OptionName: "ServiceRole", Value: serving },
    { Namespace: "aws:elasticbeanstalk:application:environment", OptionName: "LOG_LEVEL", Value: "debug" },
    ...(name === "shop-web"
      ? [
          { Namespace: "aws:elasticbeanstalk:application:environment", OptionName: "DB_PASSWORD", Value: password },
          {
            Namespace: "aws:cloudformation:template:parameter",
            OptionName: "EnvironmentVariables",
            Value: `LOG_LEVEL=debug,DB_PASSWORD=${password}`,
          },
        ]
      : []),
  ];
  for (const { EnvironmentArn: id } of environments.slice(0, 2)) {
    expected.runsAs.push(`${id} -> ${profile}`);
    expected.references.push(`${id} -> ${serving} service-role`);
  }
  expected.holds.push(`${arn("shop-web")} -> DB_PASSWORD`);
  expected.alone.push(`${arn("shop-web")} url`, `${arn("shop-worker")} queue`);
  return {
    "elasticbeanstalk:DescribeEnvironments": {
      answer: (_, region) => ({ Environments: region === REGION ? environments : [] }),
    },
    "elasticbeanstalk:DescribeConfigurationSettings": {
      answer: ({ EnvironmentName: name }) => ({
        ConfigurationSettings: [
          { ApplicationName: APPLICATION, EnvironmentName: name, OptionSettings: settingsOf(String(name)) },
        ],
      }),
    },
  };
}
