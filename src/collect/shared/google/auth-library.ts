// Google's library of sign-ins, by name. Where a package that is not of modules is imported when it is needed, the bundle knows
// it by one name only: what it holds is not among the names of what was imported.
export { GoogleAuth, Impersonated, OAuth2Client } from "google-auth-library";
