// What a service account of Google Cloud is by its address alone.

/**
 * In: the address of an account that is none of Google's own agents. Out: compute-default, app-engine-default, cloud-build-legacy
 * or user-managed: https://cloud.google.com/iam/docs/service-account-types
 */
export function accountKindOf(email: string): string {
  if (/^\d+-compute@developer\.gserviceaccount\.com$/.test(email)) return "compute-default";
  if (email.endsWith("@appspot.gserviceaccount.com")) return "app-engine-default";
  if (/^\d+@cloudbuild\.gserviceaccount\.com$/.test(email)) return "cloud-build-legacy";
  return "user-managed";
}
