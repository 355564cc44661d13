// Data sets that a crawl reads only when it is asked to, because they cost calls for each identity, and what asks for them.
const EVERY_USER = "nhi scan --every-user reads it, with calls for each";

const ON_REQUEST: { readonly [dataSet: string]: string } = {
  "aws/iam:service-last-accessed": EVERY_USER,
  "aws/iam:ssh-public-keys": EVERY_USER,
};

/** What to do for a data set that was not asked for; undefined for those that every crawl reads. */
export function howToAsk(dataSet: string): string | undefined {
  return isLogs(dataSet) ? "nhi scan --logs and nhi check --logs read exported logs" : ON_REQUEST[dataSet];
}

/** Whether a data set is what exported logs say, which are the user's to give. */
export function isLogs(dataSet: string): boolean {
  return dataSet.endsWith("/logs:calls");
}

export const ON_REQUEST_DATA_SETS: readonly string[] = Object.keys(ON_REQUEST).sort();
