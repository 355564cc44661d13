// Read by vitest before every test file: properties are tried on the same drawn cases in every run, so that a change is refused
// for what it does and not by chance. NHI_SEED=7 draws others; a fault that a seed shows gets a test of its own.
import fc from "fast-check";

const DEFAULT_SEED = 1;

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env["NHI_SEED"] ?? DEFAULT_SEED) });
