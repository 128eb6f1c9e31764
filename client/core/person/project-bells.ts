import { projectBellText } from "../../generated/person-texts.ts";
import type { StreamOptions } from "../connection/connection.ts";
import { isPassing } from "../connection/error-codes.ts";
import type { PersonContext } from "./person-context.ts";

/** Most projects of a list that are followed. Each is a subscription, of which the server takes 100 on a connection. */
const mostFollowed = 20;

/** Pause after a refusal that may pass, in milliseconds. */
const pause = 15_000;

/**
 * Rings at each change in a project of a list. It never rings where a network has few places for subscriptions: those
 * are for projects and notices.
 */
export class ProjectBells {
  readonly #context: PersonContext;
  readonly #ring: () => void;
  readonly #ends = new Map<string, () => void>();

  constructor(context: PersonContext, ring: () => void) {
    this.#context = context;
    this.#ring = ring;
  }

  /** Follows the first 20 of these projects, and no other ones any more. */
  follow(projectIds: readonly string[]): void {
    const wanted = new Set([...new Set(projectIds)].slice(0, mostFollowed));
    for (const [id, end] of this.#ends) {
      if (wanted.has(id)) continue;
      end();
      this.#ends.delete(id);
    }
    for (const id of wanted) if (!this.#ends.has(id)) this.#ends.set(id, this.#open(id));
  }

  #open(projectId: string): () => void {
    const stream: StreamOptions = {
      request: (transport) => (transport === "websocket" ? { query: projectBellText, variables: { projectId } } : null),
      // `Ready` stands for all that has happened since the list was read.
      next: ({ data }) => {
        const event = data?.["projectActivity"] as { readonly __typename: string } | undefined;
        if (event && !event.__typename.startsWith("Presence")) this.#ring();
      },
      refused: (errors) => (errors.every(isPassing) ? pause : null),
      completed() {},
      interrupted() {},
    };
    return this.#context.lockstep.subscribe(stream);
  }
}
