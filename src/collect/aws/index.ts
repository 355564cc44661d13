// The AWS provider as the rest of nhi sees it.
import type { Provider } from "../provider.js";
import { collectAwsBundle, placeOfAwsFile, planAwsBundle } from "./bundle-source.js";
import { awsSource, identifyAws } from "./source.js";

export const aws: Provider = {
  source: awsSource,
  identify: identifyAws,
  collectBundle: collectAwsBundle,
  planBundle: planAwsBundle,
  placeOf: placeOfAwsFile,
};
