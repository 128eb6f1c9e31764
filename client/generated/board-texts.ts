export const boardStartText =
  "query BoardStart($projectId:ID!$first:Int!){me{...UserParts}project(id:$projectId){id name description version createdAt updatedAt seq cursor viewerRole present{...PresentParts}...BoardListParts members(first:$first){...MemberPageParts}tasks(first:$first){...TaskPageParts}}}fragment UserParts on User{id name email}fragment PresentParts on Present{user{...UserParts}focusedTaskId focusedField}fragment BoardListParts on Project{labels{...LabelParts}}fragment LabelParts on Label{id name color version}fragment MemberPageParts on MemberConnection{nodes{...MemberParts}pageInfo{hasNextPage endCursor}totalCount}fragment MemberParts on Member{id role joinedSeq joinedAt user{...UserParts}}fragment TaskPageParts on TaskConnection{nodes{...TaskParts}pageInfo{hasNextPage endCursor}totalCount}fragment TaskParts on Task{id title description status priority position dueAt version commentCount createdAt updatedAt assignee{...UserParts}createdBy{...UserParts}labels{...LabelParts}}";

export const boardTasksText =
  "query BoardTasks($projectId:ID!$first:Int!$after:String!){project(id:$projectId){id seq tasks(first:$first after:$after){...TaskPageParts}}}fragment TaskPageParts on TaskConnection{nodes{...TaskParts}pageInfo{hasNextPage endCursor}totalCount}fragment TaskParts on Task{id title description status priority position dueAt version commentCount createdAt updatedAt assignee{...UserParts}createdBy{...UserParts}labels{...LabelParts}}fragment UserParts on User{id name email}fragment LabelParts on Label{id name color version}";

export const boardMembersText =
  "query BoardMembers($projectId:ID!$first:Int!$after:String!){project(id:$projectId){id seq members(first:$first after:$after){...MemberPageParts}}}fragment MemberPageParts on MemberConnection{nodes{...MemberParts}pageInfo{hasNextPage endCursor}totalCount}fragment MemberParts on Member{id role joinedSeq joinedAt user{...UserParts}}fragment UserParts on User{id name email}";

export const projectHeadText =
  "query ProjectHead($projectId:ID!){project(id:$projectId){id seq}}";
