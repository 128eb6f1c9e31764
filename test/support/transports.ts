import { print } from "graphql";
import { execute } from "./execute.ts";
import { type Person, requireData } from "./person.ts";

/** The two ways to the API, each as the person whose queries and mutations go that way. */
export const transports = {
  HTTP: (person: Person): Person => person,
  WebSocket: (person: Person): Person =>
    requestingBy(person, (document, variables) =>
      execute(person.socket, { query: print(document), variables: variables as Record<string, unknown> }),
    ),
} as const;

/** The same person with another way to make requests. */
export function requestingBy(person: Person, request: Person["request"]): Person {
  return {
    ...person,
    request,
    expect: async (document, variables) => requireData(await request(document, variables)),
  };
}
