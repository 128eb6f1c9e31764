import type { ClientTransport } from "../../client/core/connection/transport.ts";
import type { AnsweredChange } from "./storm-record.ts";

declare global {
  /** Told before the client gets the answer, so that no answer is unknown that a client has acted on. */
  var tellAnswers: ((answers: readonly AnsweredChange[]) => Promise<void>) | undefined;
  /** Told each time that the tab is live, by its transport. */
  var tellTransport: ((transport: ClientTransport) => Promise<void>) | undefined;
}

/**
 * - `portal`: a captive portal answers everything with its page.
 * - `gateway`: requests arrive, and a proxy loses the answers.
 */
export type WeatherKind = "fair" | "portal" | "gateway";

export interface Weather {
  kind: WeatherKind;
  readonly fetch: typeof fetch;
}

/** Creates the network of a tab. */
export function createWeather(): Weather {
  const weather: Weather = {
    kind: "fair",
    async fetch(input, init) {
      if (weather.kind === "portal") {
        return new Response("<!doctype html><title>Welcome to the café</title>", {
          headers: { "content-type": "text/html" },
        });
      }
      const response = await fetch(input, init);
      if (weather.kind === "gateway") return new Response("Bad gateway", { status: 502 });
      const changes = findChanges(init?.body);
      if (changes) await tell(changes, response.clone());
      return response;
    },
  };
  return weather;
}

/** Tells the answers to changes. */
async function tell(changes: readonly object[], response: Response): Promise<void> {
  if (!response.headers.get("content-type")?.includes("json")) return;
  const { data } = (await response.json()) as { data?: { applyChanges?: { results?: readonly RawResult[] } } };
  const answers = (data?.applyChanges?.results ?? []).map(({ __typename, code }, index): AnsweredChange => {
    const [input] = Object.values(changes[index] ?? {}) as { clientMutationId?: string }[];
    return { id: input?.clientMutationId ?? "", type: __typename, code: code ?? null };
  });
  if (answers.length > 0) await globalThis.tellAnswers?.(answers);
}

/** Returns the changes that a request carries. */
function findChanges(body: unknown): readonly object[] | undefined {
  const { variables } = JSON.parse(String(body)) as { variables?: { input?: { changes?: readonly object[] } } };
  return variables?.input?.changes;
}

interface RawResult {
  readonly __typename: string;
  readonly code?: string;
}
