// Version of nhi. The build replaces __NHI_VERSION__ by the one in package.json; from source it is "0.0.0-source".
declare const __NHI_VERSION__: string | undefined;

export const VERSION: string = typeof __NHI_VERSION__ === "string" ? __NHI_VERSION__ : "0.0.0-source";
