package shapes.object_of_fields

allow if {"owner": input.resource.properties.owner, "status": input.resource.properties.status} == {"owner": input.subject.id, "status": "open"}
