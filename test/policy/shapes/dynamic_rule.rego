package shapes.dynamic_rule

parts["open"] if input.resource.properties.flag

parts["x"] := 2 if input.resource.properties.price > 3

allow if data.shapes.dynamic_rule.parts[input.action.name]

allow if data.shapes.dynamic_rule.parts[input.resource.properties.status] == 2
