package shapes.dynamic_rule_negated

parts["open"] if input.resource.properties.flag

parts["x"] if input.resource.properties.price > 3

allow if not data.shapes.dynamic_rule_negated.parts[input.resource.properties.status]
