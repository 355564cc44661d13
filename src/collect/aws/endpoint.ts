// Where a service is asked, when people say it is elsewhere: AWS_ENDPOINT_URL, its form for one service, endpoint_url of the
// profile and of its services section. The SDK itself looks only into the profile of AWS_PROFILE, and would send what is meant
// for another place to AWS.
import { ProviderError } from "../../model/errors.js";
import { isLoopback } from "../loopback.js";

type Section = { readonly [key: string]: string | undefined };

/** Address for a service by the SDK's name of it (`Secrets Manager`); undefined when it is AWS's own. Throws ProviderError. */
export async function endpointOf(
  serviceId: string,
  profile: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  const found = fromEnvironment(serviceId, env) ?? (await fromFiles(serviceId, profile, env));
  if (found !== undefined) checkAddress(found);
  return isTrue(env["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]) ? undefined : found?.url;
}

interface Found {
  readonly url: string;
  /** Where it is written. */
  readonly place: string;
}

function fromEnvironment(serviceId: string, env: NodeJS.ProcessEnv): Found | undefined {
  const own = `AWS_ENDPOINT_URL_${serviceId.toUpperCase().replaceAll(" ", "_")}`;
  for (const place of [own, "AWS_ENDPOINT_URL"]) {
    const url = env[place];
    if (url) return { url, place };
  }
  return undefined;
}

async function fromFiles(
  serviceId: string,
  given: string | undefined,
  env: NodeJS.ProcessEnv,
): Promise<Found | undefined> {
  const { loadSharedConfigFiles } = await import("@smithy/core/config");
  const { configFile } = await loadSharedConfigFiles();
  const name = given ?? env["AWS_PROFILE"] ?? "default";
  const profile: Section = configFile[name] ?? {};
  if (isTrue(profile["ignore_configured_endpoint_urls"])) return undefined;
  const { services, endpoint_url: url } = profile;
  const ofService = services === undefined ? undefined : inSection(services, serviceId, configFile, name);
  if (ofService !== undefined) return ofService;
  return url === undefined ? undefined : { url, place: `endpoint_url of profile ${name}` };
}

/** The SDK's reader joins the parts of a name with a dot: `services.mine`, and in it `sts.endpoint_url`. */
function inSection(
  services: string,
  serviceId: string,
  sections: { readonly [name: string]: Section | undefined },
  profile: string,
): Found | undefined {
  const section = sections[`services.${services}`];
  if (section === undefined) {
    throw new ProviderError(
      `profile ${profile} of the shared AWS files names the services section "${services}", which is not there`,
    );
  }
  const key = serviceId.toLowerCase().replaceAll(" ", "_");
  const url = section[`${key}.endpoint_url`];
  return url === undefined ? undefined : { url, place: `endpoint_url of ${key} in services ${services}` };
}

/** Credentials go to https, or stay on this machine. */
function checkAddress({ url, place }: Found): void {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address === undefined || !/^https?:$/.test(address.protocol)) {
    throw new ProviderError(`${place}: "${url}" is no address of the form https://HOST`);
  }
  if (address.protocol === "https:" || isLoopback(address.hostname)) return;
  throw new ProviderError(`${place}: ${url} would send credentials in the clear: use https, or a loopback address`);
}

function isTrue(text: string | undefined): boolean {
  return text?.toLowerCase() === "true";
}
