export const addMemberText =
  "mutation AddMember($input:AddMemberInput!){addMember(input:$input){seq}}";

export const updateMemberRoleText =
  "mutation UpdateMemberRole($input:UpdateMemberRoleInput!){updateMemberRole(input:$input){seq}}";

export const removeMemberText =
  "mutation RemoveMember($input:RemoveMemberInput!){removeMember(input:$input){seq}}";

export const projectEventsText =
  "subscription ProjectEvents($projectId:ID!$after:String$announce:Boolean){projectActivity(projectId:$projectId after:$after announce:$announce){__typename ...on Ready{seq cursor present{...UserParts}}...on Resync{seq cursor reason}...on PresenceJoined{user{...UserParts}}...on PresenceLeft{user{...UserParts}}...on Activity{seq at projectId clientMutationId actor{...UserParts}}...on ProjectCreated{project{id name description version createdAt updatedAt}}...on ProjectUpdated{project{id name description version createdAt updatedAt}}...on MemberAdded{member{...MemberParts}}...on MemberRoleChanged{member{...MemberParts}}...on MemberUpdated{member{...MemberParts}}...on MemberRemoved{user{...UserParts}}...on TaskCreated{task{...TaskParts}}...on TaskUpdated{taskChanges task{...TaskParts}}...on TaskStatusChanged{from to task{...TaskParts}}...on TaskDeleted{taskId}...on TaskRestored{task{...TaskParts}}...on LabelCreated{label{...LabelParts}}...on LabelUpdated{label{...LabelParts}}...on LabelDeleted{labelId}...on CommentCreated{comment{...CommentParts}task{id version commentCount}}...on CommentUpdated{comment{...CommentParts}task{id version commentCount}}...on CommentDeleted{commentId task{id version commentCount}}...on CommentRestored{comment{...CommentParts}task{id version commentCount}}}}fragment UserParts on User{id name email}fragment MemberParts on Member{id role joinedSeq joinedAt user{...UserParts}}fragment TaskParts on Task{id title description status priority position dueAt version commentCount createdAt updatedAt assignee{...UserParts}createdBy{...UserParts}labels{...LabelParts}}fragment LabelParts on Label{id name color version}fragment CommentParts on Comment{id body version createdSeq createdAt updatedAt author{...UserParts}}";
