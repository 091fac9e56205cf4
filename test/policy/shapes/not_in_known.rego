package shapes.not_in_known

allow if not input.resource.properties.status in data.blocked
