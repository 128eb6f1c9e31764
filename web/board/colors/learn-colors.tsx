import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useOnChange } from "../../../client/react/index.ts";
import { createNewsTimer } from "../board/news-timer.ts";
import { type ColoredPerson, useChosenColors } from "../design/chosen-colors.tsx";
import { useOnReturn } from "../design/use-on-return.ts";
import { graphql } from "../generated/gql.ts";
import type { MemberColorsQuery } from "../generated/graphql.ts";
import { type Request, useRequest } from "../requests/use-request.ts";
import { useRetry } from "../requests/use-retry.ts";

/**
 * Learns the colors that the members of a project have chosen: at first, and whenever the visitor returns to the page.
 * It also does soon after members change, every 5 s at most. No event tells of a color.
 */
export function LearnMemberColors({ projectId }: { readonly projectId: string }) {
  const load = useLearning(useCallback((request) => readMembers(request, projectId), [projectId]));
  const timer = useMemo(() => createNewsTimer(() => void load()), [load]);
  useEffect(() => timer.stop, [timer]);
  useOnChange(projectId, ({ event }) => {
    if (event.__typename.startsWith("Member")) timer.add(event);
  });
  return null;
}

/** Learns the colors that the viewer and the first members of the viewer's projects have chosen, as above. */
export function LearnOwnColors() {
  useLearning(readOwn);
  return null;
}

/** Returns a function that reads again. It never rejects. The answer that was asked for last counts. */
function useLearning(read: (request: Request) => Promise<readonly ColoredPerson[]>): () => Promise<void> {
  const request = useRequest();
  const { learn } = useChosenColors();
  const [isFailing, setIsFailing] = useState(false);
  const latest = useRef(0);
  const load = useCallback(async () => {
    latest.current += 1;
    const number = latest.current;
    try {
      const people = await read(request);
      if (number !== latest.current) return;
      learn(people);
      setIsFailing(false);
    } catch {
      if (number === latest.current) setIsFailing(true);
    }
  }, [learn, read, request]);
  useEffect(() => void load(), [load]);
  useRetry(isFailing, load);
  useOnReturn(load);
  return load;
}

async function readMembers(request: Request, projectId: string): Promise<readonly ColoredPerson[]> {
  const people: ColoredPerson[] = [];
  let after: string | null | undefined = null;
  do {
    const { project }: MemberColorsQuery = await request(MemberColorsDocument, { projectId, after });
    people.push(...(project?.members.nodes ?? []).map(({ user }) => user));
    after = project?.members.pageInfo.hasNextPage ? project.members.pageInfo.endCursor : null;
  } while (after);
  return people;
}

async function readOwn(request: Request): Promise<readonly ColoredPerson[]> {
  const { me, projects } = await request(OwnColorsDocument, {});
  return [...projects.nodes.flatMap(({ members }) => members.nodes.map(({ user }) => user)), me];
}

const MemberColorsDocument = graphql(`
  query MemberColors($projectId: ID!, $after: String) {
    project(id: $projectId) {
      members(first: 100, after: $after) {
        nodes {
          user {
            id
            color
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

const OwnColorsDocument = graphql(`
  query OwnColors {
    me {
      id
      color
    }
    projects {
      nodes {
        members(first: 5) {
          nodes {
            user {
              id
              color
            }
          }
        }
      }
    }
  }
`);
