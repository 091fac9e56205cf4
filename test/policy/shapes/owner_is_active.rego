package shapes.owner_is_active

allow if data.rights[input.resource.properties.owner].status == "active"

allow if not data.rights[input.resource.properties.owner]
