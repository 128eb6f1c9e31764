import { projectBellText } from "../../generated/person-texts.ts";
import type { StreamOptions } from "../connection/connection.ts";
import type { PersonContext } from "./person-context.ts";

/** Most projects of a list that are followed. Each is a subscription, of which the server takes 100 on a connection. */
const mostFollowed = 20;

/** Rings at each change in a project of a list. Where the network refuses, it never rings. */
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
      request: () => ({ query: projectBellText, variables: { projectId } }),
      // `Ready` stands for all that has happened since the list was read.
      next: ({ data }) => {
        const event = data?.["projectActivity"] as { readonly __typename: string } | undefined;
        if (event && !event.__typename.startsWith("Presence")) this.#ring();
      },
      refused: () => null,
      completed() {},
      interrupted() {},
    };
    return this.#context.lockstep.subscribe(stream);
  }
}
