import type { ApolloClient } from "@apollo/client";
import { ApolloProvider } from "@apollo/client/react";
import type { LockstepLink } from "lockstep/client";
import { useConnectionState, useProject } from "lockstep/client/apollo/react";

interface Props {
  link: LockstepLink;
  projectId: string;
}

function Titles({ link, projectId }: Props) {
  const connection = useConnectionState(link);
  const { project } = useProject(projectId);
  if (connection.status === "offline") return `Offline since ${connection.since.toISOString()}`;
  return project?.tasks.map(({ title }) => title).join(", ");
}

export function App({ client, ...props }: Props & { client: ApolloClient }) {
  return (
    <ApolloProvider client={client}>
      <Titles {...props} />
    </ApolloProvider>
  );
}
