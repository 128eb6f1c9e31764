import fc from "fast-check";
import { type NetworkMode, networkModes, transports } from "./fake-network.ts";

/** Kinds of edits that Ada makes in a tab, and Grace on the server. */
export const editKinds = ["title", "text", "priority", "move", "create", "comment", "rewrite", "delete"] as const;
export type EditKind = (typeof editKinds)[number];

/** One step of a history. Numbers are taken modulo of what there is. */
export type Action =
  | { readonly do: "edit"; readonly tab: number; readonly kind: EditKind; readonly item: number; readonly n: number }
  | { readonly do: "burst"; readonly tab: number; readonly kind: EditKind; readonly item: number; readonly n: number }
  /** In every tab, before any hears of another one. */
  | { readonly do: "chorus"; readonly kind: EditKind; readonly item: number; readonly n: number }
  /** In a tab, then Grace, then the tab again before it hears of her. */
  | { readonly do: "duet"; readonly tab: number; readonly kind: EditKind; readonly item: number; readonly n: number }
  /** A new task with a comment, a place and a title of its own. */
  | { readonly do: "family"; readonly tab: number; readonly n: number }
  | { readonly do: "grace"; readonly kind: EditKind; readonly item: number; readonly n: number }
  | { readonly do: "wait"; readonly milliseconds: number }
  | { readonly do: "network"; readonly mode: NetworkMode }
  /** The streams of all tabs go on by it. */
  | { readonly do: "transport"; readonly by: (typeof transports)[number] }
  | { readonly do: "sign"; readonly isIn: boolean }
  | { readonly do: "disk"; readonly isFull: boolean }
  /** The machine's clock runs by so many milliseconds ahead of the true time from now on; negative: behind it. */
  | { readonly do: "clock"; readonly ahead: number }
  | { readonly do: "kill" | "open" | "lead" | "follow"; readonly tab: number }
  | { readonly do: "restart" | "back up" | "days" }
  /** `n`: edits of Grace's before any tab hears of it. */
  | { readonly do: "restore"; readonly n: number }
  | { readonly do: "role"; readonly role: "VIEWER" | "MEMBER" | null }
  /** `undo`: takes one of the tab's own deletions back. */
  | { readonly do: "resolve" | "dismiss" | "retry" | "cancel" | "undo"; readonly tab: number; readonly item: number };

const [second, hour, day] = [1_000, 3_600_000, 24 * 3_600_000];
const small = fc.nat({ max: 11 });
const tab = fc.nat({ max: 2 });
const kind = fc.constantFrom(...editKinds, "title", "text", "move");
const record = fc.record;
const named = <const T extends string>(name: T) => fc.constant<T>(name);

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 12, arbitrary: record({ do: named("edit"), tab, kind, item: small, n: small }) },
  { weight: 2, arbitrary: record({ do: named("burst"), tab, kind, item: small, n: small }) },
  { weight: 2, arbitrary: record({ do: named("chorus"), kind, item: small, n: small }) },
  { weight: 2, arbitrary: record({ do: named("duet"), tab, kind, item: small, n: small }) },
  { weight: 1, arbitrary: record({ do: named("family"), tab, n: small }) },
  { weight: 5, arbitrary: record({ do: named("grace"), kind, item: small, n: small }) },
  {
    weight: 12,
    arbitrary: record({ do: named("wait"), milliseconds: fc.constantFrom(1, 5, 20, 60, 300, 2_000, 6_000) }),
  },
  { weight: 5, arbitrary: record({ do: named("network"), mode: fc.constantFrom(...networkModes, "good", "good") }) },
  { weight: 2, arbitrary: record({ do: named("transport"), by: fc.constantFrom(...transports) }) },
  { weight: 1, arbitrary: record({ do: named("sign"), isIn: fc.boolean() }) },
  { weight: 1, arbitrary: record({ do: named("disk"), isFull: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: record({ do: named("clock"), ahead: fc.constantFrom(-hour, -10 * second, -second, 0, hour, 8 * day) }),
  },
  { weight: 5, arbitrary: record({ do: fc.constantFrom("kill", "open", "lead", "follow"), tab }) },
  { weight: 2, arbitrary: record({ do: fc.constantFrom("restart", "back up", "days") }) },
  { weight: 1, arbitrary: record({ do: named("restore"), n: small }) },
  { weight: 1, arbitrary: record({ do: named("role"), role: fc.constantFrom("VIEWER", "MEMBER", "MEMBER", null) }) },
  {
    weight: 3,
    arbitrary: record({ do: fc.constantFrom("resolve", "dismiss", "retry", "cancel", "undo"), tab, item: small }),
  },
);

/** A history, and the seed of everything that chance decides in it. */
export interface Plan {
  readonly seed: number;
  readonly actions: readonly Action[];
}

export const plan: fc.Arbitrary<Plan> = fc.record({
  seed: fc.noShrink(fc.nat()),
  actions: fc.array(action, { minLength: 5, maxLength: 60, size: "max" }),
});
