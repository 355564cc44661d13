// Where a secret can stand, by provider: what is planted into a bundle of acme and its neighbours, or into a checkout.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { FILE_PLACES } from "./marker-files.js";
import { marker, namedSecrets, token } from "./markers.js";

type Json = { [name: string]: Json } & { [index: number]: Json };

/** One place. */
export interface Place {
  /** What stands there; the names of what is planted begin with it in capitals. */
  readonly what: string;
  /** The files, each below the folder of its provider; one without a `*` is written when it is not there. */
  readonly file: string;
  /** The new text of a file; `text` is empty where there was none. */
  readonly plant: (text: string, name: string) => string;
  /** A text of the database that shows that the place was read; without it, nothing of the place is kept. */
  readonly told?: string;
}

/** Changes an answer in place. */
const answer =
  (change: (answer: Json, name: string) => void, empty: unknown = {}): Place["plant"] =>
  (text, name) => {
    const parsed = (text === "" ? empty : JSON.parse(text)) as Json;
    change(parsed, name);
    return JSON.stringify(parsed);
  };
const each = (list: unknown): Json[] => Object.values((list ?? {}) as Json);
/** Sets fields; whatever type they had. */
const set = (on: unknown, fields: object): void => void Object.assign(on as object, fields);
const map = (name: string) => Object.fromEntries(namedSecrets(name));
const list = (name: string, key = "name") => namedSecrets(name).map(([named, value]) => ({ [key]: named, value }));
const script = (name: string): string => {
  const lines = namedSecrets(name).map(([named, value]) => `export ${named}="${value}"`);
  return Buffer.from(`#!/bin/sh\n${lines.join("\n")}\n`).toString("base64");
};

const EU = "111122223333/eu-west-1";
const PROD = "acme-web-prod";
const SUBSCRIPTION = "b1d2c7a4-3e5f-4a60-8c19-5f0a7e2d9b31/providers";
const TENANT = "5ac3e1d0-7b52-4a1f-9c0e-2d6f8b1a4e70";

/** Every provider has places; a test compares them with the registry of providers. */
export const PLACES: { readonly [provider: string]: readonly Place[] } = {
  aws: [
    {
      what: "lambda environment",
      file: `${EU}/lambda/list-functions.json`,
      plant: answer((page, name) => set(page["Functions"]?.[0], { Environment: { Variables: map(name) } })),
      told: "LAMBDA_ENVIRONMENT_PLAIN_PASSWORD",
    },
    {
      what: "task environment",
      file: `${EU}/ecs/describe-task-definition/*`,
      plant: answer((page, name) => {
        for (const one of each(page["taskDefinition"]?.["containerDefinitions"])) set(one, { environment: list(name) });
      }),
      told: "TASK_ENVIRONMENT_PLAIN_PASSWORD",
    },
    {
      what: "build environment",
      file: `${EU}/codebuild/batch-get-projects.json`,
      plant: answer((page, name) => {
        const variables = list(name).map((one) => ({ ...one, type: "PLAINTEXT" }));
        set(page["projects"]?.[0]?.["environment"], { environmentVariables: variables });
      }),
      told: "BUILD_ENVIRONMENT_PLAIN_PASSWORD",
    },
    {
      what: "job arguments",
      file: `${EU}/glue/get-jobs.json`,
      plant: answer((page, name) => {
        const args = Object.fromEntries(namedSecrets(name).map(([named, value]) => [`--${named}`, value]));
        set(page, {
          Jobs: [{ Name: "marked", Role: "arn:aws:iam::111122223333:role/web-deploy", DefaultArguments: args }],
        });
      }),
      told: "JOB_ARGUMENTS_PLAIN_PASSWORD",
    },
    {
      what: "user data",
      file: `${EU}/ec2/describe-instance-attribute/*`,
      plant: answer((page, name) => set(page, { UserData: { Value: script(name) } })),
      told: "USER_DATA_PLAIN_PASSWORD",
    },
    {
      what: "instructions of an agent",
      file: `${EU}/bedrock-agent/get-agent/*`,
      plant: answer((page) => set(page["agent"], { instruction: `The password is ${marker()}` })),
    },
    {
      what: "stack parameters",
      file: `${EU}/cloudformation/describe-stacks.json`,
      plant: answer((page, name) => {
        const values = namedSecrets(name).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));
        const outputs = [{ OutputKey: "Password", OutputValue: marker() }];
        const id = "arn:aws:cloudformation:eu-west-1:111122223333:stack/marked/5c000000-0000-4000-8000-000000000001";
        const stack = { StackId: id, StackName: "marked", StackStatus: "CREATE_COMPLETE", Outputs: outputs };
        set(page, { Stacks: [{ ...stack, Parameters: values, Description: token() }] });
      }),
    },
    {
      what: "tags and descriptions",
      file: "111122223333/iam/get-account-authorization-details.json",
      plant: answer((page) => {
        for (const role of each(page["RoleDetailList"])) set(role, { Tags: [{ Key: "MARKED_TAG", Value: token() }] });
        for (const policy of each(page["Policies"])) set(policy, { Description: token() });
      }),
      told: "MARKED_TAG",
    },
  ],
  azure: [
    {
      what: "app settings",
      file: `${SUBSCRIPTION}/Microsoft.Web/sites.json`,
      plant: answer((page, name) => {
        const connectionStrings = namedSecrets(name).map(([named, connectionString]) => ({
          name: named,
          connectionString,
        }));
        for (const site of each(page["value"])) {
          set(site["properties"]?.["siteConfig"], { appSettings: list(name), connectionStrings });
        }
      }),
    },
    {
      what: "custom data",
      file: `${SUBSCRIPTION}/Microsoft.Compute/virtualMachines.json`,
      plant: answer((page, name) => {
        for (const machine of each(page["value"])) {
          set(machine["properties"], { userData: script(name), osProfile: { customData: script(name) } });
          set(machine, { tags: { MARKED_AZURE_TAG: token() } });
        }
      }),
      told: "MARKED_AZURE_TAG",
    },
    {
      what: "steps of a logic app",
      file: `${SUBSCRIPTION}/Microsoft.Logic/workflows.json`,
      plant: answer((page, name) => {
        for (const flow of each(page["value"])) {
          const headers = { Authorization: `Bearer ${marker()}`, ...map(name) };
          set(flow["properties"], {
            definition: { actions: { call: { inputs: { headers } } } },
            parameters: map(name),
          });
        }
      }),
    },
  ],
  entra: [
    {
      what: "secrets of applications",
      file: `${TENANT}/v1.0/applications.json`,
      plant: answer((page) => {
        const keyCredentials = [
          { keyId: "5c000000-0000-4000-8000-000000000003", key: marker(), customKeyIdentifier: "0A" },
        ];
        const passwordCredentials = [
          {
            keyId: "5c000000-0000-4000-8000-000000000002",
            secretText: marker(),
            displayName: `MARKED_SECRET ${token()}`,
            startDateTime: "2026-01-01T00:00:00Z",
            endDateTime: "2027-01-01T00:00:00Z",
          },
        ];
        for (const one of each(page["value"]).slice(0, 1))
          set(one, { passwordCredentials, keyCredentials, notes: token() });
      }),
      told: "MARKED_SECRET",
    },
    {
      what: "passwords of users",
      file: `${TENANT}/v1.0/users.json`,
      plant: answer((page) => {
        for (const user of each(page["value"])) set(user, { passwordProfile: { password: marker() } });
      }),
    },
  ],
  gcp: [
    {
      what: "service environment",
      file: `${PROD}/run/v2/projects/${PROD}/locations/-/services.json`,
      plant: answer((page, name) => {
        for (const one of each(page["services"])) {
          set(one["template"]?.["containers"]?.[0], { env: list(name) });
          set(one, { labels: { MARKED_LABEL: token() } });
        }
      }),
      told: "MARKED_LABEL",
    },
    {
      what: "metadata of instances",
      file: `${PROD}/compute/v1/projects/${PROD}/aggregated/instances.json`,
      plant: answer((page, name) => {
        const items = [{ key: "startup-script", value: marker() }, ...list(name, "key")];
        const instance = { id: "1", name: "marked", zone: "zones/europe-west1-b", metadata: { items } };
        set(page["items"], { "zones/europe-west1-b": { instances: [instance] } });
      }),
      told: "METADATA_OF_INSTANCES_PLAIN_PASSWORD",
    },
    {
      what: "api keys",
      file: `${PROD}/apikeys/v2/projects/${PROD}/locations/global/keys.json`,
      plant: answer((page) => {
        for (const key of each(page["keys"])) set(key, { keyString: marker(), displayName: `MARKED_KEY ${token()}` });
      }),
      told: "MARKED_KEY",
    },
    {
      what: "variables of hosted agents",
      file: "octo-desk/aiplatform/v1/projects/octo-desk/locations/europe-west1/reasoningEngines.json",
      plant: answer((page, name) => {
        for (const one of each(page["reasoningEngines"])) set(one["spec"], { deploymentSpec: { env: list(name) } });
      }),
      told: "VARIABLES_OF_HOSTED_AGENTS_PLAIN_PASSWORD",
    },
    {
      what: "webhooks of agents",
      file: "octo-desk/dialogflow/v3/projects/octo-desk/locations/europe-west1/agents/a1/webhooks.json",
      plant: answer((page, name) => {
        for (const one of each(page["webhooks"])) {
          const oauthConfig = { clientId: "x", clientSecret: marker() };
          set(one["genericWebService"], {
            requestHeaders: map(name),
            password: marker(),
            requestBody: marker(),
            oauthConfig,
          });
        }
      }),
      told: "WEBHOOKS_OF_AGENTS_PLAIN_PASSWORD",
    },
    {
      what: "keys of service accounts",
      file: `${PROD}/iam/v1/projects/${PROD}/serviceAccounts/*`,
      plant: answer((page) => {
        for (const key of each(page["keys"])) set(key, { privateKeyData: marker() });
      }),
    },
  ],
  workspace: [
    {
      what: "passwords of users and of applications",
      file: "acme.example/admin/directory/v1/users/nadia%40acme.example/asps.json",
      plant: answer((page) => {
        const item = { codeId: 7, creationTime: "1767225600000", lastTimeUsed: "0", userKey: "1", password: marker() };
        set(page, { items: [{ ...item, name: `MARKED_ASP ${token()}` }] });
      }),
      told: "MARKED_ASP",
    },
    {
      what: "users",
      file: "acme.example/admin/directory/v1/users.json",
      plant: answer((page) => {
        for (const user of each(page["users"])) set(user, { password: marker(), notes: { value: token() } });
      }),
    },
  ],
  spire: [
    {
      what: "variables of containers in selectors, and hints",
      file: "shop.example/ListEntries.json",
      plant: answer((page) => {
        for (const entry of each(page["entries"])) {
          const more = { type: "docker", value: `env:MARKED_VARIABLE=${marker()}` };
          set(entry, { selectors: [...each(entry["selectors"]), more], hint: `for ci ${token()}` });
        }
      }),
      told: "MARKED_VARIABLE",
    },
    {
      what: "keys of federated trust domains",
      file: "shop.example/ListFederationRelationships.json",
      plant: answer((page) => {
        for (const one of each(page["federation_relationships"]))
          set(one, { trust_domain_bundle: { x509_authorities: [{ asn1: marker() }] } });
      }),
      told: "partner.example",
    },
  ],
  openai: [
    {
      what: "values of keys",
      file: "works/v1/organization/admin_api_keys.json",
      plant: answer((page) => {
        for (const key of each(page["data"])) set(key, { value: marker(), redacted_value: marker() });
      }),
    },
    {
      what: "names that hold one",
      file: "works/v1/organization/projects/*/api_keys.json",
      plant: answer((page) => {
        for (const key of each(page["data"])) set(key, { value: marker(), name: `for ci ${token()}` });
      }),
    },
  ],
  anthropic: [
    {
      what: "keys whole where a hint should be",
      file: "6f1d2c3b-0000-4000-8000-00000000a11c/v1/organizations/api_keys.json",
      plant: answer((page) => {
        for (const key of each(page["data"])) set(key, { key: marker(), partial_key_hint: marker(), name: token() });
      }),
    },
  ],
  circleci: [
    {
      what: "contexts",
      file: "circleci.com/api/v2/context/*",
      plant: answer((page, name) => {
        set(page, { items: list(name, "variable").map((one) => ({ ...one, created_at: "2026-01-01T00:00:00Z" })) });
      }),
      told: "CONTEXTS_PLAIN_PASSWORD",
    },
  ],
  jenkins: [
    {
      what: "configuration of credentials",
      file: "jenkins.acme.example/credentials/store/system/domain/_/credential/*",
      plant: (text) =>
        text.replace(
          "<secret-redacted/>",
          () => `${marker()}</password><apiToken>${token()}</apiToken><password>${marker()}`,
        ),
    },
    {
      what: "descriptions of credentials",
      file: "jenkins.acme.example/credentials/store/system/domain/_/api/json.json",
      plant: answer((page) => {
        for (const one of each(page["credentials"]))
          set(one, { description: `MARKED_WORDS ${token()}`, secret: marker() });
      }),
      told: "MARKED_WORDS",
    },
  ],
  github: [
    {
      what: "variables",
      file: "acme/repos/acme/infra/actions/variables.json",
      plant: answer((page, name) => set(page, { variables: list(name) })),
      told: "VARIABLES_PLAIN_PASSWORD",
    },
    {
      what: "hooks",
      file: "acme/repos/acme/infra/hooks.json",
      plant: () => {
        const config = { url: `https://bot:${token()}@hooks.example/${marker()}?token=${marker()}`, secret: marker() };
        return JSON.stringify([{ id: 7, type: "Repository", name: "web", active: true, events: ["push"], config }]);
      },
      told: "hooks.example",
    },
    {
      what: "alerts of secret scanning",
      file: "acme/orgs/acme/secret-scanning/alerts@state=open.json",
      plant: (text) => {
        const alerts = JSON.parse(text) as Json[];
        for (const one of alerts) set(one, { secret: marker(), multi_repo: false });
        return JSON.stringify(alerts);
      },
    },
    ...(FILE_PLACES["github"] ?? []),
  ],
  gitlab: [
    {
      what: "project variables",
      file: "gitlab.com/api/v4/projects/58010001/variables.json",
      plant: (_, name) =>
        JSON.stringify(
          list(name, "key").map((one) => ({ ...one, variable_type: "env_var", masked: false, environment_scope: "*" })),
        ),
      told: "PROJECT_VARIABLES_PLAIN_PASSWORD",
    },
    {
      what: "group",
      file: "gitlab.com/api/v4/groups/acme-print.json",
      plant: answer((page) => set(page, { runners_token: marker(), description: token() })),
    },
    ...(FILE_PLACES["gitlab"] ?? []),
  ],
  kubernetes: [
    {
      what: "secrets",
      file: "shop-prod/api/v1/secrets.json",
      plant: answer((page, name) => {
        const data = namedSecrets(name).map(([named, value]) => [named, Buffer.from(value).toString("base64")]);
        for (const one of each(page["items"])) {
          set(one, { data: Object.fromEntries(data), stringData: map(name) });
          const applied = JSON.stringify({ stringData: map(name) });
          set(one["metadata"]?.["annotations"], { "kubectl.kubernetes.io/last-applied-configuration": applied });
        }
      }),
      told: "deployer-token",
    },
    ...["api/v1/pods", "apis/apps/v1/deployments", "apis/batch/v1/cronjobs"].map(
      (kind): Place => ({
        what: `environment of ${kind}`,
        file: `shop-prod/${kind}.json`,
        plant: answer((page, name) => {
          const containers = [{ name: "app", env: list(name), args: ["--password", marker()], command: [token()] }];
          for (const { spec } of each(page["items"])) {
            const template = spec?.["jobTemplate"]?.["spec"]?.["template"] ?? spec?.["template"];
            set(template?.["spec"] ?? spec, { containers });
          }
        }),
      }),
    ),
  ],
  agents: FILE_PLACES["agents"] ?? [],
  repo: FILE_PLACES["repo"] ?? [],
};

/** Plants into every file of a place, below the folder of its provider; returns how many there were. */
export function plantPlace(folder: string, { what, file, plant }: Place): number {
  const name = what.toUpperCase().replaceAll(/[^A-Z]+/g, "_");
  const files = filesOf(join(folder, file));
  for (const path of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, plant(existsSync(path) ? readFileSync(path, "utf8") : "", name));
  }
  return files.length;
}

function filesOf(path: string): string[] {
  if (!path.endsWith("/*")) return [path];
  const folder = path.slice(0, -2);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.includes(".error."))
    .map((entry) => join(entry.parentPath, entry.name));
}
