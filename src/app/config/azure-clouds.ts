// Clouds of Microsoft by the names that --azure-cloud takes. Light: arguments are checked before anything is loaded.
export const AZURE_CLOUDS = ["public", "usgov", "usgov-dod", "china"] as const;
