package shapes.user_without_record

allow if not data.users[input.subject.id].blocked

allow if input.resource.properties.status == "open"
