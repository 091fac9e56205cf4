package shapes.member_with_key

allow if input.resource.id, input.subject.id in data.owners
