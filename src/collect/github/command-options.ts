// What the gh command is told to find the secret or variable that a finding is about: each a single word.

export interface CommandOptions {
  readonly place_option: string;
  readonly store_option?: string;
}

/** Options of what a repository keeps. */
export function repositoryOption({ owner, name }: { readonly owner: string; readonly name: string }): CommandOptions {
  return { place_option: `--repo=${owner}/${name}` };
}

/** Options of what an environment of a repository keeps. */
export function environmentOptions(
  repository: { readonly owner: string; readonly name: string },
  environment: string,
): CommandOptions {
  return { ...repositoryOption(repository), store_option: `--env=${environment}` };
}
