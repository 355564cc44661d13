// An account with something of every service: what moto keeps is made there through the real SDK, what it does not serve is
// answered from a script that AWS's own models check.
import { ModelServer } from "../tools/model-server.js";
import { type Stage, startStage } from "./scene.js";
import { scriptAccessPoints } from "./scripts/access-points.js";
import { scriptAgents } from "./scripts/agents.js";
import { scriptAppSync } from "./scripts/appsync.js";
import { scriptBeanstalk } from "./scripts/beanstalk.js";
import { scriptComputing } from "./scripts/computing.js";
import { scriptDeployments } from "./scripts/deployments.js";
import {
  scriptAppRunner,
  scriptBoundaries,
  scriptDelegation,
  scriptFleet,
  scriptPools,
  scriptRolesAnywhere,
} from "./scripts/edges.js";
import { scriptIdentities } from "./scripts/identities.js";
import { scriptKubernetes } from "./scripts/kubernetes.js";
import { scriptMovers } from "./scripts/movers.js";
import { MANAGEMENT } from "./seed.js";
import { seedApis } from "./seeds/apis.js";
import { seedBuilds } from "./seeds/builds.js";
import { seedComputing } from "./seeds/computing.js";
import { seedContainers } from "./seeds/containers.js";
import { seedFlows } from "./seeds/flows.js";
import { seedFunctions } from "./seeds/functions.js";
import { type Machines, seedMachines } from "./seeds/machines.js";
import { type Center, seedCenter, seedPools } from "./seeds/people.js";
import { scriptRecorders, seedRecorders } from "./seeds/recorders.js";
import { Seeds } from "./seeds/seeding.js";
import { seedStores } from "./seeds/stores.js";

export interface Services {
  readonly seeds: Seeds;
  readonly script: ModelServer;
  readonly machines: Machines;
  readonly center: Center;
  readonly pools: { readonly open: string; readonly closed: string };
}

export interface ServicesScene extends Stage {
  readonly services: Services;
}

/** Starts it and fills it; takes some fifteen seconds. */
export async function startServices(name: string): Promise<ServicesScene> {
  const stage = await startStage(name);
  const services = await fill(stage).catch(async (error: unknown) => {
    await stage.stop();
    throw error;
  });
  stage.proxy.script = services.script;
  stage.proxy.forget();
  stage.proxy.answered.clear();
  return Object.assign(stage, { services });
}

async function fill({ proxy, now }: Stage): Promise<Services> {
  const seeds = new Seeds(proxy.url, MANAGEMENT);
  await seedFunctions(seeds);
  const machines = await seedMachines(seeds);
  await seedContainers(seeds, machines);
  await seedBuilds(seeds);
  await seedComputing(seeds);
  await seedFlows(seeds);
  const apis = await seedApis(seeds);
  await seedStores(seeds);
  await seedRecorders(seeds);
  const center = await seedCenter(seeds);
  const pools = await seedPools(seeds);
  const script = new ModelServer({
    ...(await scriptKubernetes(seeds)),
    ...(await scriptAgents(seeds)),
    ...(await scriptComputing(seeds)),
    ...(await scriptDeployments(seeds)),
    ...(await scriptMovers(seeds)),
    ...(await scriptAppSync(seeds)),
    ...(await scriptAppRunner(seeds)),
    ...(await scriptBeanstalk(seeds)),
    ...(await scriptRolesAnywhere(seeds)),
    ...(await scriptFleet(seeds, machines.carrier)),
    ...(await scriptPools(seeds, pools)),
    ...scriptRecorders(seeds),
    ...apis,
    ...scriptAccessPoints(seeds),
    ...scriptDelegation(),
    ...scriptBoundaries(center.deploy),
    ...(await scriptIdentities(seeds, now)),
  });
  return { seeds, script, machines, center, pools };
}
