package shapes.known_text_by_field

name := data.users.u1.org

allow if name[input.resource.properties.status]

allow if not name[input.resource.properties.status]
