import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { newIdGenerator } from "@informalsystems/quint/dist/src/idGenerator.js";
import { walkExpression } from "@informalsystems/quint/dist/src/ir/IRVisitor.js";
import { type ItfValue, toItf } from "@informalsystems/quint/dist/src/itf.js";
import {
  parseExpressionOrDeclaration,
  parsePhase1fromText,
  parsePhase2sourceResolution,
  parsePhase3importAndNameResolution,
  parsePhase4toposort,
} from "@informalsystems/quint/dist/src/parsing/quintParserFrontend.js";
import { fileSourceResolver } from "@informalsystems/quint/dist/src/parsing/sourceResolver.js";
import { analyzeModules } from "@informalsystems/quint/dist/src/quintAnalyzer.js";
import { type QuintError, quintErrorToString } from "@informalsystems/quint/dist/src/quintError.js";
import { newRng } from "@informalsystems/quint/dist/src/rng.js";
import { Evaluator } from "@informalsystems/quint/dist/src/runtime/impl/evaluator.js";
import { newTraceRecorder } from "@informalsystems/quint/dist/src/runtime/trace.js";

/** A file of the specification, as in `spec/`. */
export type SpecFile = "log.qnt" | "feed.qnt" | "stream.qnt" | "lockstep.qnt";

/** A parsed specification. */
export type Spec = ReturnType<typeof parseFiles>;

export interface SimulationOptions {
  readonly seed: bigint;
  /** Default: 1. */
  readonly samples?: number;
  /** Steps of each sample. */
  readonly steps: number;
  /** Name of the invariant to check. Default: `safe`. */
  readonly invariant?: string;
}

export interface Simulation {
  /** Seed of the first sample that breaks the invariant, to be simulated alone; null: all hold. */
  readonly violation: bigint | null;
  /** All samples up to that one, in the Informal Trace Format. A sample is a list of states. */
  readonly traces: () => readonly ItfStates[];
}

/** States of a trace: the values of the variables, by name. */
export type ItfStates = readonly Readonly<Record<string, ItfValue>>[];

const folder = fileURLToPath(new URL("../../spec/", import.meta.url));

/** Reads a file of the specification. */
export function readSpec(file: SpecFile): string {
  return readFileSync(join(folder, file), "utf8");
}

/**
 * Parses the specification, with some of its files replaced. Does what `quint parse` does, within this process: the
 * command takes seconds to start.
 */
export function parseSpec(replaced: Partial<Record<SpecFile, string>> = {}): Spec {
  return parseFiles(replaced);
}

function parseFiles(replaced: Partial<Record<string, string>>) {
  const ids = newIdGenerator();
  const files = fileSourceResolver();
  const load: typeof files.load = (path) =>
    files.load(path).map((text) => replaced[basename(path.normalizedPath)] ?? text);
  const main = files.lookupPath(folder, "lockstep.qnt");
  const text = replaced["lockstep.qnt"] ?? readSpec("lockstep.qnt");
  const read = parsePhase1fromText(ids, text, main.toSourceName());
  const sources = parsePhase2sourceResolution(ids, { ...files, load }, main, read);
  const parsed = parsePhase4toposort(parsePhase3importAndNameResolution(sources));
  throwFirst(parsed.errors);
  return { ...parsed, ids };
}

/** Checks types and effects, as `quint typecheck` does. Throws the first error. */
export function checkTypes({ table, modules }: Spec): void {
  const [errors] = analyzeModules(table, modules);
  throwFirst(errors);
}

/** Simulates samples from a seed, as `quint run --backend typescript` does. Ends at the first violation. */
export function simulate(spec: Spec, { seed, samples = 1, steps, invariant = "safe" }: SimulationOptions): Simulation {
  const rng = newRng(seed);
  const evaluator = new Evaluator(spec.resolver.table, newTraceRecorder(0, rng, samples), rng);
  const [init, step, holds] = ["init", "step", invariant].map((name) => resolve(spec, name));
  if (!init || !step || !holds) throw new Error("The specification is not complete.");
  const traces: { readonly names: string[]; readonly states: Parameters<typeof toItf>[1] }[] = [];
  const outcome = evaluator.simulate(init, step, holds, [], samples, steps, 1, (_, __, names, states) => {
    traces.push({ names, states });
  });
  throwFirst(outcome.errors);
  return {
    violation: outcome.status === "violation" ? (outcome.bestTraces[0]?.seed ?? seed) : null,
    traces: () =>
      traces.map(({ names, states }) => {
        const itf = toItf(names, states);
        if (itf.isLeft()) throw new Error(itf.value);
        return itf.unwrap().states;
      }),
  };
}

function resolve({ ids, sourceMap, resolver }: Spec, name: string) {
  const parsed = parseExpressionOrDeclaration(name, "<input>", ids, sourceMap);
  if (parsed.kind !== "expr") throw new Error(`${name} is not an expression.`);
  resolver.switchToModule("lockstep");
  walkExpression(resolver, parsed.expr);
  throwFirst(resolver.errors);
  return parsed.expr;
}

function throwFirst([first]: readonly QuintError[]): void {
  if (first) throw new Error(quintErrorToString(first));
}
