export const taskCommentsText =
  "query TaskComments($taskId:ID!$first:Int!$after:String){task(id:$taskId){id project{id seq}comments(first:$first after:$after){nodes{...CommentParts}pageInfo{hasNextPage endCursor}}}}fragment CommentParts on Comment{id body version createdSeq createdAt updatedAt author{...UserParts}}fragment UserParts on User{id name email}";
