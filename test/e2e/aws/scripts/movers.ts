// What moves data from one place to another with a role of its own, and moto has no answers about: pipes of EventBridge.
import type { Scripts } from "../../tools/model-server.js";
import { REGION, type Seeds } from "../seeds/seeding.js";

const AT = "2026-03-01T08:00:00Z";

export async function scriptMovers(seeds: Seeds): Promise<Scripts> {
  return { ...(await scriptPipes(seeds)) };
}

/** One that is on, with a look-up and a call that it signs in to; one that is off. */
async function scriptPipes(seeds: Seeds): Promise<Scripts> {
  const { expected } = seeds;
  const role = await seeds.role("pipe-orders", "pipes.amazonaws.com");
  const queue = seeds.arn("sqs", "orders");
  const lookUp = seeds.arn("lambda", "function:look-up");
  const target = seeds.arn("events", "api-destination/shop/0a1b2c3d-1111-2222-3333-444455556666");
  const toPipe = (name: string, state: string) => ({
    Name: name,
    Arn: seeds.arn("pipes", `pipe/${name}`),
    DesiredState: state,
    CurrentState: state,
    CreationTime: AT,
    LastModifiedTime: AT,
    Source: queue,
    Enrichment: lookUp,
    Target: target,
  });
  const pipes = [toPipe("orders", "RUNNING"), toPipe("off", "STOPPED")];
  const sent = {
    SourceParameters: {
      FilterCriteria: { Filters: [{ Pattern: JSON.stringify({ body: [seeds.secret("pipe-filter")] }) }] },
    },
    EnrichmentParameters: { InputTemplate: seeds.secret("pipe-template") },
    TargetParameters: { HttpParameters: { HeaderParameters: { Authorization: seeds.secret("pipe-header") } } },
  };
  for (const { Name, Arn } of pipes) {
    expected.runsAs.push(`${Arn} -> ${role}`);
    expected.holds.push(`${Arn} -> target/Authorization`);
    expected.references.push(
      `${Arn} -> ${queue} event-source`,
      `${Arn} -> ${lookUp} enrichment`,
      `${Arn} -> ${target} target`,
    );
    if (Name === "orders") expected.alone.push(`${Arn} queue`);
  }
  return {
    "pipes:ListPipes": { answer: (_, region) => ({ Pipes: region === REGION ? pipes : [] }) },
    "pipes:DescribePipe": {
      answer: ({ Name: name }) => {
        const pipe = pipes.find(({ Name }) => Name === name);
        return pipe === undefined ? undefined : { ...pipe, ...sent, RoleArn: role };
      },
      absent: "NotFoundException",
    },
  };
}
