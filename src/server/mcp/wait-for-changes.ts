/**
 * The document of the tool `wait_for_changes`. An event tells what an agent needs to find its place: ids, titles and
 * versions.
 */
export const waitForChangesText = `
  query WaitForChanges($project: ID!, $after: String!, $first: Int, $wait: Int = 30) {
    project(id: $project) {
      changes(after: $after, first: $first, wait: $wait) {
        cursor
        resync { cursor reason }
        nodes {
          __typename seq at clientMutationId
          actor { id name }
          ... on TaskCreated { task { ...Place } }
          ... on TaskUpdated { changedFields: taskChanges task { ...Place } }
          ... on TaskStatusChanged { from to task { ...Place } }
          ... on TaskDeleted { taskId }
          ... on TaskRestored { task { ...Place } }
          ... on CommentCreated { comment { id body } task { id version } }
          ... on CommentUpdated { comment { id body } task { id version } }
          ... on CommentDeleted { commentId task { id version } }
          ... on CommentRestored { comment { id body } task { id version } }
          ... on MemberAdded { member { role user { id name } } }
          ... on MemberRoleChanged { member { role user { id name } } }
          ... on MemberRemoved { user { id name } }
          ... on ProjectUpdated { project { name description version } }
        }
      }
    }
  }
  fragment Place on Task { id title status version assignee { id name } }
`;
