package shapes.dynamic_rule_by_joined

parts["north"] if input.resource.properties.flag

parts["south"] if input.resource.properties.price > 3

allow if data.shapes.dynamic_rule_by_joined.parts[data.teams[input.resource.properties.team].org]
