package shapes.set_membership_lookup

closed := {"x", "shut"}

allow if not closed[input.resource.properties.status]
