import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { endpointOf } from "../../../src/collect/aws/endpoint.js";
import { folderOf } from "../support.js";
import { withAwsEnvironment } from "./environment.js";

const CONFIG = `
[default]
endpoint_url = https://aws.default.example
[profile all]
endpoint_url = https://aws.acme.example
[profile some]
endpoint_url = https://aws.acme.example
services = mine
[services mine]
sts =
  endpoint_url = http://127.0.0.1:4566
secrets_manager =
  endpoint_url = https://secrets.acme.example
[profile lost]
services = nowhere
[profile plain]
endpoint_url = http://aws.acme.example
[profile odd]
endpoint_url = localhost:4566
[profile ignoring]
endpoint_url = https://aws.acme.example
ignore_configured_endpoint_urls = true
[profile none]
region = eu-west-1
`;

describe("where a service is asked", () => {
  withAwsEnvironment();
  const asked = (service: string, profile: string | undefined, env: NodeJS.ProcessEnv = {}) => {
    process.env["AWS_CONFIG_FILE"] = join(folderOf({ config: CONFIG }), "config");
    return endpointOf(service, profile, env);
  };

  it.each<[string, string, string | undefined, NodeJS.ProcessEnv, string | undefined]>([
    ["the profile that was named", "STS", "all", {}, "https://aws.acme.example"],
    ["not that of AWS_PROFILE", "STS", "none", { AWS_PROFILE: "all" }, undefined],
    ["that of AWS_PROFILE when none was named", "STS", undefined, { AWS_PROFILE: "all" }, "https://aws.acme.example"],
    ["else the default", "STS", undefined, {}, "https://aws.default.example"],
    ["its services section first", "STS", "some", {}, "http://127.0.0.1:4566"],
    ["by the name of the service there", "Secrets Manager", "some", {}, "https://secrets.acme.example"],
    ["a service that the section does not name", "IAM", "some", {}, "https://aws.acme.example"],
    ["the environment before files", "STS", "some", { AWS_ENDPOINT_URL: "http://localhost:1" }, "http://localhost:1"],
    [
      "and in it the service's own",
      "Secrets Manager",
      "all",
      { AWS_ENDPOINT_URL: "http://localhost:1", AWS_ENDPOINT_URL_SECRETS_MANAGER: "http://[::1]:2" },
      "http://[::1]:2",
    ],
    ["nobody says", "STS", "none", {}, undefined],
    ["a profile that is not there", "STS", "gone", {}, undefined],
    ["the profile ignores what is configured", "STS", "ignoring", {}, undefined],
    ["the environment does", "STS", "all", { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" }, undefined],
  ])("%s", async (_, service, profile, env, expected) => {
    expect(await asked(service, profile, env)).toBe(expected);
  });

  it.each<[string, string, NodeJS.ProcessEnv, string]>([
    ["plain http elsewhere", "plain", {}, "endpoint_url of profile plain: http://aws.acme.example would send"],
    ["plain http from the environment", "all", { AWS_ENDPOINT_URL: "http://10.0.0.1" }, "AWS_ENDPOINT_URL: http://10"],
    ["no address", "odd", {}, 'endpoint_url of profile odd: "localhost:4566" is no address'],
    ["a section that is not there", "lost", {}, 'profile lost of the shared AWS files names the services section "now'],
  ])("refused: %s", async (_, profile, env, message) => {
    await expect(asked("STS", profile, env)).rejects.toThrow(message);
  });
});
