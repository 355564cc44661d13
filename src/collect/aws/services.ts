// The SDK clients, loaded when first needed. A service more is one line here.
/** What nhi uses of an SDK client; the commands are found by name, so that one list of calls rules them all. */
export interface SdkClient {
  send(command: unknown, options: { abortSignal: AbortSignal }): Promise<object>;
  destroy(): void;
  readonly middlewareStack: { use(plugin: never): void };
  readonly config: { region(): Promise<string> };
}

export interface SdkModule {
  /** Makes a client of the service. */
  create(config: object): SdkClient;
  /** A command by the name of its operation; undefined when the SDK has none. */
  command(operation: string, input: object): unknown;
}

const SERVICES: { readonly [service: string]: () => Promise<{ module: object; client: string }> } = {
  iam: async () => ({ module: await import("@aws-sdk/client-iam"), client: "IAMClient" }),
  sts: async () => ({ module: await import("@aws-sdk/client-sts"), client: "STSClient" }),
  organizations: async () => ({ module: await import("@aws-sdk/client-organizations"), client: "OrganizationsClient" }),
};

/** Loads the SDK of a service: `iam`. */
export async function loadService(service: string): Promise<SdkModule> {
  silenceVersionWarning();
  const load = SERVICES[service];
  if (load === undefined) throw new Error(`no SDK for ${service}`);
  const { module, client } = await load();
  const make = (name: string, argument: object): unknown => {
    const Made: unknown = Reflect.get(module, name);
    return typeof Made === "function" ? Reflect.construct(Made, [argument]) : undefined;
  };
  return {
    // The one place where the SDK's own types end: its clients have these members, whatever the service.
    create: (config) => make(client, config) as SdkClient,
    command: (operation, input) => make(`${operation}Command`, input),
  };
}

/** The SDK warns on stderr about versions of Node to come; that is for those who build nhi, not for those who run it. */
export function silenceVersionWarning(): void {
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
}
