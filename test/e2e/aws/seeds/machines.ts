// EC2 and scaling groups: what carries instance profiles, and what instances are started from.
import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeLaunchConfigurationsCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  AssociateIamInstanceProfileCommand,
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DescribeImagesCommand,
  EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  CreateMaintenanceWindowCommand,
  RegisterTaskWithMaintenanceWindowCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { required } from "../clients.js";
import type { Seeds } from "./seeding.js";

/** What others build on. */
export interface Machines {
  readonly image: string;
  /** Instance that carries a profile. */
  readonly carrier: string;
}

export async function seedMachines(seeds: Seeds): Promise<Machines> {
  const { expected } = seeds;
  const ec2 = seeds.client(EC2Client);
  const { Images } = await ec2.send(new DescribeImagesCommand({ Owners: ["amazon"] }));
  const image = required(Images?.[0]?.ImageId);
  const run = async (more: object) => {
    const asked = { ImageId: image, MinCount: 1, MaxCount: 1, ...more };
    const { Instances } = await ec2.send(new RunInstancesCommand(asked));
    return required(Instances?.[0]?.InstanceId);
  };
  // May give itself any policy; its twin is denied just that.
  const escalate = { Effect: "Allow", Action: "iam:PutRolePolicy", Resource: "*" };
  const { profile } = await seeds.profile("vm-escalates", [escalate]);
  const spared = await seeds.profile("vm-held-back", [escalate, { ...escalate, Effect: "Deny" }]);
  const carrier = await run({ IamInstanceProfile: { Arn: profile }, UserData: script(seeds, "VM_PASSWORD", "vm") });
  // Its script fetches what it needs.
  const held = await run({ UserData: packed("export VM_PASSWORD=$(aws ssm get-parameter --name vm-password)\n") });
  const associated = { InstanceId: held, IamInstanceProfile: { Arn: spared.profile } };
  await ec2.send(new AssociateIamInstanceProfileCommand(associated));
  const bare = await run({});
  const ended = await run({ IamInstanceProfile: { Arn: profile } });
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [ended] }));
  const toArn = (id: string) => seeds.arn("ec2", `instance/${id}`);
  expected.runsAs.push(`${toArn(carrier)} -> ${profile}`, `${toArn(held)} -> ${spared.profile}`);
  expected.idle.push(toArn(bare));
  expected.holds.push(`${toArn(carrier)} -> VM_PASSWORD`);
  const template = await seedTemplates(seeds, { image, profile: spared.profile, newer: profile });
  await seedGroups(seeds, { image, profile: spared.profile, template });
  await seedWindow(seeds);
  return { image, carrier };
}

/** A maintenance window with a task that has a role. */
async function seedWindow(seeds: Seeds): Promise<void> {
  const ssm = seeds.client(SSMClient);
  const role = await seeds.role("window", "ssm.amazonaws.com");
  const when = { Schedule: "rate(7 days)", Duration: 2, Cutoff: 1, AllowUnassociatedTargets: true };
  const { WindowId } = await ssm.send(new CreateMaintenanceWindowCommand({ Name: "weekly", ...when }));
  const task = { WindowId, TaskType: "RUN_COMMAND", TaskArn: "AWS-RunShellScript", ServiceRoleArn: role } as const;
  await ssm.send(new RegisterTaskWithMaintenanceWindowCommand(task));
  const id = seeds.arn("ssm", `maintenancewindow/${WindowId}`);
  seeds.expected.runsAs.push(`${id} -> ${role}`);
  seeds.expected.alone.push(`${id} schedule`);
}

/** User data as the API takes it. */
function packed(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** A script with a secret in it, and a line that is nobody's business. */
function script(seeds: Seeds, name: string, of: string): string {
  return packed(`#!/bin/sh\nexport ${name}=${seeds.secret(of)}\nrun --for ${seeds.secret(`${of}-command`)}\n`);
}

interface Templates {
  readonly image: string;
  /** Of the default version, and of a newer one that nobody made the default. */
  readonly profile: string;
  readonly newer: string;
}

async function seedTemplates(seeds: Seeds, { image, profile, newer }: Templates): Promise<string> {
  const ec2 = seeds.client(EC2Client);
  const { LaunchTemplate } = await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: "web",
      LaunchTemplateData: {
        ImageId: image,
        IamInstanceProfile: { Arn: profile },
        UserData: script(seeds, "API_TOKEN", "user-data"),
      },
    }),
  );
  const id = required(LaunchTemplate?.LaunchTemplateId);
  const data = { ImageId: image, IamInstanceProfile: { Arn: newer } };
  await ec2.send(new CreateLaunchTemplateVersionCommand({ LaunchTemplateId: id, LaunchTemplateData: data }));
  const arn = seeds.arn("ec2", `launch-template/${id}`);
  seeds.expected.runsAs.push(`${arn} -> ${profile}`);
  seeds.expected.holds.push(`${arn} -> API_TOKEN`);
  seeds.expected.references.push(`${arn} -> ${newer} latest-version`);
  return id;
}

async function seedGroups(
  seeds: Seeds,
  { image, profile, template }: { readonly image: string; readonly profile: string; readonly template: string },
): Promise<void> {
  const scaling = seeds.client(AutoScalingClient);
  const UserData = script(seeds, "OLD_SECRET", "launch-configuration");
  const made = await createGroups(scaling, { image, profile, template, UserData });
  const { LaunchConfigurationARN, AutoScalingGroupARN } = made;
  seeds.expected.holds.push(`${LaunchConfigurationARN} -> OLD_SECRET`);
  seeds.expected.runsAs.push(`${LaunchConfigurationARN} -> ${profile}`);
  seeds.expected.idle.push(AutoScalingGroupARN);
  seeds.expected.alone.push(`${AutoScalingGroupARN} scaling`);
  const named = seeds.arn("ec2", `launch-template/${template}`);
  seeds.expected.references.push(`${AutoScalingGroupARN} -> ${named} launch-template`);
}

async function createGroups(
  scaling: AutoScalingClient,
  started: { readonly image: string; readonly profile: string; readonly template: string; readonly UserData: string },
) {
  const { image, profile, template, UserData } = started;
  const kind = { InstanceType: "t3.micro", IamInstanceProfile: profile, UserData };
  const old = { LaunchConfigurationName: "old", ImageId: image, ...kind };
  await scaling.send(new CreateLaunchConfigurationCommand(old));
  await scaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: "web",
      MinSize: 0,
      MaxSize: 1,
      AvailabilityZones: ["us-east-1a"],
      LaunchTemplate: { LaunchTemplateId: template },
    }),
  );
  const { LaunchConfigurations } = await scaling.send(new DescribeLaunchConfigurationsCommand({}));
  const { AutoScalingGroups } = await scaling.send(new DescribeAutoScalingGroupsCommand({}));
  return {
    LaunchConfigurationARN: required(LaunchConfigurations?.[0]?.LaunchConfigurationARN),
    AutoScalingGroupARN: required(AutoScalingGroups?.[0]?.AutoScalingGroupARN),
  };
}
