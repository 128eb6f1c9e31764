import type { ItfStates } from "./quint-compat.ts";

/** A state of the specification, as far as a replay needs it. Numbers of tokens stand for random tokens. */
export interface SpecState {
  readonly done: SpecStep;
  /** Messages that each person got in this step. */
  readonly news: Readonly<Record<string, readonly string[]>>;
  /** Heads of the instances' open feeds; null: closed. */
  readonly heads: readonly (string | null)[];
  /** Instances with a timer that runs. */
  readonly timers: readonly number[];
}

export interface SpecStep {
  readonly step: string;
  readonly who: string;
  readonly at: number;
  readonly seq: number;
  readonly token: number;
  readonly form: string;
}

/** Reads the states of a trace. */
export function readTrace(states: ItfStates): readonly SpecState[] {
  return states.map(({ done, world }) => {
    const { subscribers, feeds } = fromItf(world) as SpecWorld;
    return {
      done: fromItf(done) as SpecStep,
      news: Object.fromEntries([...subscribers].map(([who, { news }]) => [who, news.map(describeTold)])),
      heads: [1, 2].map((at) => {
        const feed = feeds.get(at);
        return feed?.isOpen ? describePlace(feed.head) : null;
      }),
      timers: [1, 2].filter((at) => feeds.get(at)?.wants !== ""),
    };
  });
}

export interface Place {
  readonly seq: number;
  readonly token: number;
}

/** Returns a place as both sides of a replay tell it. */
export function describePlace({ seq, token }: Place): string {
  return `${seq} ${token}`;
}

interface Told {
  readonly kind: string;
  readonly position: Place;
  readonly reason: string;
  readonly entry: { readonly tag: "Some"; readonly value: { readonly kind: string } } | { readonly tag: "None" };
}

interface SpecWorld {
  readonly subscribers: ReadonlyMap<string, { readonly news: readonly Told[] }>;
  readonly feeds: ReadonlyMap<number, { readonly isOpen: boolean; readonly head: Place; readonly wants: string }>;
}

function describeTold({ kind, position, reason, entry }: Told): string {
  if (kind === "End") return `End ${reason}`;
  if (kind === "Resync") return `Resync ${reason} ${describePlace(position)}`;
  return `${entry.tag === "Some" ? entry.value.kind : kind} ${describePlace(position)}`;
}

function fromItf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(fromItf);
  if ("#bigint" in value) return Number(value["#bigint"]);
  if ("#set" in value) return new Set(fromItf(value["#set"]) as unknown[]);
  if ("#map" in value) return new Map(fromItf(value["#map"]) as [unknown, unknown][]);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fromItf(each)]));
}
