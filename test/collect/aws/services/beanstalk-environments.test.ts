// Environments of Elastic Beanstalk: what their machines run as, and the secrets among their settings.
import { expect, it } from "vitest";
import { ACCOUNT, arn, DENIED, edgesOf, gatherRegion, role } from "./bundle.js";

const DATA_SET = "aws/elasticbeanstalk:environments";
const SHOP = arn("elasticbeanstalk", "environment/shop/shop-prod");
const MARKER = "Marker-Of-A-Password-1";

const option = (Namespace: string, OptionName: string, Value?: string) => ({ Namespace, OptionName, Value });

const LIST = {
  "elasticbeanstalk/describe-environments.json": {
    Environments: [
      {
        EnvironmentName: "shop-prod",
        EnvironmentId: "e-abc123",
        EnvironmentArn: SHOP,
        ApplicationName: "shop",
        Status: "Ready",
        EndpointURL: "shop.example.com",
        Tier: { Name: "WebServer", Type: "Standard" },
        OperationsRole: role("operates"),
      },
      { EnvironmentName: "gone", ApplicationName: "shop", Status: "Terminated" },
    ],
  },
};
const settings = (...more: object[]) => ({
  "elasticbeanstalk/describe-configuration-settings/shop-prod.json": {
    ConfigurationSettings: [
      {
        ApplicationName: "shop",
        EnvironmentName: "shop-prod",
        OptionSettings: [
          option("aws:autoscaling:launchconfiguration", "IamInstanceProfile", "web"),
          option("aws:elasticbeanstalk:environment", "ServiceRole", "serves"),
          option("aws:elasticbeanstalk:application:environment", "DB_PASSWORD", MARKER),
          option("aws:elasticbeanstalk:application:environment", "LOG_LEVEL", "debug"),
          option("aws:cloudformation:template:parameter", "EnvironmentVariables", `DB_PASSWORD=${MARKER}`),
          option("aws:rds:dbinstance", "DBPassword", `${MARKER}-too`),
          option("aws:rds:dbinstance", "DBUser", "shop"),
          option("aws:elasticbeanstalk:container:tomcat:jvmoptions", "JVM Options", `-Dpassword=${MARKER}`),
          ...more,
        ],
      },
    ],
  },
});

it("what it runs as, its secrets, and what serves it", async () => {
  const graph = await gatherRegion({ ...LIST, ...settings() });
  const [shop, ...others] = graph.ofType("aws.beanstalk-environment");
  expect(others).toEqual([]);
  expect([shop?.id, shop?.name, shop?.properties]).toEqual([
    SHOP,
    "shop-prod",
    {
      instance_profile: `arn:aws:iam::${ACCOUNT}:instance-profile/web`,
      application: "shop",
      environment_id: "e-abc123",
      status: "Ready",
      tier: "WebServer",
      url: "shop.example.com",
      operations_role: role("operates"),
      has_operations_role: true,
      environment_names: ["DBPassword", "DB_PASSWORD", "LOG_LEVEL"],
      secret_names: ["DBPassword", "DB_PASSWORD"],
      secret_formats: [],
      acts_alone: true,
      trigger: "url",
    },
  ]);
  expect(edgesOf(graph)).toEqual([
    `holds ${SHOP} -> ${SHOP}/environment/DBPassword`,
    `holds ${SHOP} -> ${SHOP}/environment/DB_PASSWORD`,
    `references ${SHOP} -> ${role("operates")} (operations-role)`,
    `references ${SHOP} -> ${role("serves")} (service-role)`,
    `runs_as ${SHOP} -> arn:aws:iam::${ACCOUNT}:instance-profile/web`,
  ]);
  expect(JSON.stringify(graph)).not.toContain(MARKER);
  expect(graph.state(DATA_SET)).toBe("complete");
});

it("has no address of the internet behind an internal load balancer", async () => {
  const graph = await gatherRegion({ ...LIST, ...settings(option("aws:ec2:vpc", "ELBScheme", "internal")) });
  expect(graph.node(SHOP)?.properties).not.toHaveProperty("trigger");
});

it("settings that are refused leave it there, with nothing said of its secrets", async () => {
  const graph = await gatherRegion({
    ...LIST,
    "elasticbeanstalk/describe-configuration-settings/shop-prod.error.json": DENIED,
  });
  expect(graph.node(SHOP)?.properties).not.toHaveProperty("secret_names");
  expect(graph.state(DATA_SET)).toBe("partial");
});
