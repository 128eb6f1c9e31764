export const boardStartText =
  "query BoardStart($projectId:ID!$first:Int!){me{...UserParts}project(id:$projectId){id name description version createdAt updatedAt seq cursor viewerRole present{...UserParts}labels{...LabelParts}members(first:$first){...MemberPageParts}tasks(first:$first){...TaskPageParts}}}fragment UserParts on User{id name email}fragment LabelParts on Label{id name color version}fragment MemberPageParts on MemberConnection{nodes{...MemberParts}pageInfo{hasNextPage endCursor}totalCount}fragment MemberParts on Member{id role joinedSeq joinedAt user{...UserParts}}fragment TaskPageParts on TaskConnection{nodes{...TaskParts}pageInfo{hasNextPage endCursor}totalCount}fragment TaskParts on Task{id title description status priority position dueAt version commentCount createdAt updatedAt assignee{...UserParts}createdBy{...UserParts}labels{...LabelParts}}";

export const boardTasksText =
  "query BoardTasks($projectId:ID!$first:Int!$after:String!){project(id:$projectId){id seq tasks(first:$first after:$after){...TaskPageParts}}}fragment TaskPageParts on TaskConnection{nodes{...TaskParts}pageInfo{hasNextPage endCursor}totalCount}fragment TaskParts on Task{id title description status priority position dueAt version commentCount createdAt updatedAt assignee{...UserParts}createdBy{...UserParts}labels{...LabelParts}}fragment UserParts on User{id name email}fragment LabelParts on Label{id name color version}";

export const boardMembersText =
  "query BoardMembers($projectId:ID!$first:Int!$after:String!){project(id:$projectId){id seq members(first:$first after:$after){...MemberPageParts}}}fragment MemberPageParts on MemberConnection{nodes{...MemberParts}pageInfo{hasNextPage endCursor}totalCount}fragment MemberParts on Member{id role joinedSeq joinedAt user{...UserParts}}fragment UserParts on User{id name email}";

export const projectHeadText =
  "query ProjectHead($projectId:ID!){project(id:$projectId){id seq}}";

export const taskCommentsText =
  "query TaskComments($taskId:ID!$first:Int!$after:String){task(id:$taskId){id project{id seq}comments(first:$first after:$after){nodes{...CommentParts}pageInfo{hasNextPage endCursor}}}}fragment CommentParts on Comment{id body version createdSeq createdAt updatedAt author{...UserParts}}fragment UserParts on User{id name email}";

export const addMemberText =
  "mutation AddMember($input:AddMemberInput!){addMember(input:$input){seq}}";

export const updateMemberRoleText =
  "mutation UpdateMemberRole($input:UpdateMemberRoleInput!){updateMemberRole(input:$input){seq}}";

export const removeMemberText =
  "mutation RemoveMember($input:RemoveMemberInput!){removeMember(input:$input){seq}}";

export const applyChangesText =
  "mutation ApplyChanges($input:ApplyChangesInput!){applyChanges(input:$input){seq results{__typename ...on ChangeRefused{code message}...on VersionConflict{message currentVersion}...on TaskConflict{taskFields:conflictingFields task{...TaskParts}}...on CommentConflict{commentFields:conflictingFields comment{...CommentParts}}...on LabelConflict{labelFields:conflictingFields label{...LabelParts}}...on MutationPayload{seq}...on UpdateTaskPayload{task{...TaskParts}}...on UpdateTaskStatusPayload{task{...TaskParts}}...on MoveTaskPayload{task{...TaskParts}}...on UpdateCommentPayload{comment{...CommentParts}}...on UpdateLabelPayload{label{...LabelParts}}}}}fragment TaskParts on Task{id title description status priority position dueAt version commentCount createdAt updatedAt assignee{...UserParts}createdBy{...UserParts}labels{...LabelParts}}fragment UserParts on User{id name email}fragment LabelParts on Label{id name color version}fragment CommentParts on Comment{id body version createdSeq createdAt updatedAt author{...UserParts}}";

export const projectEventsText =
  "subscription ProjectEvents($projectId:ID!$after:String$announce:Boolean){projectActivity(projectId:$projectId after:$after announce:$announce){__typename ...on Ready{seq cursor present{...UserParts}}...on Resync{seq cursor reason}...on PresenceJoined{user{...UserParts}}...on PresenceLeft{user{...UserParts}}...on Activity{seq at projectId clientMutationId actor{...UserParts}}...on ProjectCreated{project{id name description version createdAt updatedAt}}...on ProjectUpdated{project{id name description version createdAt updatedAt}}...on MemberAdded{member{...MemberParts}}...on MemberRoleChanged{member{...MemberParts}}...on MemberUpdated{member{...MemberParts}}...on MemberRemoved{user{...UserParts}}...on TaskCreated{task{...TaskParts}}...on TaskUpdated{taskChanges task{...TaskParts}}...on TaskStatusChanged{from to task{...TaskParts}}...on TaskDeleted{taskId}...on TaskRestored{task{...TaskParts}}...on LabelCreated{label{...LabelParts}}...on LabelUpdated{label{...LabelParts}}...on LabelDeleted{labelId}...on CommentCreated{comment{...CommentParts}task{id version commentCount}}...on CommentUpdated{comment{...CommentParts}task{id version commentCount}}...on CommentDeleted{commentId task{id version commentCount}}...on CommentRestored{comment{...CommentParts}task{id version commentCount}}}}fragment UserParts on User{id name email}fragment MemberParts on Member{id role joinedSeq joinedAt user{...UserParts}}fragment TaskParts on Task{id title description status priority position dueAt version commentCount createdAt updatedAt assignee{...UserParts}createdBy{...UserParts}labels{...LabelParts}}fragment LabelParts on Label{id name color version}fragment CommentParts on Comment{id body version createdSeq createdAt updatedAt author{...UserParts}}";
