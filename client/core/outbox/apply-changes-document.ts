const taskParts = `fragment TaskParts on Task {
  id title description status priority position dueAt version commentCount createdAt updatedAt
  assignee { ...UserParts }
  createdBy { ...UserParts }
  labels { ...LabelParts }
}`;

const commentParts = `fragment CommentParts on Comment {
  id body version createdSeq createdAt updatedAt
  author { ...UserParts }
}`;

/** Many changes of one project in one transaction. Selects what an intent needs to know of its answer. */
export const applyChangesDocument = `mutation ApplyChanges($input: ApplyChangesInput!) {
  applyChanges(input: $input) {
    seq
    results {
      __typename
      ... on ChangeRefused { code message }
      ... on VersionConflict { message currentVersion }
      ... on TaskConflict { taskFields: conflictingFields task { ...TaskParts } }
      ... on CommentConflict { commentFields: conflictingFields comment { ...CommentParts } }
      ... on LabelConflict { labelFields: conflictingFields label { ...LabelParts } }
      ... on MutationPayload { seq }
      ... on UpdateTaskPayload { task { ...TaskParts } }
      ... on UpdateTaskStatusPayload { task { ...TaskParts } }
      ... on MoveTaskPayload { task { ...TaskParts } }
      ... on UpdateCommentPayload { comment { ...CommentParts } }
      ... on UpdateLabelPayload { label { ...LabelParts } }
    }
  }
}
fragment UserParts on User { id name email }
fragment LabelParts on Label { id name color version }
${taskParts}
${commentParts}`;
