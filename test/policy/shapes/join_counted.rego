package shapes.join_counted

allow if count(data.acl[input.resource.id]) > 1
